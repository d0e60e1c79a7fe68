#include "services/content/domain/publication.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

constexpr size_t kLongestTag = 35;
constexpr size_t kLongestSubtag = 8;

constexpr std::array<std::pair<Kind, std::string_view>, 3> kKinds = {
    {{Kind::kFactSheet, "fact-sheet"}, {Kind::kSelfCareSheet, "self-care-sheet"}, {Kind::kBooklet, "booklet"}}};

ShownPublication Shown(Manuscript manuscript, Publication publication, Disclaimer disclaimer) {
  publication.text = std::make_shared<const PublicationText>(std::move(manuscript.text));
  return {std::move(publication), std::move(disclaimer), std::move(manuscript.sponsor)};
}

bool IsSubtag(absl::string_view subtag) {
  return !subtag.empty() && subtag.size() <= kLongestSubtag &&
         std::all_of(subtag.begin(), subtag.end(), absl::ascii_isalnum);
}

}  // namespace

std::string_view KindWord(Kind kind) {
  return std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& row) { return row.first == kind; })->second;
}

std::optional<Kind> KindFromWord(std::string_view word) {
  const auto* row = std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& r) { return r.second == word; });
  return row == kKinds.end() ? std::nullopt : std::optional(row->first);
}

std::string EtagOf(const Standing& standing) { return StrCat(standing.last_published, standing.withdrawn ? "w" : ""); }

ShownPublication ShownDraft(Manuscript manuscript, int number, Standing standing, Disclaimer disclaimer) {
  return Shown(std::move(manuscript), {.revision = number, .state = State::kDraft, .standing = standing},
               std::move(disclaimer));
}

ShownPublication ShownPublished(Manuscript manuscript, int number, Imprint imprint) {
  return Shown(std::move(manuscript),
               {.revision = number,
                .state = State::kPublished,
                .published = imprint.act.time,
                .standing = {.last_published = number}},
               std::move(imprint.disclaimer));
}

ShownPublication ShownIn(const Standing& standing, const ShownPublication& before,
                         const std::shared_ptr<const Withdrawal>& withdrawal) {
  return before.Map([&](Publication publication) {
    publication.standing = standing;
    if (publication.withdrawal == nullptr) publication.withdrawal = withdrawal;
    if (publication.withdrawal != nullptr) {
      publication.state = State::kWithdrawn;
    } else {
      publication.state = publication.revision == standing.current() ? State::kPublished : State::kSuperseded;
    }
    return publication;
  });
}

ShownPublication AsItWasIn(const Standing& standing, const ShownPublication& now) {
  return now.Map([&](Publication publication) {
    publication.standing = standing;
    publication.state = standing.withdrawn ? State::kWithdrawn : State::kPublished;
    if (!standing.withdrawn) publication.withdrawal = nullptr;
    return publication;
  });
}

bool ReviewOverdue(const PublicationText& text, absl::Time now) {
  return absl::ToCivilDay(now, absl::UTCTimeZone()) > text.review_due;
}

std::optional<absl::CivilDay> ParseDay(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day) || absl::FormatCivilTime(day) != text) return std::nullopt;
  return day;
}

bool IsLanguageTag(std::string_view tag) {
  const std::vector<absl::string_view> subtags = absl::StrSplit(ForAbsl(tag), '-');
  const absl::string_view language = subtags.front();
  return tag.size() <= kLongestTag && language.size() >= 2 &&
         std::all_of(language.begin(), language.end(), absl::ascii_isalpha) &&
         std::all_of(subtags.begin(), subtags.end(), IsSubtag);
}

}  // namespace careloop::content
