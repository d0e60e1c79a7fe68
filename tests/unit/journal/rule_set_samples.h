#ifndef CARELOOP_TESTS_UNIT_JOURNAL_RULE_SET_SAMPLES_H_
#define CARELOOP_TESTS_UNIT_JOURNAL_RULE_SET_SAMPLES_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "services/journal/domain/alert_rule.h"
#include "services/journal/domain/entry.h"

namespace careloop::journal {

// What somebody answers about one symptom.
inline SymptomAnswer Answer(std::string symptom, std::initializer_list<std::pair<Attribute, int>> levels) {
  SymptomAnswer answer{.symptom = std::move(symptom)};
  for (const auto& [attribute, level] : levels) answer.level(attribute) = level;
  return answer;
}
inline SymptomAnswer YesOrNo(std::string symptom, bool yes) { return {.symptom = std::move(symptom), .presence = yes}; }
inline SymptomAnswer Fatigue(int severity, int interference = 0) {
  return Answer("fatigue", {{Attribute::kSeverity, severity}, {Attribute::kInterference, interference}});
}
inline SymptomAnswer Vomiting(int frequency, int severity) {
  return Answer("vomiting", {{Attribute::kFrequency, frequency}, {Attribute::kSeverity, severity}});
}

inline RuleSet SetOf(std::vector<AlertRule> rules) {
  return {.version = "test", .note = "note", .rules = std::move(rules), .examples = {}};
}

// A set that is right: grade 3 alerts, a rise of 2 is off.
inline RuleSet GoodRuleSet(std::string version = "v-1") {
  RuleSet set{.version = std::move(version), .note = "not validated", .rules = {}, .examples = {}};
  set.rules = {{"grade-3", true, GradeCondition{3, {}}}, {"rise-2", false, RiseCondition{std::nullopt, 2, 14, {}}}};
  set.examples = {{.id = "mild", .answers = {Fatigue(1)}},
                  {.id = "severe", .answers = {Vomiting(4, 4)}, .fires = {"grade-3"}},
                  {.id = "worse", .answers = {Fatigue(2)}, .earlier = {{7, {Fatigue(0)}}}, .fires = {"rise-2"}}};
  return set;
}

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_UNIT_JOURNAL_RULE_SET_SAMPLES_H_
