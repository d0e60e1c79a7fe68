#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "services/messaging/domain/calendar.h"
#include "services/messaging/domain/team_settings.h"

namespace careloop::messaging {
namespace {

absl::TimeZone Zone(const std::string& name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

// The model: look at the clock on the wall at this minute.
bool ClockOnTheWallSaysOpen(const OpeningHours& hours, const absl::TimeZone& zone, absl::Time minute) {
  const absl::TimeZone::CivilInfo wall = zone.At(minute);
  const absl::CivilDay day(wall.cs);
  if (hours.holidays.count(day) > 0) return false;
  const int at = wall.cs.hour() * 60 + wall.cs.minute();
  for (const Shift& shift : hours.shifts) {
    if (absl::GetWeekday(day) == shift.day && at >= shift.opens && at < shift.closes) return true;
  }
  return false;
}

// A year from an hour before midnight UTC of New Year's Eve, minute by minute; both changes of the clocks are in it.
const absl::Time kStart = absl::FromCivil(absl::CivilSecond(2025, 12, 31, 23, 0, 0), absl::UTCTimeZone());
constexpr int kMinutes = 366 * 24 * 60;

std::vector<bool> Model(const OpeningHours& hours) {
  const absl::TimeZone zone = Zone(hours.time_zone);
  std::vector<bool> open(kMinutes);
  for (int i = 0; i < kMinutes; ++i) {
    open[static_cast<size_t>(i)] = ClockOnTheWallSaysOpen(hours, zone, kStart + absl::Minutes(i));
  }
  return open;
}

void ExpectSameAsTheClockOnTheWall(const OpeningHours& hours) {
  const std::vector<bool> open = Model(hours);
  const Calendar calendar(hours, kStart);
  int staffed_from_start = 0;
  for (int i = 0; i < kMinutes; ++i) {
    const absl::Time minute = kStart + absl::Minutes(i);
    const bool is_open = open[static_cast<size_t>(i)];
    ASSERT_EQ(calendar.IsOpen(minute), is_open) << hours.time_zone << " " << minute;
    if (is_open) ++staffed_from_start;
    if (is_open && staffed_from_start % 97 == 0) {
      ASSERT_EQ(calendar.After(kStart, absl::Minutes(staffed_from_start)), minute + absl::Minutes(1)) << minute;
    }
  }
  // The next opening, from behind.
  absl::Time next = absl::InfiniteFuture();
  for (int i = kMinutes - 1; i >= 0; --i) {
    const absl::Time minute = kStart + absl::Minutes(i);
    if (open[static_cast<size_t>(i)]) next = minute;
    if (next != absl::InfiniteFuture()) ASSERT_EQ(calendar.NextOpening(minute), next) << minute;
  }
}

OpeningHours WorkingWeek(const std::string& zone) {
  OpeningHours hours{
      .time_zone = zone, .shifts = {}, .holidays = {absl::CivilDay(2026, 1, 1), absl::CivilDay(2026, 12, 25)}};
  for (const absl::Weekday day : {absl::Weekday::monday, absl::Weekday::tuesday, absl::Weekday::wednesday,
                                  absl::Weekday::thursday, absl::Weekday::friday}) {
    hours.shifts.push_back({day, 8 * 60, 12 * 60});
    hours.shifts.push_back({day, 13 * 60, 16 * 60 + 30});
  }
  return hours;
}

TEST(CalendarOverAYear, IsTheClockOnTheWallInAWorkingWeek) {
  for (const char* zone : {"Europe/Berlin", "America/New_York"}) {
    ExpectSameAsTheClockOnTheWall(WorkingWeek(zone));
  }
}

TEST(CalendarOverAYear, IsTheClockOnTheWallInTheHoursThatTheClocksRepeatAndLeaveOut) {
  OpeningHours nights{
      .time_zone = "Europe/Berlin", .shifts = {{absl::Weekday::saturday, 22 * 60, 24 * 60}}, .holidays = {}};
  for (const auto& [opens, closes] : {std::pair(0, 150), std::pair(150, 170), std::pair(175, 400)}) {
    nights.shifts.push_back({absl::Weekday::sunday, opens, closes});
  }
  ExpectSameAsTheClockOnTheWall(nights);
  nights.time_zone = "America/New_York";
  ExpectSameAsTheClockOnTheWall(nights);
  nights.holidays = {absl::CivilDay(2026, 3, 29), absl::CivilDay(2026, 11, 1)};
  ExpectSameAsTheClockOnTheWall(nights);
}

RC_GTEST_PROP(CalendarOverAYear, IsTheClockOnTheWallForAnyHours, ()) {
  OpeningHours hours;
  hours.time_zone = *rc::gen::element<std::string>("Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                                                   "Asia/Tokyo", "America/Santiago");
  const int shifts = *rc::gen::inRange(1, 8);
  for (int i = 0; i < shifts; ++i) {
    const int opens = *rc::gen::inRange(0, 24 * 60);
    hours.shifts.push_back(
        {static_cast<absl::Weekday>(*rc::gen::inRange(0, 7)), opens, *rc::gen::inRange(opens + 1, 24 * 60 + 1)});
  }
  const int holidays = *rc::gen::inRange(0, 5);
  for (int i = 0; i < holidays; ++i) hours.holidays.insert(absl::CivilDay(2026, 1, 1) + *rc::gen::inRange(0, 365));
  const absl::TimeZone zone = Zone(hours.time_zone);
  const Calendar calendar(hours, kStart);
  // Every minute of one week somewhere, and of the weeks in which the clocks change.
  std::vector<absl::Time> weeks = {kStart + absl::Hours(24 * *rc::gen::inRange(0, 350))};
  absl::TimeZone::CivilTransition change;
  for (absl::Time at = kStart; zone.NextTransition(at, &change) && weeks.size() < 3;) {
    at = absl::FromCivil(change.from, zone);
    weeks.push_back(at - absl::Hours(84));
  }
  for (const absl::Time week : weeks) {
    for (int i = 0; i < 7 * 24 * 60; ++i) {
      const absl::Time minute = absl::FromUnixSeconds(absl::ToUnixSeconds(week) / 60 * 60) + absl::Minutes(i);
      if (!calendar.Covers(minute)) continue;
      RC_ASSERT(calendar.IsOpen(minute) == ClockOnTheWallSaysOpen(hours, zone, minute));
    }
  }
}

// ---- what the year does not reach -------------------------------------------------------------------------------

TEST(Calendar, WithoutHoursIsAlwaysOpen) {
  const Calendar calendar(std::nullopt, kStart);
  EXPECT_TRUE(calendar.IsOpen(kStart));
  EXPECT_EQ(calendar.NextOpening(kStart), kStart);
  EXPECT_EQ(calendar.After(kStart, absl::Hours(48)), kStart + absl::Hours(48));
}

TEST(Calendar, OfATeamThatNeverComesHasNoOpeningAndEndsWhereItEnds) {
  const OpeningHours never{.time_zone = "Europe/Berlin", .shifts = {}, .holidays = {}};
  const Calendar calendar(never, kStart);
  EXPECT_FALSE(calendar.IsOpen(kStart));
  EXPECT_EQ(calendar.NextOpening(kStart), absl::InfiniteFuture());
  EXPECT_GT(calendar.After(kStart, absl::Hours(1)), kStart + Calendar::kAhead);
}

TEST(Calendar, IsGoodForAWhileAroundWhatItWasMadeFor) {
  const Calendar calendar(WorkingWeek("Europe/Berlin"), kStart);
  EXPECT_TRUE(calendar.Covers(kStart));
  EXPECT_TRUE(calendar.Covers(kStart - absl::Hours(24 * 44)));
  EXPECT_TRUE(calendar.Covers(kStart + absl::Hours(24 * 33)));
  EXPECT_FALSE(calendar.Covers(kStart - absl::Hours(24 * 46)));
  EXPECT_FALSE(calendar.Covers(kStart + absl::Hours(24 * 35)));
}

TEST(Calendar, AFridayAfternoonsAnswerIsDueAfterTheWeekend) {
  const OpeningHours week = WorkingWeek("Europe/Berlin");
  const absl::TimeZone berlin = Zone("Europe/Berlin");
  const absl::Time friday = absl::FromCivil(absl::CivilSecond(2026, 3, 27, 16, 0, 0), berlin);
  const Calendar calendar(week, friday);
  // Half an hour on Friday, then Monday, with the clocks changed in between.
  EXPECT_EQ(calendar.After(friday, absl::Hours(2)), absl::FromCivil(absl::CivilSecond(2026, 3, 30, 9, 30, 0), berlin));
}

}  // namespace
}  // namespace careloop::messaging
