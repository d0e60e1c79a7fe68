#include "services/journal/domain/related_content.h"

#include <algorithm>
#include <utility>

#include "common/base/strings.h"
#include "services/journal/domain/time_to_answer.h"

namespace careloop::journal {
namespace {

const std::shared_ptr<const Suggestions>& Nothing() {
  static const auto& nothing = *new std::shared_ptr<const Suggestions>(std::make_shared<Suggestions>());
  return nothing;
}

std::optional<int> GradeOf(const Entry& entry, const std::string& symptom) {
  for (const SymptomGrade& graded : entry.grades) {
    if (graded.symptom == symptom) return graded.grade;
  }
  return std::nullopt;
}

// Says all that the answer depends on. Ids hold neither of the separators.
std::string KeyOf(const ContentQuery& query) {
  std::string key = query.language;
  for (const auto& symptom : query.symptoms) {
    absl::StrAppend(&key, "\n", symptom.id, "=", symptom.grade ? *symptom.grade : -1);
  }
  for (const std::string& treatment : query.treatments) absl::StrAppend(&key, "\n", treatment);
  return key;
}

Related StateOf(const std::shared_ptr<const FoundContent>& found, RelatedState state) {
  if (found->suggestions.empty()) state = RelatedState::kNone;
  return {{found, &found->suggestions}, state};
}

}  // namespace

std::vector<ContentQuery::Symptom> SymptomsToReadAbout(const Entry& entry) {
  std::vector<ContentQuery::Symptom> symptoms;
  for (const SymptomAnswer& answer : entry.observed.answers) {
    if (!answer.SaysIsThere()) continue;
    const std::optional<int> grade = GradeOf(entry, answer.symptom);
    if (grade != 0) symptoms.push_back({answer.symptom, grade});
  }
  std::sort(symptoms.begin(), symptoms.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return symptoms;
}

Task<Related> RelatedContent::FitFor(const Call& call, const Entry& entry, std::vector<std::string> treatments,
                                     std::string language) {
  std::sort(treatments.begin(), treatments.end());
  ContentQuery query{SymptomsToReadAbout(entry), std::move(treatments), std::move(language)};
  if (query.symptoms.empty()) co_return Related{Nothing(), RelatedState::kNone};
  const std::string key = KeyOf(query);
  const Kept kept = recent_.Find(key);
  const absl::Time asked = clock_.Now();
  if (kept != nullptr && library_.Holds(kept->library, asked)) co_return StateOf(kept, RelatedState::kCached);
  if (kept != nullptr) query.known_library = kept->library;
  const Deadline deadline = std::min(LeavingTimeToAnswer(call.deadline), DeadlineAfter(kLimit));
  const int most = std::max(kMost, static_cast<int>(query.symptoms.size()));
  absl::StatusOr<FoundContent> found = co_await content_.Find(call, std::move(query), most, deadline);
  if (!found.ok()) co_return WithoutContent(kept);
  library_.Note(found->library, asked);
  if (kept != nullptr && found->unchanged) co_return StateOf(kept, RelatedState::kFresh);
  const auto fresh = std::make_shared<const FoundContent>(*std::move(found));
  recent_.Put(key, asked, fresh);
  co_return StateOf(fresh, RelatedState::kFresh);
}

// What is known to have changed since is not shown again.
Related RelatedContent::WithoutContent(const Kept& kept) const {
  if (kept == nullptr || !library_.IsLast(kept->library)) return {Nothing(), RelatedState::kUnavailable};
  return StateOf(kept, RelatedState::kCached);
}

}  // namespace careloop::journal
