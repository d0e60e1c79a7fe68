#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_RULE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_RULE_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "services/journal/domain/symptom.h"

namespace careloop::journal {

// Of each, no symptoms means all that can be so.
struct GradeCondition {
  int at_least = 0;
  std::vector<std::string> symptoms;  // ids
  friend bool operator==(const GradeCondition&, const GradeCondition&) = default;
};

// Against the latest earlier answer of the same reporter.
struct RiseCondition {
  std::optional<Attribute> attribute;  // none: any scaled one
  int at_least = 0;
  int within_days = 0;
  std::vector<std::string> symptoms;
  friend bool operator==(const RiseCondition&, const RiseCondition&) = default;
};

struct AnswerCondition {
  std::optional<Attribute> attribute;  // none: any scaled one
  int at_least = 0;
  std::vector<std::string> symptoms;
  friend bool operator==(const AnswerCondition&, const AnswerCondition&) = default;
};

// Here no symptoms means none.
struct PresenceCondition {
  std::vector<std::string> symptoms;
  friend bool operator==(const PresenceCondition&, const PresenceCondition&) = default;
};

struct TemperatureCondition {
  double at_least_celsius = 0;
  friend bool operator==(const TemperatureCondition&, const TemperatureCondition&) = default;
};

using AlertCondition =
    std::variant<GradeCondition, RiseCondition, AnswerCondition, PresenceCondition, TemperatureCondition>;

// One reason to alert. One that is not enabled is kept for a site to turn on.
struct AlertRule {
  std::string id;
  bool enabled = false;
  AlertCondition condition;
  friend bool operator==(const AlertRule&, const AlertRule&) = default;
};

struct EarlierAnswers {
  int days_before = 0;
  std::vector<SymptomAnswer> answers;
  friend bool operator==(const EarlierAnswers&, const EarlierAnswers&) = default;
};

// An entry, and the ids of all rules that have to fire on it, enabled or not.
struct RuleExample {
  std::string id;
  std::vector<SymptomAnswer> answers;
  std::optional<double> temperature_celsius;
  std::vector<EarlierAnswers> earlier;
  std::vector<std::string> fires;
  friend bool operator==(const RuleExample&, const RuleExample&) = default;
};

// Which entries a care team is alerted to.
struct RuleSet {
  std::string version;
  std::string note;
  std::vector<AlertRule> rules;
  std::vector<RuleExample> examples;
  friend bool operator==(const RuleSet&, const RuleSet&) = default;
};

// A rule set, and who put it in force.
struct RuleSetActivation {
  RuleSet rule_set;
  int number = 0;  // 1, 2, 3, ...; 0: the set of the site's data, which nobody has activated
  absl::Time time;
  std::string person;
  std::string display_name;
  friend bool operator==(const RuleSetActivation&, const RuleSetActivation&) = default;
};

// A rise is looked for this far back at most, and an alert shows earlier answers of this time.
inline constexpr int kMostDaysBack = 30;

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_RULE_H_
