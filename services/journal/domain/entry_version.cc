#include "services/journal/domain/entry_version.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace careloop::journal {
namespace {

const SymptomAnswer* AnswerTo(const std::string& symptom, const std::vector<SymptomAnswer>& answers) {
  const auto found =
      std::find_if(answers.begin(), answers.end(), [&](const SymptomAnswer& a) { return a.symptom == symptom; });
  return found == answers.end() ? nullptr : &*found;
}

bool SaysTheSame(SymptomAnswer one, const SymptomAnswer& other) {
  one.reporter = other.reporter;
  return one == other;
}

template <typename T>
bool IsGiven(const std::optional<T>& what) {
  return what.has_value();
}
template <typename T>
bool IsGiven(const T& what) {
  return !what.empty();
}

// With all that an entry says beside answers and of which it is known who gave it.
template <typename Function>
void ForEachGiven(Function function) {
  function(&Observation::wellbeing, &GivenBy::wellbeing);
  function(&Observation::temperature_celsius, &GivenBy::temperature);
  function(&Observation::note, &GivenBy::note);
  function(&Observation::questions, &GivenBy::questions);
}

// If it is `kept` it is still of whoever gave it before.
void SetGiver(const Entry& before, Entry& next, int GivenBy::* giver, bool kept) {
  next.observed.given_by.*giver = kept ? next.PlaceOf(before.ReporterAt(before.observed.given_by.*giver)) : 0;
}

void KeepIdentity(const Entry& before, Entry& next) {
  next.number = before.number;
  next.week = before.week;
  next.version = before.version + 1;
  next.recorded = before.recorded;
  next.sole_reporter = before.IsAllOf(next.reporter);
}

}  // namespace

void Judge(const SiteRules& site, Entry& entry) {
  entry.grades.clear();
  entry.grades.reserve(entry.observed.answers.size());
  for (const SymptomAnswer& answer : entry.observed.answers) {
    // An answer of an earlier part may be about what the site has taken out of its vocabulary since.
    const Symptom* symptom = site.vocabulary.Find(answer.symptom);
    if (symptom != nullptr && !symptom->IsYesNo()) entry.grades.push_back(site.grades.Grade(*symptom, answer));
  }
  entry.severe_reasons = site.severity.ReasonsOf(entry);
}

void Succeed(const Entry& before, Entry& next) {
  KeepIdentity(before, next);
  for (SymptomAnswer& answer : next.observed.answers) {
    const SymptomAnswer* earlier = AnswerTo(answer.symptom, before.observed.answers);
    if (earlier && SaysTheSame(*earlier, answer)) answer.reporter = next.PlaceOf(before.ReporterOf(*earlier));
  }
  ForEachGiven([&](auto what, int GivenBy::* giver) {
    const auto& now = next.observed.*what;
    SetGiver(before, next, giver, IsGiven(now) && now == before.observed.*what);
  });
}

void Complete(const Entry& before, Entry& part) {
  KeepIdentity(before, part);
  part.occurred = before.occurred;
  part.partial = before.partial && part.partial;
  const Observation said = std::exchange(part.observed, before.observed);
  for (SymptomAnswer& answer : part.observed.answers) {
    if (const SymptomAnswer* anew = AnswerTo(answer.symptom, said.answers)) {
      answer = *anew;
    } else {
      answer.reporter = part.PlaceOf(before.ReporterOf(answer));
    }
  }
  for (const SymptomAnswer& answer : said.answers) {
    if (!AnswerTo(answer.symptom, before.observed.answers)) part.observed.answers.push_back(answer);
  }
  ForEachGiven([&](auto what, int GivenBy::* giver) {
    const bool anew = IsGiven(said.*what);
    if (anew) part.observed.*what = said.*what;
    SetGiver(before, part, giver, !anew && IsGiven(before.observed.*what));
  });
  part.observed.urgent = part.observed.urgent || said.urgent;
  part.observed.can_wait = !part.observed.urgent && (part.observed.can_wait || said.can_wait);
  part.observed.visit = part.observed.visit || said.visit;
}

}  // namespace careloop::journal
