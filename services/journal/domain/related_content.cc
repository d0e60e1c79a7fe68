#include "services/journal/domain/related_content.h"

#include <algorithm>
#include <utility>

#include "common/base/strings.h"

namespace careloop::journal {
namespace {

const std::shared_ptr<const Suggestions>& Nothing() {
  static const auto& nothing = *new std::shared_ptr<const Suggestions>(std::make_shared<Suggestions>());
  return nothing;
}

bool IsThere(const SymptomAnswer& answer) {
  return answer.presence == true || std::any_of(answer.levels.begin(), answer.levels.end(),
                                                [](const std::optional<int>& level) { return level.value_or(0) > 0; });
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

Related StateOf(std::shared_ptr<const Suggestions> suggestions, RelatedState state) {
  if (suggestions->empty()) state = RelatedState::kNone;
  return {std::move(suggestions), state};
}

}  // namespace

std::vector<ContentQuery::Symptom> SymptomsToReadAbout(const Entry& entry) {
  std::vector<ContentQuery::Symptom> symptoms;
  for (const SymptomAnswer& answer : entry.observed.answers) {
    if (!IsThere(answer)) continue;
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
  if (auto kept = recent_.Find(key)) co_return StateOf(std::move(kept), RelatedState::kCached);
  const absl::Time asked = clock_.Now();
  const Deadline deadline = std::min(call.deadline, DeadlineAfter(kLimit));
  absl::StatusOr<Suggestions> found = co_await content_.Find(call, std::move(query), kMost, deadline);
  if (!found.ok()) co_return Related{Nothing(), RelatedState::kUnavailable};
  auto suggestions = std::make_shared<const Suggestions>(*std::move(found));
  recent_.Put(key, asked, suggestions);
  co_return StateOf(std::move(suggestions), RelatedState::kFresh);
}

}  // namespace careloop::journal
