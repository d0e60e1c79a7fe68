#include "services/messaging/domain/team_calendars.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_messaging_stores.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::messaging {
namespace {

using testing::CallOf;
using testing::RunTask;

class TeamCalendarsTest : public ::testing::Test {
 protected:
  TeamCalendarsTest() {
    store_.Join("a", "nurse-1");
    SetTime(2, 10);
  }

  // A time of March 2026 in Berlin; the 2nd is a Monday.
  static absl::Time At(int day, int hour) {
    absl::TimeZone berlin;
    absl::LoadTimeZone("Europe/Berlin", &berlin);
    return absl::FromCivil(absl::CivilSecond(2026, 3, day, hour, 0, 0), berlin);
  }
  void SetTime(int day, int hour) { clock_.Set(At(day, hour)); }
  void Set(TeamSettings settings) {
    ASSERT_TRUE(RunTask(store_.SetSettings(CallOf(Role::kAdmin, "admin", 1), "a", std::move(settings), {})).ok());
  }
  // Mondays from 8 to 16.
  static TeamSettings Mondays() {
    TeamSettings settings;
    settings.hours = OpeningHours{
        .time_zone = "Europe/Berlin", .shifts = {{absl::Weekday::monday, 8 * 60, 16 * 60}}, .holidays = {}};
    settings.routine_answer = absl::Hours(4);
    settings.closed_text = "We are here on Mondays.";
    return settings;
  }
  Reception Receive() { return RunTask(calendars_.Receive("a", DeadlineAfter(absl::Seconds(5)))).value(); }
  int VersionOf(absl::StatusOr<std::shared_ptr<const TeamTimes>> times) {
    return static_cast<int>(times.value()->settings.version);
  }
  auto Of() { return RunTask(calendars_.Of("a", DeadlineAfter(absl::Seconds(5)))); }
  auto Recent() { return RunTask(calendars_.Recent("a", DeadlineAfter(absl::Seconds(5)))); }

  testing::FakeClock clock_;
  testing::FakeCareTeamStore store_;
  TeamCalendars calendars_{store_, clock_, {"Call 112.", "Your alert is with the team."}};
};

TEST_F(TeamCalendarsTest, ATeamThatIsThereReceivesWithADueTimeAndNoReply) {
  Set(Mondays());
  const Reception reception = Receive();
  EXPECT_EQ(reception.team, "a");
  EXPECT_EQ(reception.settings_version, 1);
  EXPECT_EQ(reception.due.routine, At(2, 14));
  EXPECT_EQ(reception.due.urgent, At(2, 11));
  EXPECT_FALSE(reception.closed.has_value());
}

TEST_F(TeamCalendarsTest, AClosedTeamAnswersWithTheEmergencyTextFirstAndCountsNoClosedHour) {
  Set(Mondays());
  SetTime(3, 10);
  const Reception reception = Receive();
  EXPECT_EQ(reception.due.routine, At(9, 12));
  EXPECT_EQ(reception.due.urgent, At(3, 11)) << "by the clock, day and night";
  ASSERT_TRUE(reception.closed.has_value());
  EXPECT_EQ(reception.closed->since, At(2, 16));
  const Message& reply = reception.closed->reply;
  EXPECT_EQ(reply.text, "Call 112.\n\nWe are here on Mondays.");
  EXPECT_EQ(reply.sender.id, kAutomaticSender);
  EXPECT_EQ(reply.sender.role, Role::kService);
  EXPECT_EQ(reply.sent, clock_.Now());
  EXPECT_EQ(reply.automatic->next_staffed, At(9, 8));
}

TEST_F(TeamCalendarsTest, WithoutATextOfItsOwnTheReplyIsTheEmergencyText) {
  TeamSettings settings = Mondays();
  settings.closed_text.clear();
  Set(settings);
  SetTime(3, 10);
  EXPECT_EQ(Receive().closed->reply.text, "Call 112.");
}

TEST_F(TeamCalendarsTest, AnUrgentAlertToAClosedTeamIsAnsweredWithItsOwnText) {
  const auto reply_to_alert = [this](const TeamSettings& settings, TeamCalendars& calendars) {
    Set(settings);
    calendars.Forget("a");
    const Deadline deadline = DeadlineAfter(absl::Seconds(5));
    return RunTask(calendars.Receive("a", deadline, AutomaticMessage::Kind::kUrgentAlertClosed)).value().closed->reply;
  };
  SetTime(3, 10);
  TeamSettings settings = Mondays();
  const Message reply = reply_to_alert(settings, calendars_);
  EXPECT_EQ(reply.text, "Call 112.\n\nYour alert is with the team.");
  EXPECT_EQ(reply.automatic->kind, AutomaticMessage::Kind::kUrgentAlertClosed);
  EXPECT_EQ(reply.automatic->next_staffed, At(9, 8));
  TeamCalendars without{store_, clock_, {"Call 112.", ""}};
  EXPECT_EQ(reply_to_alert(settings, without).text, "Call 112.\n\nWe are here on Mondays.") << "the site has none";
  settings.closed_urgent_text = "We have your alert, and read it on Monday.";
  EXPECT_EQ(reply_to_alert(settings, calendars_).text, "Call 112.\n\nWe have your alert, and read it on Monday.");
  EXPECT_EQ(Receive().closed->reply.text, "Call 112.\n\nWe are here on Mondays.") << "to any other message";
}

TEST_F(TeamCalendarsTest, HowLongATeamIsAwayIsByItsHoursAsTheyAreNow) {
  TeamSettings settings = Mondays();
  Set(settings);
  SetTime(2, 17);
  EXPECT_EQ(Receive().closed->since, At(2, 16));
  settings.hours->shifts[0].closes = 15 * 60;
  Set(settings);
  calendars_.Forget("a");
  EXPECT_EQ(Receive().closed->since, At(2, 15));
  settings.hours->shifts.clear();
  Set(settings);
  calendars_.Forget("a");
  EXPECT_EQ(Receive().closed->since, clock_.Now() - Calendar::kBack) << "as far as the calendar goes";
}

TEST_F(TeamCalendarsTest, ATeamThatComesNoMoreSaysNotWhenItIsBack) {
  TeamSettings settings = Mondays();
  settings.hours->shifts.clear();
  Set(settings);
  EXPECT_EQ(Receive().closed->reply.automatic->next_staffed, std::nullopt);
}

TEST_F(TeamCalendarsTest, SettingsAreReadOnceAMinuteToWriteByAndEveryHalfSecondToShow) {
  EXPECT_EQ(VersionOf(Of()), 0);
  Set(Mondays());
  clock_.Advance(absl::Milliseconds(499));
  EXPECT_EQ(VersionOf(Recent()), 0);
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(VersionOf(Recent()), 1);
  EXPECT_EQ(store_.settings_reads, 2);
  Set(Mondays());
  clock_.Advance(absl::Seconds(59));
  EXPECT_EQ(VersionOf(Of()), 1);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(VersionOf(Of()), 2);
}

TEST_F(TeamCalendarsTest, WhatIsForgottenIsReadAnew) {
  EXPECT_EQ(VersionOf(Of()), 0);
  Set(Mondays());
  calendars_.Forget("a");
  EXPECT_EQ(VersionOf(Of()), 1);
}

TEST_F(TeamCalendarsTest, ACalendarIsLaidOutAnewWhenItsTimeIsOver) {
  Set(Mondays());
  const auto first = Of().value();
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Recent().value(), first) << "the same settings near the same time";
  clock_.Advance(absl::Hours(24 * 40));
  EXPECT_NE(Of().value(), first);
}

TEST_F(TeamCalendarsTest, AnUnknownTeamAndAStoreThatIsAwayAreErrors) {
  EXPECT_EQ(RunTask(calendars_.Receive("absent", DeadlineAfter(absl::Seconds(5)))).status(), NotFound("care team"));
  store_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  EXPECT_EQ(RunTask(calendars_.Receive("a", DeadlineAfter(absl::Seconds(5)))).status(), store_.failure);
}

// ---- what somebody is shown -------------------------------------------------------------------------------------

TEST_F(TeamCalendarsTest, SomebodySeesBeforeTypingWhatToExpect) {
  const TeamTimes times(Mondays(), clock_.Now());
  const Availability open = AvailabilityFor(times, true, At(2, 10));
  EXPECT_TRUE(open.can_send);
  EXPECT_TRUE(open.staffed);
  EXPECT_EQ(open.next_staffed, std::nullopt);
  EXPECT_EQ(open.expected_answer, At(2, 14));
  const Availability closed = AvailabilityFor(times, true, At(3, 10));
  EXPECT_TRUE(closed.can_send) << "what is sent waits";
  EXPECT_FALSE(closed.staffed);
  EXPECT_EQ(closed.next_staffed, At(9, 8));
  EXPECT_EQ(closed.expected_answer, At(9, 12));
  EXPECT_EQ(AvailabilityFor(times, true, At(3, 10), Urgency::kUrgent).expected_answer, At(3, 11));
  const Availability refused = AvailabilityFor(times, false, At(2, 10));
  EXPECT_FALSE(refused.can_send);
  EXPECT_EQ(refused.expected_answer, std::nullopt);
}

TEST_F(TeamCalendarsTest, ATeamThatNobodyIsOnIsNotThereAndNobodyCanWriteToIt) {
  Set(Mondays());
  store_.Leave("a", "nurse-1");
  const Availability abandoned = AvailabilityFor(*Recent().value(), true, At(2, 10));
  EXPECT_FALSE(abandoned.can_send);
  EXPECT_TRUE(abandoned.no_members);
  EXPECT_FALSE(abandoned.staffed);
  EXPECT_EQ(abandoned.next_staffed, std::nullopt);
  EXPECT_EQ(abandoned.expected_answer, std::nullopt);
  EXPECT_FALSE(AvailabilityFor(*Recent().value(), false, At(2, 10)).no_members) << "that is not why";
  store_.Join("a", "nurse-1");
  clock_.Advance(absl::Milliseconds(500));
  EXPECT_TRUE(AvailabilityFor(*Recent().value(), true, At(2, 10)).staffed);
}

TEST_F(TeamCalendarsTest, WhenATeamIsThereNextIsSaidOnlyIfThatIsWithinAYear) {
  TeamSettings settings = Mondays();
  for (int week = 0; week < 60; ++week) settings.hours->holidays.insert(absl::CivilDay(2026, 3, 9) + 7 * week);
  settings.hours->holidays.erase(absl::CivilDay(2027, 3, 22));
  const TeamTimes times(settings, At(3, 10));
  EXPECT_EQ(AvailabilityFor(times, true, At(3, 10)).next_staffed, std::nullopt);
  EXPECT_EQ(AvailabilityFor(times, true, At(3, 10) + absl::Hours(24 * 30)).next_staffed,
            At(1, 8) + absl::Hours(24 * 386));
}

TEST_F(TeamCalendarsTest, ADueTimeIsFoundAlsoForWhatWaitsSinceBeforeTheCalendar) {
  const TeamTimes times(Mondays(), At(2, 10) + absl::Hours(24 * 100));
  EXPECT_EQ(times.DueFrom(At(2, 10)).routine, At(2, 14));
}

TEST(CheckHours, RefusesHoursThatOverlapOrNeverCome) {
  const absl::Time now = absl::FromCivil(absl::CivilSecond(2026, 3, 2, 0, 0, 0), absl::UTCTimeZone());
  const auto fields = [&](OpeningHours hours) {
    std::vector<std::string> fields;
    for (const auto& violation : ViolationsOf(CheckHours(hours, now))) fields.push_back(violation.field);
    return fields;
  };
  OpeningHours hours{.time_zone = "UTC",
                     .shifts = {{absl::Weekday::monday, 480, 720}, {absl::Weekday::monday, 720, 900}},
                     .holidays = {}};
  EXPECT_TRUE(CheckHours(hours, now).ok()) << "one may follow the other";
  hours.shifts.push_back({absl::Weekday::monday, 719, 721});
  EXPECT_EQ(fields(hours), std::vector<std::string>{"settings.hours.shifts"});
  hours.shifts = {{absl::Weekday::monday, 480, 720}, {absl::Weekday::tuesday, 480, 720}};
  EXPECT_TRUE(CheckHours(hours, now).ok());
  hours.shifts.pop_back();
  for (int week = 0; week < 60; ++week) hours.holidays.insert(absl::CivilDay(2026, 3, 2) + 7 * week);
  EXPECT_EQ(fields(hours), std::vector<std::string>{"settings.hours"});
  hours.holidays.erase(absl::CivilDay(2027, 3, 15));
  EXPECT_EQ(fields(hours), std::vector<std::string>{"settings.hours"}) << "in 378 days, within the calendar";
  hours.holidays.erase(absl::CivilDay(2026, 12, 28));
  EXPECT_TRUE(CheckHours(hours, now).ok());
}

}  // namespace
}  // namespace careloop::messaging
