#include <string>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/checks.h"
#include "services/journal/rpc/names.h"
#include "services/journal/rpc/rule_set_file.h"
#include "services/journal/rpc/validate.h"

namespace careloop::journal {
namespace {

constexpr int kMostRules = 200;
constexpr int kFewestExamples = 2;
constexpr int kMostExamples = 100;
constexpr int kMostEarlier = 10;
constexpr int kMostDaysBefore = 365;
constexpr int kMostNames = 500;
constexpr rpc::TextLimits kNoteLimits{.min = 1, .max = 500};

void CheckCount(Violations& violations, const std::string& field, int count, int least, int most) {
  if (count >= least && count <= most) return;
  violations.Add(field, StrCat("has ", count, " elements, ", least, " to ", most, " are allowed"));
}

// Of a condition that may have neither: the temperature's.
template <typename Condition>
void CheckCondition(Violations& violations, const std::string& field, const Condition& condition) {
  if constexpr (requires { condition.attribute(); }) {
    if (!v1::SymptomAttribute_IsValid(condition.attribute())) {
      violations.Add(field + ".attribute", "is not an attribute of symptoms");
    }
  }
  if constexpr (requires { condition.symptoms(); }) {
    CheckCount(violations, field + ".symptoms", condition.symptoms_size(), 0, kMostNames);
    for (int i = 0; i < condition.symptoms_size() && i < kMostNames; ++i) {
      CheckIdName(violations, StrCat(field, ".symptoms[", i, "]"), condition.symptoms(i), kSymptomPattern);
    }
  }
}

void CheckRule(Violations& violations, const std::string& field, const v1::AlertRule& rule) {
  rpc::CheckId(violations, field + ".id", rule.id());
  switch (rule.condition_case()) {
    case v1::AlertRule::kGrade:
      return CheckCondition(violations, field + ".grade", rule.grade());
    case v1::AlertRule::kRise:
      return CheckCondition(violations, field + ".rise", rule.rise());
    case v1::AlertRule::kAnswer:
      return CheckCondition(violations, field + ".answer", rule.answer());
    case v1::AlertRule::kPresence:
      return CheckCondition(violations, field + ".presence", rule.presence());
    case v1::AlertRule::kTemperature:
      return CheckCondition(violations, field + ".temperature", rule.temperature());
    case v1::AlertRule::CONDITION_NOT_SET:
      violations.Add(field + ".condition",
                     "is missing; exactly one of grade, rise, answer, presence and temperature is needed");
  }
}

void CheckExample(Violations& violations, const std::string& field, const v1::RuleExample& example) {
  rpc::CheckId(violations, field + ".id", example.id());
  CheckAnswers(violations, field + ".answers", example.answers());
  if (example.has_temperature_celsius()) {
    CheckTemperature(violations, field + ".temperature_celsius", example.temperature_celsius());
  }
  CheckCount(violations, field + ".fires", example.fires_size(), 0, kMostRules);
  CheckCount(violations, field + ".earlier", example.earlier_size(), 0, kMostEarlier);
  for (int i = 0; i < example.earlier_size() && i < kMostEarlier; ++i) {
    const std::string element = StrCat(field, ".earlier[", i, "]");
    rpc::CheckRange(violations, element + ".days_before", example.earlier(i).days_before(), 1, kMostDaysBefore);
    CheckAnswers(violations, element + ".answers", example.earlier(i).answers());
  }
}

}  // namespace

void CheckRuleSet(Violations& violations, const v1::RuleSet& set) {
  rpc::CheckId(violations, "rule_set.version", set.version());
  rpc::CheckText(violations, "rule_set.note", set.note(), kNoteLimits);
  CheckCount(violations, "rule_set.rules", set.rules_size(), 1, kMostRules);
  CheckCount(violations, "rule_set.examples", set.examples_size(), kFewestExamples, kMostExamples);
  for (int i = 0; i < set.rules_size() && i < kMostRules; ++i) {
    CheckRule(violations, StrCat("rule_set.rules[", i, "]"), set.rules(i));
  }
  for (int i = 0; i < set.examples_size() && i < kMostExamples; ++i) {
    CheckExample(violations, StrCat("rule_set.examples[", i, "]"), set.examples(i));
  }
}

absl::Status Validate(const v1::GetRuleSetRequest& request) {
  Violations violations;
  if (!request.version().empty()) rpc::CheckId(violations, "version", request.version());
  return violations.ToStatus();
}

absl::Status Validate(const v1::ActivateRuleSetRequest& request) {
  Violations violations;
  if (!request.has_rule_set()) violations.Add("rule_set", "is missing");
  if (request.has_rule_set()) CheckRuleSet(violations, request.rule_set());
  return violations.ToStatus();
}

absl::Status Validate(const v1::DryRunRuleSetRequest& request) {
  Violations violations;
  if (request.has_rule_set()) CheckRuleSet(violations, request.rule_set());
  if (!request.has_start_time()) violations.Add("start_time", "is missing");
  if (request.has_start_time()) CheckInstant(violations, "start_time", request.start_time(), kFirstYearOfEntries);
  if (request.has_end_time()) CheckInstant(violations, "end_time", request.end_time(), kFirstYearOfEntries);
  return violations.ToStatus();
}

}  // namespace careloop::journal
