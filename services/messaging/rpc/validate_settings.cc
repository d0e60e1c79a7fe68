#include <set>
#include <string>

#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/validate.h"

namespace careloop::messaging {
namespace {

constexpr int kMostShifts = 50;
constexpr int kMostHolidays = 200;
constexpr rpc::TextLimits kClosedText{.min = 0, .max = 1'000, .lines = true};
constexpr rpc::TextLimits kEtagLimits{.min = 0, .max = 64};
constexpr int64_t kMinute = 60;
constexpr int64_t kDay = 24 * 60 * kMinute;

void CheckDuration(Violations& violations, const std::string& field, const google::protobuf::Duration& duration,
                   int64_t most) {
  if (duration.nanos() != 0) violations.Add(field, "is not in whole seconds");
  rpc::CheckRange(violations, StrCat(field, ".seconds"), duration.seconds(), kMinute, most);
}

void CheckShift(Violations& violations, const std::string& field, const v1::Shift& shift) {
  if (!v1::DayOfWeek_IsValid(shift.day()) || shift.day() == v1::DAY_OF_WEEK_UNSPECIFIED) {
    violations.Add(StrCat(field, ".day"), "is missing or unknown");
  }
  const auto opens = MinutesOf(shift.opens());
  const auto closes = MinutesOf(shift.closes());
  if (!opens) violations.Add(StrCat(field, ".opens"), "is no time of day such as 08:30");
  if (!closes) violations.Add(StrCat(field, ".closes"), "is no time of day such as 16:30, at most 24:00");
  if (opens && closes && *closes <= *opens) violations.Add(StrCat(field, ".closes"), "is not after opens");
}

// Whether the hours overlap or never come is for the domain to know.
void CheckHours(Violations& violations, const v1::OpeningHours& hours) {
  rpc::CheckTimeZone(violations, "settings.hours.time_zone", hours.time_zone());
  rpc::CheckRange(violations, "settings.hours.shifts", hours.shifts_size(), 1, kMostShifts);
  rpc::CheckRange(violations, "settings.hours.holidays", hours.holidays_size(), 0, kMostHolidays);
  if (hours.shifts_size() > kMostShifts || hours.holidays_size() > kMostHolidays) return;
  for (int i = 0; i < hours.shifts_size(); ++i) {
    CheckShift(violations, StrCat("settings.hours.shifts[", i, "]"), hours.shifts(i));
  }
  std::set<std::string> seen;
  for (int i = 0; i < hours.holidays_size(); ++i) {
    const std::string field = StrCat("settings.hours.holidays[", i, "]");
    if (!DayOf(hours.holidays(i))) violations.Add(field, "is no date such as 2026-12-25");
    if (!seen.insert(hours.holidays(i)).second) violations.Add(field, "is there already");
  }
}

}  // namespace

absl::Status Validate(const v1::SetCareTeamSettingsRequest& request) {
  Violations violations;
  rpc::CheckName(violations, "care_team", request.care_team(), kCareTeamPattern);
  if (!request.has_settings()) violations.Add("settings", "are missing");
  const v1::CareTeamSettings& settings = request.settings();
  if (settings.has_routine_answer_time()) {
    CheckDuration(violations, "settings.routine_answer_time", settings.routine_answer_time(), 30 * kDay);
  }
  if (settings.has_urgent_answer_time()) {
    CheckDuration(violations, "settings.urgent_answer_time", settings.urgent_answer_time(), 7 * kDay);
  }
  if (!settings.second_recipient().empty()) {
    rpc::CheckPerson(violations, "settings.second_recipient", settings.second_recipient());
  }
  if (settings.has_escalation_interval()) {
    CheckDuration(violations, "settings.escalation_interval", settings.escalation_interval(), kDay);
  }
  if (settings.has_hours()) CheckHours(violations, settings.hours());
  rpc::CheckText(violations, "settings.closed_text", settings.closed_text(), kClosedText);
  rpc::CheckText(violations, "settings.closed_urgent_text", settings.closed_urgent_text(), kClosedText);
  rpc::CheckText(violations, "settings.etag", settings.etag(), kEtagLimits);
  return violations.ToStatus();
}

}  // namespace careloop::messaging
