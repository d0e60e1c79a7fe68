#include "services/journal/domain/alert_plans.h"

#include <algorithm>
#include <utility>

namespace careloop::journal {
namespace {

const SymptomAnswer* AnswerTo(const std::string& symptom, const Entry& entry) {
  const auto& answers = entry.observed.answers;
  const auto found = std::find_if(answers.begin(), answers.end(), [&](const auto& a) { return a.symptom == symptom; });
  return found == answers.end() ? nullptr : &*found;
}

// Whether an earlier version of the entry said the same of what fired.
bool IsUnchanged(const Firing& firing, const Entry& entry, const Entry& before) {
  if (firing.symptom.empty()) return entry.observed.temperature_celsius == before.observed.temperature_celsius;
  const SymptomAnswer* then = AnswerTo(firing.symptom, before);
  if (then == nullptr) return false;
  SymptomAnswer now = *AnswerTo(firing.symptom, entry);
  now.reporter = then->reporter;
  return now == *then;
}

SymptomAnswer ToAnswer(const std::string& symptom, const RecentAnswers::Answer& recent) {
  SymptomAnswer answer{.symptom = symptom, .presence = recent.presence};
  for (const Attribute attribute : kScaledAttributes) answer.level(attribute) = recent.level(attribute);
  return answer;
}

// Of a rise the answer that it was judged against: a later one may say nothing of what has risen.
std::optional<EarlierAnswer> EarlierOf(const SymptomAnswer& answer, const Entry& entry, const RecentAnswers& recent,
                                       std::optional<Attribute> risen) {
  const RecentAnswers::Answer* before =
      recent.LatestBefore(answer.symptom, entry.ReporterOf(answer).person, {entry.occurred, entry.number},
                          entry.occurred - absl::Hours(24) * kMostDaysBack, risen);
  if (before == nullptr) return std::nullopt;
  return EarlierAnswer{before->place.number, before->place.occurred, ToAnswer(answer.symptom, *before)};
}

AlertTrigger TriggerOf(Firing firing, const Entry& entry, const AlertBasis& basis, const RulesInForce& rules) {
  AlertTrigger trigger{.entry = entry.number,
                       .version = entry.version,
                       .occurred = entry.occurred,
                       .time = entry.revised,
                       .rule_set = rules.version,
                       .rules = std::move(firing.rules),
                       .priority = PriorityOf(entry.observed),
                       .consent = basis.consent ? basis.consent->version : 0};
  if (firing.symptom.empty()) {
    trigger.temperature_celsius = entry.observed.temperature_celsius;
    return trigger;
  }
  trigger.answer = *AnswerTo(firing.symptom, entry);
  trigger.answer->reporter = 0;
  for (const SymptomGrade& grade : entry.grades) {
    if (grade.symptom == firing.symptom) trigger.grade = grade.grade;
  }
  trigger.earlier = EarlierOf(*AnswerTo(firing.symptom, entry), entry, basis.recent, firing.risen);
  return trigger;
}

const Alert* OpenFor(const std::string& symptom, const AlertBasis& basis) {
  const auto found =
      std::find_if(basis.open.begin(), basis.open.end(), [&](const Alert& alert) { return alert.symptom == symptom; });
  return found == basis.open.end() ? nullptr : &*found;
}

// An alert that somebody has been told of takes no triggers that the patient did not agree to tell, and the other way
// round.
bool Takes(const Alert& alert, const std::string& care_team) {
  return alert.care_team == care_team && alert.triggers.size() < kMostTriggers;
}

std::string TeamToTell(const AlertBasis& basis) {
  return basis.consent && basis.consent->agreed ? basis.consent->care_team : "";
}

// Whether the person says now how soon it is to be seen to, and did not before: that it can wait is worth telling of an
// open alert alone.
bool SaysHowSoon(const Firing& firing, const Entry& entry, const Entry& before, const AlertBasis& basis) {
  if (entry.observed.urgent && !before.observed.urgent) return true;
  const Alert* open = OpenFor(firing.symptom, basis);
  return entry.observed.can_wait && !before.observed.can_wait && open != nullptr && Takes(*open, TeamToTell(basis));
}

void Add(AlertTrigger trigger, const std::string& symptom, const AlertBasis& basis, const std::string& patient,
         Random& random, AlertPlan& plan) {
  const std::string care_team = TeamToTell(basis);
  const Alert* open = OpenFor(symptom, basis);
  if (open != nullptr && Takes(*open, care_team)) {
    plan.added.push_back(*open);
    plan.added.back().triggers.push_back(std::move(trigger));
    return;
  }
  if (open != nullptr) plan.closed.push_back(*open);
  plan.opened.push_back({.patient = patient,
                         .id = NewId(random),
                         .symptom = symptom,
                         .care_team = care_team,
                         .triggers = {std::move(trigger)},
                         .deliveries = {}});
}

}  // namespace

AlertPlan PlanAlerts(const Entry& entry, const Entry* before, const AlertBasis& basis, const RulesInForce& rules,
                     Random& random) {
  AlertPlan plan{.basis = basis.version, .rules = rules.number, .opened = {}, .added = {}, .closed = {}};
  for (Firing& firing : rules.rules.Judge(entry, basis.recent)) {
    if (before != nullptr && IsUnchanged(firing, entry, *before) && !SaysHowSoon(firing, entry, *before, basis))
      continue;
    const std::string symptom = firing.symptom;
    Add(TriggerOf(std::move(firing), entry, basis, rules), symptom, basis, entry.patient, random, plan);
  }
  return plan;
}

AlertBasis After(AlertBasis basis, const Entry& entry, const AlertPlan& plan) {
  ++basis.version;
  basis.entries = std::max(basis.entries, entry.number);
  basis.recent.Put(entry);
  basis.recent.KeepLatest(kMostRecentEntries);
  const auto drop = [&](const std::vector<Alert>& gone) {
    for (const Alert& alert : gone) {
      std::erase_if(basis.open, [&](const Alert& open) { return open.id == alert.id; });
    }
  };
  drop(plan.closed);
  drop(plan.added);
  basis.open.insert(basis.open.end(), plan.added.begin(), plan.added.end());
  basis.open.insert(basis.open.end(), plan.opened.begin(), plan.opened.end());
  return basis;
}

}  // namespace careloop::journal
