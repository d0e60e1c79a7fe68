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

ShownPublication ShownDraft(Manuscript manuscript, int number, Disclaimer disclaimer) {
  return Shown(std::move(manuscript),
               {.text = nullptr, .revision = number, .state = State::kDraft, .published = std::nullopt},
               std::move(disclaimer));
}

ShownPublication ShownPublished(Manuscript manuscript, int number, Imprint imprint, State state) {
  return Shown(std::move(manuscript), {.text = nullptr, .revision = number, .state = state, .published = imprint.time},
               std::move(imprint.disclaimer));
}

bool ReviewOverdue(const PublicationText& text, absl::Time now) {
  return absl::ToCivilDay(now, absl::UTCTimeZone()) > text.review_due;
}

bool IsLanguageTag(std::string_view tag) {
  const std::vector<absl::string_view> subtags = absl::StrSplit(ForAbsl(tag), '-');
  const absl::string_view language = subtags.front();
  return tag.size() <= kLongestTag && language.size() >= 2 &&
         std::all_of(language.begin(), language.end(), absl::ascii_isalpha) &&
         std::all_of(subtags.begin(), subtags.end(), IsSubtag);
}

}  // namespace careloop::content
