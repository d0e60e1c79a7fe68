#include "common/base/status_macros.h"
#include "common/store/record.h"
#include "services/messaging/store/codec.h"
#include "services/messaging/store/records.pb.h"

namespace careloop::messaging {
namespace {

const absl::CivilDay kEpoch(1970, 1, 1);

storage::v1::OpeningHoursRecord ToRecord(const OpeningHours& hours) {
  storage::v1::OpeningHoursRecord record;
  record.set_time_zone(hours.time_zone);
  for (const Shift& shift : hours.shifts) {
    storage::v1::ShiftRecord& row = *record.add_shifts();
    row.set_day(static_cast<int>(shift.day));
    row.set_opens(shift.opens);
    row.set_closes(shift.closes);
  }
  for (const absl::CivilDay day : hours.holidays) record.add_holidays(day - kEpoch);
  return record;
}

OpeningHours FromRecord(const storage::v1::OpeningHoursRecord& record) {
  OpeningHours hours{.time_zone = record.time_zone(), .shifts = {}, .holidays = {}};
  for (const auto& row : record.shifts()) {
    hours.shifts.push_back({static_cast<absl::Weekday>(row.day()), row.opens(), row.closes()});
  }
  for (const int64_t day : record.holidays()) hours.holidays.insert(kEpoch + day);
  return hours;
}

}  // namespace

std::string Encode(const TeamSettings& settings) {
  storage::v1::SettingsRecord record;
  record.set_routine_answer_ms(absl::ToInt64Milliseconds(settings.routine_answer));
  record.set_urgent_answer_ms(absl::ToInt64Milliseconds(settings.urgent_answer));
  record.set_second_recipient(settings.second_recipient);
  record.set_escalation_ms(absl::ToInt64Milliseconds(settings.escalation_interval));
  if (settings.hours) *record.mutable_hours() = ToRecord(*settings.hours);
  record.set_closed_text(settings.closed_text);
  record.set_closed_urgent_text(settings.closed_urgent_text);
  return store::EncodeRecord(record);
}

absl::StatusOr<TeamSettings> DecodeSettings(std::string_view bytes) {
  ASSIGN_OR_RETURN(const auto record, store::DecodeRecord<storage::v1::SettingsRecord>(bytes));
  TeamSettings settings{.routine_answer = absl::Milliseconds(record.routine_answer_ms()),
                        .urgent_answer = absl::Milliseconds(record.urgent_answer_ms()),
                        .second_recipient = record.second_recipient(),
                        .escalation_interval = absl::Milliseconds(record.escalation_ms()),
                        .hours = std::nullopt,
                        .closed_text = record.closed_text(),
                        .closed_urgent_text = record.closed_urgent_text(),
                        .team_name = ""};
  if (record.has_hours()) settings.hours = FromRecord(record.hours());
  return settings;
}

}  // namespace careloop::messaging
