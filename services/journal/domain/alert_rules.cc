#include "services/journal/domain/alert_rules.h"

#include <algorithm>
#include <utility>

namespace careloop::journal {

// One answer of an entry, with what it is judged by.
struct AlertRules::Judged {
  const Entry& entry;
  const SymptomAnswer& answer;
  const RecentAnswers& recent;
};

namespace {

bool IsGradedAtLeast(const Entry& entry, const std::string& symptom, int least) {
  return std::any_of(entry.grades.begin(), entry.grades.end(), [&](const SymptomGrade& grade) {
    return grade.symptom == symptom && grade.grade && *grade.grade >= least;
  });
}

// Whether `holds` of the attribute, or without one of any that is scaled.
template <typename Predicate>
bool OfAttribute(const std::optional<Attribute>& attribute, Predicate holds) {
  if (attribute) return holds(*attribute);
  return std::any_of(kScaledAttributes.begin(), kScaledAttributes.end(), holds);
}

}  // namespace

AlertRules::AlertRules(const RuleSet& set, const Vocabulary& vocabulary, Which which) {
  for (const AlertRule& rule : set.rules) {
    if (rule.enabled || which == Which::kAll) AddRule(rule, vocabulary);
  }
}

void AlertRules::AddRule(const AlertRule& rule, const Vocabulary& vocabulary) {
  conditions_.push_back(std::make_unique<const AlertCondition>(rule.condition));
  const SymptomRule added{ids_.size(), conditions_.back().get()};
  ids_.push_back(rule.id);
  if (const auto* grade = std::get_if<GradeCondition>(added.condition)) {
    AddTo(grade->symptoms, added, false, vocabulary);
  } else if (const auto* rise = std::get_if<RiseCondition>(added.condition)) {
    AddTo(rise->symptoms, added, false, vocabulary);
  } else if (const auto* answer = std::get_if<AnswerCondition>(added.condition)) {
    AddTo(answer->symptoms, added, false, vocabulary);
  } else if (const auto* presence = std::get_if<PresenceCondition>(added.condition)) {
    for (const std::string& symptom : presence->symptoms) AddTo({symptom}, added, true, vocabulary);
  } else {
    temperature_.push_back(added);
  }
}

void AlertRules::AddTo(const std::vector<std::string>& symptoms, SymptomRule rule, bool yes_no,
                       const Vocabulary& vocabulary) {
  for (const Symptom& symptom : vocabulary.symptoms()) {
    const bool named = symptoms.empty() || std::find(symptoms.begin(), symptoms.end(), symptom.id) != symptoms.end();
    if (named && symptom.IsYesNo() == yes_no) by_symptom_[symptom.id].push_back(rule);
  }
}

bool AlertRules::Fires(const SymptomRule& rule, const Judged& judged, std::optional<Attribute>& risen) const {
  const auto& [entry, answer, recent] = judged;
  if (const auto* grade = std::get_if<GradeCondition>(rule.condition)) {
    return IsGradedAtLeast(entry, answer.symptom, grade->at_least);
  }
  if (const auto* raw = std::get_if<AnswerCondition>(rule.condition)) {
    return OfAttribute(raw->attribute, [&](Attribute a) { return answer.level(a).value_or(0) >= raw->at_least; });
  }
  if (const auto* rise = std::get_if<RiseCondition>(rule.condition)) {
    const absl::Time since = entry.occurred - absl::Hours(24) * rise->within_days;
    return OfAttribute(rise->attribute, [&](Attribute a) {
      if (answer.level(a).value_or(0) < rise->at_least) return false;
      const RecentAnswers::Answer* before = recent.LatestBefore(answer.symptom, entry.ReporterOf(answer).person,
                                                                {entry.occurred, entry.number}, since, a);
      if (before == nullptr || *answer.level(a) - *before->level(a) < rise->at_least) return false;
      if (!risen) risen = a;
      return true;
    });
  }
  return answer.presence == true;
}

std::vector<Firing> AlertRules::Judge(const Entry& entry, const RecentAnswers& recent) const {
  std::vector<Firing> firings;
  for (const SymptomAnswer& answer : entry.observed.answers) {
    const auto rules = by_symptom_.find(answer.symptom);
    if (rules == by_symptom_.end()) continue;
    Firing firing{.symptom = answer.symptom};
    for (const SymptomRule& rule : rules->second) {
      if (Fires(rule, {entry, answer, recent}, firing.risen)) firing.rules.push_back(ids_[rule.rule]);
    }
    if (!firing.rules.empty()) firings.push_back(std::move(firing));
  }
  Firing fever;
  for (const SymptomRule& rule : temperature_) {
    const double limit = std::get<TemperatureCondition>(*rule.condition).at_least_celsius;
    if (entry.observed.temperature_celsius >= limit) fever.rules.push_back(ids_[rule.rule]);
  }
  if (!fever.rules.empty()) firings.push_back(std::move(fever));
  return firings;
}

}  // namespace careloop::journal
