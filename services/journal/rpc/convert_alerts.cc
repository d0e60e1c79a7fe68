#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/checks.h"
#include "services/journal/rpc/convert.h"
#include "services/journal/rpc/names.h"

namespace careloop::journal {
namespace {

static_assert(static_cast<int>(AlertPriority::kNormal) == v1::ALERT_PRIORITY_NORMAL);
static_assert(static_cast<int>(AlertPriority::kRaised) == v1::ALERT_PRIORITY_RAISED);
static_assert(static_cast<int>(AlertPriority::kLowered) == v1::ALERT_PRIORITY_LOWERED);
static_assert(static_cast<int>(AlertDeliveryState::kNotSent) == v1::ALERT_DELIVERY_STATE_NOT_SENT);
static_assert(static_cast<int>(AlertDeliveryState::kQueued) == v1::ALERT_DELIVERY_STATE_QUEUED);
static_assert(static_cast<int>(AlertDeliveryState::kOverdue) == v1::ALERT_DELIVERY_STATE_OVERDUE);
static_assert(static_cast<int>(AlertDeliveryState::kDelivered) == v1::ALERT_DELIVERY_STATE_DELIVERED);
static_assert(static_cast<int>(AlertDeliveryState::kWithheld) == v1::ALERT_DELIVERY_STATE_WITHHELD);
static_assert(static_cast<int>(AlertState::kOpen) == v1::ALERT_STATE_OPEN);
static_assert(static_cast<int>(AlertState::kPastDue) == v1::ALERT_STATE_PAST_DUE);
static_assert(static_cast<int>(AlertState::kResolved) == v1::ALERT_STATE_RESOLVED);
static_assert(static_cast<int>(AlertState::kUnknown) == v1::ALERT_STATE_UNKNOWN);
static_assert(static_cast<int>(AlertAction::kAnswered) == v1::ALERT_ACTION_ANSWERED);
static_assert(static_cast<int>(AlertAction::kOther) == v1::ALERT_ACTION_OTHER);

void Fill(const AlertTrigger& trigger, const std::string& patient, v1::AlertTrigger& proto) {
  proto.set_entry(EntryName(patient, trigger.entry));
  proto.set_version(trigger.version);
  *proto.mutable_occurred_time() = rpc::ToTimestamp(trigger.occurred);
  *proto.mutable_trigger_time() = rpc::ToTimestamp(trigger.time);
  proto.set_rule_set_version(trigger.rule_set);
  for (const std::string& rule : trigger.rules) proto.add_rules(rule);
  if (trigger.answer) *proto.mutable_answer() = ToProto(*trigger.answer);
  if (trigger.grade) proto.set_grade(*trigger.grade);
  if (trigger.temperature_celsius) proto.set_temperature_celsius(*trigger.temperature_celsius);
  proto.set_priority(static_cast<v1::AlertPriority>(trigger.priority));
  proto.set_retracted(trigger.retracted);
  if (!trigger.earlier) return;
  v1::PreviousAnswer& previous = *proto.mutable_previous();
  previous.set_entry(EntryName(patient, trigger.earlier->entry));
  *previous.mutable_occurred_time() = rpc::ToTimestamp(trigger.earlier->occurred);
  *previous.mutable_answer() = ToProto(trigger.earlier->answer);
}

void Fill(const AlertStanding& standing, v1::AlertDelivery& proto) {
  proto.set_state(static_cast<v1::AlertDeliveryState>(standing.delivery));
  if (!standing.delivered) return;
  proto.set_thread(standing.delivered->thread);
  *proto.mutable_delivered_time() = rpc::ToTimestamp(standing.delivered->time);
}

void Fill(const AlertWork& work, v1::Alert& proto) {
  if (work.due) *proto.mutable_due_time() = rpc::ToTimestamp(*work.due);
  proto.set_assignee_display_name(work.assignee_display_name);
  if (!work.resolution) return;
  proto.mutable_resolution()->set_action(static_cast<v1::AlertAction>(work.resolution->action));
  proto.mutable_resolution()->set_person_display_name(work.resolution->person_display_name);
  *proto.mutable_resolution()->mutable_resolved_time() = rpc::ToTimestamp(work.resolution->time);
}

}  // namespace

v1::Alert ToProto(const AlertStanding& standing) {
  v1::Alert proto;
  const Alert& alert = standing.alert;
  proto.set_name(AlertName(alert.patient, alert.id));
  if (!alert.symptom.empty()) proto.set_symptom(StrCat("symptoms/", alert.symptom));
  if (alert.is_sent()) proto.set_care_team(StrCat("careTeams/", alert.care_team));
  for (const AlertTrigger& trigger : alert.triggers) Fill(trigger, alert.patient, *proto.add_triggers());
  Fill(standing, *proto.mutable_delivery());
  if (standing.state) proto.set_state(static_cast<v1::AlertState>(*standing.state));
  Fill(standing.work, proto);
  return proto;
}

v1::AlertConsent ToProto(const AlertConsent& consent) {
  v1::AlertConsent proto;
  proto.set_agreed(consent.agreed);
  proto.set_version(consent.version);
  if (consent.agreed) proto.set_care_team(StrCat("careTeams/", consent.care_team));
  if (consent.version == 0) return proto;
  *proto.mutable_decided_time() = rpc::ToTimestamp(consent.time);
  *proto.mutable_reporter() = ToProto(consent.reporter);
  return proto;
}

NewDecision FromProto(const v1::SetAlertConsentRequest& request) {
  return {.patient = IdOf(request.parent()),
          .agreed = request.agreed(),
          .care_team = request.care_team().empty() ? "" : IdOf(request.care_team())};
}

AlertQuery FromProto(const v1::ListAlertsRequest& request) {
  AlertQuery query{.patient = IdOf(request.parent()),
                   .state = std::nullopt,
                   .page = {.size = rpc::PageSize(request.page_size(), kAlertPages), .after = ""}};
  if (request.state() != v1::ALERT_STATE_UNSPECIFIED) query.state = static_cast<AlertState>(request.state());
  return query;
}

}  // namespace careloop::journal
