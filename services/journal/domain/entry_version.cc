#include "services/journal/domain/entry_version.h"

#include <algorithm>
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

// What SymptomAnswer::reporter has to be in `entry` for an answer of `reporter`.
int PlaceOf(const Reporter& reporter, Entry& entry) {
  if (reporter == entry.reporter) return 0;
  const auto known = std::find(entry.earlier_reporters.begin(), entry.earlier_reporters.end(), reporter);
  const auto place = known - entry.earlier_reporters.begin();
  if (known == entry.earlier_reporters.end()) entry.earlier_reporters.push_back(reporter);
  return static_cast<int>(place) + 1;
}

bool SaysTheSame(SymptomAnswer one, const SymptomAnswer& other) {
  one.reporter = other.reporter;
  return one == other;
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
    if (earlier && SaysTheSame(*earlier, answer)) answer.reporter = PlaceOf(before.ReporterOf(*earlier), next);
  }
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
      answer.reporter = PlaceOf(before.ReporterOf(answer), part);
    }
  }
  for (const SymptomAnswer& answer : said.answers) {
    if (!AnswerTo(answer.symptom, before.observed.answers)) part.observed.answers.push_back(answer);
  }
  if (said.wellbeing) part.observed.wellbeing = said.wellbeing;
  if (said.temperature_celsius) part.observed.temperature_celsius = said.temperature_celsius;
  if (!said.note.empty()) part.observed.note = said.note;
  part.observed.urgent = part.observed.urgent || said.urgent;
  part.observed.can_wait = !part.observed.urgent && (part.observed.can_wait || said.can_wait);
  if (!said.questions.empty()) part.observed.questions = said.questions;
  part.observed.visit = part.observed.visit || said.visit;
}

}  // namespace careloop::journal
