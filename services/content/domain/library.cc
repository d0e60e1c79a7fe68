#include "services/content/domain/library.h"

#include <limits>

#include "common/base/strings.h"
#include "services/content/domain/catalogue.h"

namespace careloop::content {
namespace {

// Sorts the latest time first.
std::string NewestKey(absl::Time published, const std::string& id) {
  const uint64_t age = std::numeric_limits<uint64_t>::max() - static_cast<uint64_t>(absl::ToUnixMicros(published));
  return StrCat(absl::Hex(age, absl::kZeroPad16), " ", id);
}

ShownPublication Superseded(const ShownPublication& shown) {
  return shown.Map([](Publication publication) {
    publication.state = State::kSuperseded;
    return publication;
  });
}

int CountIn(const absl::flat_hash_map<std::string, int>& counts, const std::string& id) {
  const auto count = counts.find(id);
  return count == counts.end() ? 0 : count->second;
}

}  // namespace

Library::Library(const Library* base, int64_t version, std::vector<Revision> published) : version_(version) {
  if (base != nullptr) {
    revisions_ = base->revisions_;
    current_ = base->current_;
  }
  for (Revision& revision : published) Add(std::move(revision));
  Index();
}

void Library::Add(Revision revision) {
  const std::string id = revision.manuscript.text.id;
  const int number = revision.number;
  if (const ShownPublication* before = Current(id)) {
    revisions_.insert_or_assign({id, current_[id]}, Superseded(*before));
  }
  revisions_.insert_or_assign({id, number}, ShownPublished(std::move(revision.manuscript), number,
                                                           *std::move(revision.imprint), State::kPublished));
  current_[id] = number;
}

void Library::Index() {
  for (const auto& [id, number] : current_) {
    const ShownPublication& shown = revisions_.at({id, number});
    const PublicationText& text = *shown.content().text;
    newest_first_.emplace(NewestKey(*shown.content().published, id), shown);
    by_title_.emplace(OrderKey(text.title, id), shown);
    for (const std::string& diagnosis : text.diagnoses) ++diagnosis_counts_[diagnosis];
    for (const std::string& topic : text.topics) ++topic_counts_[topic];
  }
}

const ShownPublication* Library::Current(const std::string& id) const {
  const auto current = current_.find(id);
  return current == current_.end() ? nullptr : Find(id, current->second);
}

const ShownPublication* Library::Find(const std::string& id, int revision) const {
  const auto found = revisions_.find({id, revision});
  return found == revisions_.end() ? nullptr : &found->second;
}

int Library::CountInDiagnosis(const std::string& id) const { return CountIn(diagnosis_counts_, id); }

int Library::CountInTopic(const std::string& id) const { return CountIn(topic_counts_, id); }

}  // namespace careloop::content
