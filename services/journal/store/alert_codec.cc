#include "services/journal/store/alert_codec.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/store/record.h"
#include "services/journal/store/answer_codec.h"

namespace careloop::journal {
namespace {

using storage::v1::AlertConsentRecord;
using storage::v1::AlertRecord;
using storage::v1::AlertTriggerRecord;

void EncodeTrigger(const AlertTrigger& trigger, AlertTriggerRecord& record) {
  record.set_entry(trigger.entry);
  record.set_version(trigger.version);
  record.set_occurred_us(absl::ToUnixMicros(trigger.occurred));
  record.set_time_us(absl::ToUnixMicros(trigger.time));
  record.set_rule_set(trigger.rule_set);
  record.mutable_rules()->Add(trigger.rules.begin(), trigger.rules.end());
  if (trigger.answer) EncodeAnswer(*trigger.answer, *record.mutable_answer());
  if (trigger.grade) record.set_grade(*trigger.grade);
  if (trigger.temperature_celsius) record.set_temperature_celsius(*trigger.temperature_celsius);
  if (trigger.earlier) {
    record.mutable_earlier()->set_entry(trigger.earlier->entry);
    record.mutable_earlier()->set_occurred_us(absl::ToUnixMicros(trigger.earlier->occurred));
    EncodeAnswer(trigger.earlier->answer, *record.mutable_earlier()->mutable_answer());
  }
  record.set_priority(static_cast<int>(trigger.priority));
  record.set_consent(trigger.consent);
}

AlertTrigger DecodeTrigger(const AlertTriggerRecord& record) {
  AlertTrigger trigger{.entry = record.entry(),
                       .version = record.version(),
                       .occurred = absl::FromUnixMicros(record.occurred_us()),
                       .time = absl::FromUnixMicros(record.time_us()),
                       .rule_set = record.rule_set(),
                       .rules = {record.rules().begin(), record.rules().end()},
                       .priority = static_cast<AlertPriority>(record.priority()),
                       .consent = record.consent()};
  if (record.has_answer()) trigger.answer = DecodeAnswer(record.answer());
  if (record.has_grade()) trigger.grade = record.grade();
  if (record.has_temperature_celsius()) trigger.temperature_celsius = record.temperature_celsius();
  if (record.has_earlier()) {
    const auto& earlier = record.earlier();
    trigger.earlier =
        EarlierAnswer{earlier.entry(), absl::FromUnixMicros(earlier.occurred_us()), DecodeAnswer(earlier.answer())};
  }
  return trigger;
}

}  // namespace

std::string EncodeAlert(const Alert& alert) {
  AlertRecord record;
  record.set_symptom(alert.symptom);
  record.set_care_team(alert.care_team);
  for (const AlertTrigger& trigger : alert.triggers) EncodeTrigger(trigger, *record.add_triggers());
  return store::EncodeRecord(record);
}

absl::StatusOr<Alert> DecodeAlert(std::string_view bytes, std::string patient, std::string id) {
  ASSIGN_OR_RETURN(const AlertRecord record, store::DecodeRecord<AlertRecord>(bytes));
  Alert alert{.patient = std::move(patient),
              .id = std::move(id),
              .symptom = record.symptom(),
              .care_team = record.care_team(),
              .triggers = {},
              .deliveries = {}};
  for (const AlertTriggerRecord& trigger : record.triggers()) alert.triggers.push_back(DecodeTrigger(trigger));
  return alert;
}

std::string EncodeConsent(const AlertConsent& consent) {
  AlertConsentRecord record;
  record.set_agreed(consent.agreed);
  record.set_care_team(consent.care_team);
  record.set_time_us(absl::ToUnixMicros(consent.time));
  EncodeReporter(consent.reporter, *record.mutable_reporter());
  return store::EncodeRecord(record);
}

absl::StatusOr<AlertConsent> DecodeConsent(std::string_view bytes, int version) {
  ASSIGN_OR_RETURN(const AlertConsentRecord record, store::DecodeRecord<AlertConsentRecord>(bytes));
  AlertConsent consent{.version = version,
                       .agreed = record.agreed(),
                       .care_team = record.care_team(),
                       .time = absl::FromUnixMicros(record.time_us())};
  ASSIGN_OR_RETURN(consent.reporter, DecodeReporter(record.reporter()));
  return consent;
}

}  // namespace careloop::journal
