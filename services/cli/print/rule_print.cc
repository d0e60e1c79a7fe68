#include "services/cli/print/rule_print.h"

#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/strings.h"
#include "services/cli/print/prose.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;

template <typename Condition>
std::string DescribeSymptoms(const Condition& condition, const std::string& otherwise) {
  if (condition.symptoms().empty()) return otherwise;
  std::vector<std::string> ids;
  for (const std::string& name : condition.symptoms()) ids.emplace_back(absl::StripPrefix(name, "symptoms/"));
  return absl::StrJoin(ids, ", ");
}

template <typename Condition>
std::string DescribeAttribute(const Condition& condition) {
  return condition.attribute() == v1::SYMPTOM_ATTRIBUTE_UNSPECIFIED ? "any answer" : WordOf(condition.attribute());
}

std::string DescribeCondition(const v1::AlertRule& rule) {
  switch (rule.condition_case()) {
    case v1::AlertRule::kGrade:
      return StrCat("grade ", rule.grade().at_least(), " or more of ", DescribeSymptoms(rule.grade(), "any symptom"));
    case v1::AlertRule::kRise:
      return StrCat(DescribeAttribute(rule.rise()), " risen by ", rule.rise().at_least(), " or more within ",
                    rule.rise().within_days(), " days, of ", DescribeSymptoms(rule.rise(), "any symptom"));
    case v1::AlertRule::kAnswer:
      return StrCat(DescribeAttribute(rule.answer()), " of ", rule.answer().at_least(), " or more about ",
                    DescribeSymptoms(rule.answer(), "any symptom"));
    case v1::AlertRule::kPresence:
      return StrCat("yes to ", DescribeSymptoms(rule.presence(), "nothing"));
    case v1::AlertRule::kTemperature:
      return absl::StrFormat("%.1f degrees Celsius or more", rule.temperature().at_least_celsius());
    case v1::AlertRule::CONDITION_NOT_SET:
      break;
  }
  return "a condition that this build does not know";
}

void Print(std::ostream& out, const v1::RuleSetActivation& activation) {
  out << "Rule set " << activation.rule_set().version();
  if (activation.number() == 0) {
    out << ", that of the site's data\n";
  } else {
    out << ", activation " << activation.number() << ", " << FormatTime(activation.activated_time()) << " by "
        << activation.activated_by_display_name() << "\n";
  }
  out << Indented(activation.rule_set().note(), 2);
  for (const auto& rule : activation.rule_set().rules()) {
    out << Indented(StrCat(rule.enabled() ? "on   " : "off  ", rule.id(), ": ", DescribeCondition(rule)), 2);
  }
}

std::string Told(bool told, int count) { return told ? StrCat(count) : "too few"; }

}  // namespace

void PrintRuleSet(std::ostream& out, const v1::GetRuleSetResponse& answer) {
  Print(out, answer.activation());
  if (answer.unfit_rules().empty()) return;
  out << Indented(
      StrCat("WOULD BE REFUSED NOW, and may not alert as they say: ", absl::StrJoin(answer.unfit_rules(), ", ")), 2);
}

void PrintActivated(std::ostream& out, const v1::ActivateRuleSetResponse& answer) { Print(out, answer.activation()); }

void PrintDryRun(std::ostream& out, const v1::DryRunRuleSetResponse& answer) {
  for (const auto& week : answer.weeks()) {
    out << "week of " << week.week() << ": " << Told(week.has_alerting_entries(), week.alerting_entries()) << " of "
        << Told(week.has_entries(), week.entries()) << " entries, "
        << Told(week.has_alerting_patients(), week.alerting_patients()) << " patients\n";
  }
  if (!answer.complete()) out << "The limit was reached: not all patients are counted.\n";
}

}  // namespace careloop::cli
