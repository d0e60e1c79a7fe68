#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using testing::HasViolation;
using testing::HasViolations;
using Fields = std::vector<std::string>;

class CareTeamSettingsRpc : public MessagingTest {
 protected:
  static v1::SetCareTeamSettingsRequest AllSet() {
    v1::SetCareTeamSettingsRequest request = NewSettings("a");
    v1::CareTeamSettings& settings = *request.mutable_settings();
    settings.mutable_urgent_answer_time()->set_seconds(600);
    settings.set_second_recipient("nurse-1");
    settings.mutable_escalation_interval()->set_seconds(300);
    settings.mutable_hours()->set_time_zone("Europe/Berlin");
    AddShift(settings, v1::DAY_OF_WEEK_MONDAY, "08:00", "16:30");
    AddShift(settings, v1::DAY_OF_WEEK_SUNDAY, "00:00", "24:00");
    settings.mutable_hours()->add_holidays("2026-12-25");
    settings.set_closed_text("We call back.");
    settings.set_closed_urgent_text("It is urgent.");
    return request;
  }
  static void AddShift(v1::CareTeamSettings& settings, v1::DayOfWeek day, const std::string& opens,
                       const std::string& closes) {
    v1::Shift& shift = *settings.mutable_hours()->add_shifts();
    shift.set_day(day);
    shift.set_opens(opens);
    shift.set_closes(closes);
  }
  auto Set(const v1::SetCareTeamSettingsRequest& request) { return Call(admin_, &Teams::SetCareTeamSettings, request); }
  v1::CareTeam TeamSeenBy(const User& person) {
    v1::GetCareTeamRequest request;
    request.set_name("careTeams/a");
    return Call(person, &Teams::GetCareTeam, request).response.care_team();
  }
  // Settings of a team that has closed: it is there in one minute of the year to come only.
  static v1::SetCareTeamSettingsRequest Closed() {
    v1::SetCareTeamSettingsRequest request = NewSettings("a");
    request.mutable_settings()->mutable_hours()->set_time_zone("UTC");
    const absl::CivilDay later = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 3;
    const int day = static_cast<int>(absl::GetWeekday(later)) + 1;
    AddShift(*request.mutable_settings(), static_cast<v1::DayOfWeek>(day), "12:00", "12:01");
    request.mutable_settings()->set_closed_text("We call back.");
    return request;
  }
};

TEST_F(CareTeamSettingsRpc, AreSetAndSeenByTheTeamAndItsPatients) {
  const auto set = Set(AllSet());
  ASSERT_TRUE(set.ok()) << set.status.error_message();
  EXPECT_EQ(set.response.care_team().settings().etag(), "1");
  EXPECT_FALSE(set.response.care_team().has_availability());
  for (const User* person : {&nurse_, &patient_}) {
    const v1::CareTeam team = TeamSeenBy(*person);
    EXPECT_EQ(team.settings().hours().shifts(0).opens(), "08:00");
    EXPECT_EQ(team.settings().hours().shifts(1).closes(), "24:00");
    EXPECT_EQ(team.settings().hours().shifts(1).day(), v1::DAY_OF_WEEK_SUNDAY);
    EXPECT_EQ(team.settings().hours().holidays(0), "2026-12-25");
    EXPECT_EQ(team.settings().routine_answer_time().seconds(), 24 * 3'600);
    EXPECT_EQ(team.settings().closed_text(), "We call back.");
    EXPECT_EQ(team.settings().closed_urgent_text(), "It is urgent.");
    EXPECT_TRUE(team.availability().can_send());
    EXPECT_TRUE(team.availability().has_expected_answer_time());
  }
}

TEST_F(CareTeamSettingsRpc, UnsetAreTheUsualOnes) {
  const v1::CareTeamSettings settings = TeamSeenBy(nurse_).settings();
  EXPECT_EQ(settings.routine_answer_time().seconds(), 48 * 3'600);
  EXPECT_EQ(settings.urgent_answer_time().seconds(), 3'600);
  EXPECT_EQ(settings.escalation_interval().seconds(), 900);
  EXPECT_FALSE(settings.has_hours());
  EXPECT_EQ(settings.etag(), "0");
}

TEST_F(CareTeamSettingsRpc, OverOnesThatWereNotSeenAreRefused) {
  ASSERT_TRUE(Set(AllSet()).ok());
  for (const char* etag : {"0", "nonsense"}) {
    v1::SetCareTeamSettingsRequest stale = AllSet();
    stale.mutable_settings()->set_etag(etag);
    EXPECT_THAT(Set(stale).status, FailsOnTheWireWith(StatusCode::ABORTED, "VERSION_CONFLICT")) << etag;
  }
  v1::SetCareTeamSettingsRequest seen = AllSet();
  seen.mutable_settings()->set_etag("1");
  EXPECT_TRUE(Set(seen).ok());
}

TEST_F(CareTeamSettingsRpc, WhatIsShownAfterTheSecondRecipientHasLeftCanBeSet) {
  ASSERT_TRUE(Set(AllSet()).ok());
  EXPECT_EQ(TeamSeenBy(admin_).settings().second_recipient(), "nurse-1");
  ASSERT_TRUE(Call(admin_, &Teams::RemoveMember, Leaving("a", "nurse-1")).ok());
  v1::SetCareTeamSettingsRequest request = NewSettings("a");
  *request.mutable_settings() = TeamSeenBy(admin_).settings();
  EXPECT_EQ(request.settings().second_recipient(), "");
  EXPECT_EQ(request.settings().etag(), "2");
  EXPECT_EQ(request.settings().escalation_interval().seconds(), 300);
  EXPECT_TRUE(Set(request).ok());
}

TEST_F(CareTeamSettingsRpc, ThatSayNonsenseAreRefused) {
  v1::SetCareTeamSettingsRequest request = AllSet();
  v1::CareTeamSettings& settings = *request.mutable_settings();
  settings.mutable_hours()->set_time_zone("Europe/Atlantis");
  settings.mutable_routine_answer_time()->set_seconds(59);
  settings.mutable_urgent_answer_time()->set_seconds(7 * 24 * 3'600 + 1);
  settings.mutable_escalation_interval()->set_nanos(1);
  settings.set_second_recipient("a b");
  settings.set_closed_text(std::string(1'001, 'x'));
  settings.set_closed_urgent_text("a\x07");
  AddShift(settings, v1::DAY_OF_WEEK_UNSPECIFIED, "8:00", "24:01");
  AddShift(settings, v1::DAY_OF_WEEK_FRIDAY, "12:00", "12:00");
  settings.mutable_hours()->add_holidays("2026-02-29");
  settings.mutable_hours()->add_holidays("2026-12-25");
  EXPECT_THAT(Set(request).status,
              HasViolations(Fields{
                  "settings.routine_answer_time.seconds", "settings.urgent_answer_time.seconds",
                  "settings.second_recipient", "settings.escalation_interval", "settings.hours.time_zone",
                  "settings.hours.shifts[2].day", "settings.hours.shifts[2].opens", "settings.hours.shifts[2].closes",
                  "settings.hours.shifts[3].closes", "settings.hours.holidays[1]", "settings.hours.holidays[2]",
                  "settings.closed_text", "settings.closed_urgent_text"}));
  request.clear_settings();
  EXPECT_THAT(Set(request).status, HasViolation("settings"));
}

TEST_F(CareTeamSettingsRpc, WithHoursThatOverlapOrNeverOpenAreRefused) {
  v1::SetCareTeamSettingsRequest request = AllSet();
  AddShift(*request.mutable_settings(), v1::DAY_OF_WEEK_MONDAY, "16:00", "17:00");
  EXPECT_THAT(Set(request).status, HasViolation("settings.hours.shifts"));
  request = AllSet();
  request.mutable_settings()->mutable_hours()->clear_shifts();
  EXPECT_THAT(Set(request).status, HasViolations(Fields{"settings.hours.shifts"}));
  request = AllSet();
  request.mutable_settings()->set_second_recipient("nurse-2");
  EXPECT_THAT(Set(request).status, FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "INVALID_FIELD"));
}

// Complaint 15: nights, weekends and holidays are answered on a calendar.
TEST_F(CareTeamSettingsRpc, APatientWhoWritesToAClosedTeamKnowsItBeforeAndIsAnsweredOnceWithTheEmergencyText) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Set(Closed()).ok());
  const v1::Availability before = TeamSeenBy(patient_).availability();
  EXPECT_TRUE(before.can_send());
  EXPECT_FALSE(before.staffed());
  EXPECT_TRUE(before.has_next_staffed_time());
  EXPECT_GT(before.expected_answer_time().seconds(), before.next_staffed_time().seconds());
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
  const auto messages = Call(patient_, &Talk::ListMessages, Messages(thread)).response.messages();
  ASSERT_EQ(messages.size(), 5);
  EXPECT_EQ(messages[2].text(), "Call 112.\n\nWe call back.");
  EXPECT_EQ(messages[2].automatic().reason(), v1::AUTOMATIC_REASON_TEAM_CLOSED);
  EXPECT_EQ(messages[2].automatic().next_staffed_time().seconds(), before.next_staffed_time().seconds());
  EXPECT_EQ(messages[2].sender().person(), "");
  EXPECT_EQ(messages[2].sender().role(), careloop::common::v1::ROLE_SERVICE);
  EXPECT_EQ(messages[2].sender().display_name(), "Oncology");
  for (const int other : {0, 1, 3, 4}) EXPECT_FALSE(messages[other].has_automatic());
}

TEST_F(CareTeamSettingsRpc, AnUrgentAlertToAClosedTeamIsAnsweredOnceWithItsOwnText) {
  ASSERT_TRUE(Set(Closed()).ok());
  const std::string thread = Call(service_, &Delivery::DeliverAlert, NewAlert()).response.thread();
  ASSERT_TRUE(Call(service_, &Delivery::DeliverAlert, NewAlert("patients/patient-1/alerts/a1", 2)).ok());
  const auto messages = Call(patient_, &Talk::ListMessages, Messages(thread)).response.messages();
  ASSERT_EQ(messages.size(), 3);
  EXPECT_EQ(messages[1].text(), "Call 112.\n\nYour alert is with the team.");
  EXPECT_EQ(messages[1].automatic().reason(), v1::AUTOMATIC_REASON_URGENT_ALERT_TEAM_CLOSED);
  EXPECT_TRUE(messages[1].automatic().has_next_staffed_time());
}

// Complaint 10: when to expect an answer is said where it is seen.
TEST_F(CareTeamSettingsRpc, AThreadSaysUntilWhenToExpectAnAnswer) {
  ASSERT_TRUE(Set(NewSettings("a")).ok());
  const std::string thread = StartThread();
  const v1::Thread seen = Call(patient_, &Talk::GetThread, Get(thread)).response.thread();
  EXPECT_TRUE(seen.availability().can_send());
  EXPECT_TRUE(seen.availability().staffed());
  EXPECT_EQ(seen.work().due_time().seconds() - seen.work().waiting_since_time().seconds(), 24 * 3'600);
  const auto listed = Call(patient_, &Talk::ListThreads, Threads()).response.threads(0);
  EXPECT_TRUE(listed.availability().can_send());
  const auto promised = [](const v1::Availability& now) {
    return now.expected_answer_time().seconds() - absl::ToUnixSeconds(absl::Now());
  };
  EXPECT_GT(promised(seen.availability()), 23 * 3'600);
  ASSERT_TRUE(Call(nurse_, &Talk::SetThreadUrgency, NewUrgency(thread)).ok());
  EXPECT_LE(promised(Call(patient_, &Talk::GetThread, Get(thread)).response.thread().availability()), 3'600)
      << "as the thread itself is due";
}

}  // namespace
}  // namespace careloop::messaging
