#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"

namespace careloop::messaging {
namespace {

google::protobuf::Duration ToProto(absl::Duration duration) {
  google::protobuf::Duration proto;
  proto.set_seconds(absl::ToInt64Seconds(duration));
  return proto;
}

absl::Duration ToDuration(const google::protobuf::Duration& proto) { return absl::Seconds(proto.seconds()); }

std::string ClockOf(int minutes) { return absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60); }

// Both count the days of the week from Monday, the domain from 0.
v1::DayOfWeek ToProto(absl::Weekday day) { return static_cast<v1::DayOfWeek>(static_cast<int>(day) + 1); }
absl::Weekday FromProto(v1::DayOfWeek day) { return static_cast<absl::Weekday>(day - 1); }
static_assert(static_cast<int>(absl::Weekday::monday) == 0);

v1::OpeningHours ToProto(const OpeningHours& hours) {
  v1::OpeningHours proto;
  proto.set_time_zone(hours.time_zone);
  for (const Shift& shift : hours.shifts) {
    v1::Shift& row = *proto.add_shifts();
    row.set_day(ToProto(shift.day));
    row.set_opens(ClockOf(shift.opens));
    row.set_closes(ClockOf(shift.closes));
  }
  for (const absl::CivilDay day : hours.holidays) proto.add_holidays(absl::FormatCivilTime(day));
  return proto;
}

v1::SendRefusal RefusalOf(const Availability& availability) {
  if (availability.reads_only) return v1::SEND_REFUSAL_READ_ONLY;
  return availability.no_members ? v1::SEND_REFUSAL_NO_MEMBERS : v1::SEND_REFUSAL_NOT_ENROLLED;
}

OpeningHours FromProto(const v1::OpeningHours& proto) {
  OpeningHours hours{.time_zone = proto.time_zone(), .shifts = {}, .holidays = {}};
  for (const v1::Shift& row : proto.shifts()) {
    hours.shifts.push_back(
        {FromProto(row.day()), MinutesOf(row.opens()).value_or(0), MinutesOf(row.closes()).value_or(0)});
  }
  for (const std::string& date : proto.holidays()) hours.holidays.insert(DayOf(date).value_or(absl::CivilDay()));
  return hours;
}

}  // namespace

std::optional<int> MinutesOf(const std::string& clock) {
  int hours = 0;
  int minutes = 0;
  if (clock.size() != 5 || clock[2] != ':' || !absl::ascii_isdigit(clock[0]) || !absl::ascii_isdigit(clock[3]) ||
      !absl::SimpleAtoi(clock.substr(0, 2), &hours) || !absl::SimpleAtoi(clock.substr(3), &minutes)) {
    return std::nullopt;
  }
  if (minutes > 59 || hours * 60 + minutes > 24 * 60) return std::nullopt;
  return hours * 60 + minutes;
}

std::optional<absl::CivilDay> DayOf(const std::string& date) {
  absl::CivilDay day;
  if (date.size() != 10 || !absl::ParseCivilTime(date, &day) || absl::FormatCivilTime(day) != date) {
    return std::nullopt;
  }
  return day;
}

v1::CareTeamSettings ToProto(const TeamSettings& settings) {
  v1::CareTeamSettings proto;
  *proto.mutable_routine_answer_time() = ToProto(settings.routine_answer);
  *proto.mutable_urgent_answer_time() = ToProto(settings.urgent_answer);
  proto.set_second_recipient(settings.second_recipient);
  *proto.mutable_escalation_interval() = ToProto(settings.escalation_interval);
  if (settings.hours) *proto.mutable_hours() = ToProto(*settings.hours);
  proto.set_closed_text(settings.closed_text);
  proto.set_closed_urgent_text(settings.closed_urgent_text);
  proto.set_etag(std::to_string(settings.version));
  return proto;
}

TeamSettings FromProto(const v1::CareTeamSettings& proto) {
  TeamSettings settings;
  if (proto.has_routine_answer_time()) settings.routine_answer = ToDuration(proto.routine_answer_time());
  if (proto.has_urgent_answer_time()) settings.urgent_answer = ToDuration(proto.urgent_answer_time());
  settings.second_recipient = proto.second_recipient();
  if (proto.has_escalation_interval()) settings.escalation_interval = ToDuration(proto.escalation_interval());
  if (proto.has_hours()) settings.hours = FromProto(proto.hours());
  settings.closed_text = proto.closed_text();
  settings.closed_urgent_text = proto.closed_urgent_text();
  return settings;
}

std::optional<int64_t> VersionOfEtag(const std::string& etag) {
  if (etag.empty()) return std::nullopt;
  int64_t version = -1;
  return absl::SimpleAtoi(etag, &version) ? version : -1;
}

v1::Availability ToProto(const Availability& availability) {
  v1::Availability proto;
  proto.set_can_send(availability.can_send);
  if (!availability.can_send) proto.set_refusal(RefusalOf(availability));
  proto.set_staffed(availability.staffed);
  if (availability.next_staffed) *proto.mutable_next_staffed_time() = rpc::ToTimestamp(*availability.next_staffed);
  if (availability.expected_answer) {
    *proto.mutable_expected_answer_time() = rpc::ToTimestamp(*availability.expected_answer);
  }
  return proto;
}

}  // namespace careloop::messaging
