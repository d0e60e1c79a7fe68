#include "services/content/domain/library.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <variant>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"
#include "services/content/domain/catalogue.h"

namespace careloop::content {
namespace {

// Sorts the latest time first.
std::string NewestKey(absl::Time published, std::string_view id) {
  const uint64_t age = std::numeric_limits<uint64_t>::max() - static_cast<uint64_t>(absl::ToUnixMicros(published));
  return StrCat(absl::Hex(age, absl::kZeroPad16), " ", id);
}

std::string CountKey(std::string_view language, std::string_view id) {
  return StrCat(absl::AsciiStrToLower(ForAbsl(language)), "/", id);
}

// A list without those that are off it, and with those that are on it, in any order.
Library::Ordered Merged(Library::Ordered before, const absl::flat_hash_set<const ShownPublication*>& off,
                        Library::Ordered on) {
  std::erase_if(before, [&](const auto& listed) { return off.contains(listed.second); });
  std::sort(on.begin(), on.end());
  Library::Ordered merged;
  merged.reserve(before.size() + on.size());
  std::merge(before.begin(), before.end(), on.begin(), on.end(), std::back_inserter(merged));
  return merged;
}

int CountAt(const absl::flat_hash_map<std::string, int>& counts, const std::string& key) {
  const auto count = counts.find(key);
  return count == counts.end() ? 0 : count->second;
}

}  // namespace

// One publication. Never changed once it is in its place.
struct Library::Shelf {
  std::string id;
  Standing standing;
  std::map<int, ShownPublication> revisions;
  // Of the current revision in each list; of no use without one.
  std::string newest_position;
  std::string title_position;
  std::string review_position;

  const ShownPublication* Current() const { return standing.current() == 0 ? nullptr : Find(standing.current()); }
  const ShownPublication* Find(int revision) const {
    const auto found = revisions.find(revision);
    return found == revisions.end() ? nullptr : &found->second;
  }
  // `withdrawal`, unless null, befalls all revisions that it had not befallen.
  void Stand(Standing as, const std::shared_ptr<const Withdrawal>& withdrawal) {
    standing = as;
    for (auto& [number, shown] : revisions) shown = ShownIn(standing, shown, withdrawal);
    if (const ShownPublication* current = Current()) {
      const PublicationText& text = *current->content().text;
      newest_position = NewestKey(*current->content().published, id);
      title_position = OrderKey(text.title, id);
      review_position = OrderKey(absl::FormatCivilTime(text.review_due), id);
    }
  }
};

Library::Library(const Site& site, const Library* base, int64_t version, std::vector<Change> changes)
    : site_(site), version_(version) {
  if (base != nullptr) {
    disclaimers_ = base->disclaimers_;
    shelves_ = base->shelves_;
    newest_first_ = base->newest_first_;
    by_title_ = base->by_title_;
    by_review_due_ = base->by_review_due_;
    diagnosis_counts_ = base->diagnosis_counts_;
    topic_counts_ = base->topic_counts_;
  }
  Touched touched;
  for (Change& change : changes) {
    std::visit([&](auto& what) { Apply(std::move(what), touched); }, change);
  }
  Relist(base, touched);
}

Library::~Library() = default;

void Library::Apply(Disclaimer disclaimer, Touched& /*touched*/) { disclaimers_.Add(std::move(disclaimer)); }

void Library::Apply(Revision revision, Touched& touched) {
  const Shelf* before = FindShelf(revision.manuscript.text.id);
  auto shelf = before == nullptr ? std::make_shared<Shelf>() : std::make_shared<Shelf>(*before);
  shelf->id = revision.manuscript.text.id;
  const int number = revision.number;
  shelf->revisions.insert_or_assign(
      number, ShownPublished(std::move(revision.manuscript), number, *std::move(revision.imprint)));
  shelf->Stand({.last_published = number}, nullptr);
  Place(std::move(shelf), touched);
}

void Library::Apply(PublicationWithdrawn withdrawn, Touched& touched) {
  const Shelf* before = FindShelf(withdrawn.id);
  if (before == nullptr) return;
  auto shelf = std::make_shared<Shelf>(*before);
  shelf->Stand({.last_published = withdrawn.number, .withdrawn = true},
               std::make_shared<const Withdrawal>(std::move(withdrawn.withdrawal)));
  Place(std::move(shelf), touched);
}

const Library::Shelf* Library::FindShelf(std::string_view id) const {
  const auto shelf = shelves_.find(ForAbsl(id));
  return shelf == shelves_.end() ? nullptr : shelf->second.get();
}

void Library::Place(std::shared_ptr<const Shelf> shelf, Touched& touched) {
  const absl::string_view id = shelf->id;
  touched.insert(shelf->id);
  shelves_.erase(id);  // with its key, which lies in the old shelf
  shelves_.emplace(id, std::move(shelf));
}

void Library::Relist(const Library* base, const Touched& touched) {
  absl::flat_hash_set<const ShownPublication*> off;
  Ordered newest, by_title, by_review_due;
  for (const std::string& id : touched) {
    if (const ShownPublication* before = base == nullptr ? nullptr : base->Current(id)) {
      off.insert(before);
      Count(*before->content().text, -1);
    }
    const Shelf& shelf = *FindShelf(id);
    if (const ShownPublication* current = shelf.Current()) {
      newest.emplace_back(shelf.newest_position, current);
      by_title.emplace_back(shelf.title_position, current);
      by_review_due.emplace_back(shelf.review_position, current);
      Count(*current->content().text, 1);
    }
  }
  newest_first_ = Merged(std::move(newest_first_), off, std::move(newest));
  by_title_ = Merged(std::move(by_title_), off, std::move(by_title));
  by_review_due_ = Merged(std::move(by_review_due_), off, std::move(by_review_due));
}

void Library::Count(const PublicationText& text, int difference) {
  const auto add = [&](Counts& counts, const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      counts[CountKey("", id)] += difference;
      counts[CountKey(text.language, id)] += difference;
    }
  };
  add(diagnosis_counts_, WithThoseAbove(site_.diagnoses, text.diagnoses));
  add(topic_counts_, WithThoseAbove(site_.topics, text.topics));
}

const ShownPublication* Library::Current(std::string_view id) const {
  const Shelf* shelf = FindShelf(id);
  return shelf == nullptr ? nullptr : shelf->Current();
}

const ShownPublication* Library::Find(std::string_view id, int revision) const {
  const Shelf* shelf = FindShelf(id);
  return shelf == nullptr ? nullptr : shelf->Find(revision);
}

int Library::CountInDiagnosis(std::string_view id, std::string_view language) const {
  return CountAt(diagnosis_counts_, CountKey(language, id));
}

int Library::CountInTopic(std::string_view id, std::string_view language) const {
  return CountAt(topic_counts_, CountKey(language, id));
}

}  // namespace careloop::content
