#include "services/cli/print/alert_print.h"

#include <string>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/strings.h"
#include "services/cli/print/prose.h"
#include "services/cli/symptom_answer.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;

std::string SubjectOf(const v1::Alert& alert) {
  return alert.symptom().empty() ? "temperature" : std::string(absl::StripPrefix(alert.symptom(), "symptoms/"));
}

std::string DescribeDelivery(const v1::Alert& alert) {
  switch (alert.delivery().state()) {
    case v1::ALERT_DELIVERY_STATE_NOT_SENT:
      return "not sent: you have not agreed to automatic alerts, so nobody has been told. Call, or share the entry "
             "with `careloop journal share`.";
    case v1::ALERT_DELIVERY_STATE_QUEUED:
      return "queued: the team has not been told yet";
    case v1::ALERT_DELIVERY_STATE_OVERDUE:
      return "NOT DELIVERED: it takes longer than it should, and the team has not been told. Call if you need "
             "somebody.";
    case v1::ALERT_DELIVERY_STATE_DELIVERED:
      if (alert.delivery().thread().empty()) return "delivered to the team";  // of which the caller reads no messages
      return StrCat("delivered to the team ", FormatTime(alert.delivery().delivered_time()), " (",
                    alert.delivery().thread(), ")");
    case v1::ALERT_DELIVERY_STATE_WITHHELD:
      if (!alert.delivery().thread().empty()) return "not sent as a whole: you did not agree any more";
      // Of a thread that the caller does not see nothing is known.
      return StrCat(alert.state() == v1::ALERT_STATE_UNKNOWN ? "not sent, or not all of it" : "not sent",
                    ": you did not agree any more");
    default:
      return "";
  }
}

std::string DescribeTrigger(const v1::AlertTrigger& trigger) {
  std::string text = StrCat(FormatTime(trigger.occurred_time()), "  ", absl::StrJoin(trigger.rules(), ", "), " of ",
                            trigger.rule_set_version(), " on ", trigger.entry(), ": ");
  if (trigger.retracted()) text += "retracted since";
  if (trigger.has_temperature_celsius()) absl::StrAppendFormat(&text, "%.1f C", trigger.temperature_celsius());
  if (trigger.has_answer()) absl::StrAppend(&text, DescribeAnswer(trigger.answer()));
  if (trigger.has_grade()) absl::StrAppend(&text, ", grade ", trigger.grade());
  if (trigger.has_previous()) {
    absl::StrAppend(&text, "; before, ", FormatTime(trigger.previous().occurred_time()), ": ",
                    DescribeAnswer(trigger.previous().answer()));
  }
  if (trigger.priority() == v1::ALERT_PRIORITY_RAISED) text += " (marked urgent)";
  if (trigger.priority() == v1::ALERT_PRIORITY_LOWERED) text += " (can wait)";
  return text;
}

void PrintWork(std::ostream& out, const v1::Alert& alert, int indent) {
  if (alert.state() == v1::ALERT_STATE_UNKNOWN) {
    out << Indented("The messaging service did not say what the team has done.", indent);
  }
  if (alert.has_due_time()) {
    out << Indented(StrCat("the team means to answer by ", FormatTime(alert.due_time()),
                           alert.state() == v1::ALERT_STATE_PAST_DUE ? ", which has PASSED" : ""),
                    indent);
  }
  if (!alert.assignee_display_name().empty()) out << Indented("taken by " + alert.assignee_display_name(), indent);
  if (alert.has_resolution()) {
    out << Indented(StrCat("resolved ", FormatTime(alert.resolution().resolved_time()), " by ",
                           alert.resolution().person_display_name(), ": ", WordOf(alert.resolution().action())),
                    indent);
  }
}

}  // namespace

std::string DescribeConsent(const v1::AlertConsent& consent) {
  if (!consent.agreed()) return "Alerts are not sent by themselves.";
  return StrCat("Alerts are sent by themselves to ", consent.care_team(), ".");
}

void PrintRaisedAlert(std::ostream& out, const v1::Alert& alert, int indent) {
  out << Indented(StrCat("ALERT, ", SubjectOf(alert), ": ", DescribeDelivery(alert)), indent);
}

void PrintAlert(std::ostream& out, const v1::Alert& alert, int indent) {
  const std::string state = alert.state() == v1::ALERT_STATE_UNSPECIFIED ? "" : ", " + WordOf(alert.state());
  out << Indented(StrCat(alert.name(), ": ", SubjectOf(alert), state), indent);
  out << Indented(DescribeDelivery(alert), indent + 2);
  for (const auto& trigger : alert.triggers()) out << Indented(DescribeTrigger(trigger), indent + 2);
  PrintWork(out, alert, indent + 2);
}

void PrintAlerts(std::ostream& out, const v1::ListAlertsResponse& answer) {
  if (answer.has_consent()) out << DescribeConsent(answer.consent()) << "\n";
  for (const auto& alert : answer.alerts()) PrintAlert(out, alert);
  PrintNextPage(out, answer.next_page_token());
}

void PrintConsent(std::ostream& out, const v1::SetAlertConsentResponse& answer) {
  out << DescribeConsent(answer.consent()) << " Decision " << answer.consent().version() << ", "
      << FormatTime(answer.consent().decided_time()) << ".\n";
}

}  // namespace careloop::cli
