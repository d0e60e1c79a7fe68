#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/messaging/domain/watch_hub.h"
#include "tests/unit/messaging/hub_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A caregiver watches; p1 and p2 are patients, each with a thread of their name.
class WatchHubCaregiverTest : public ::testing::Test, protected Hub {
 protected:
  static inline const CaregiverScope kReads = {CaregiverPermission::kReadMessages};

  SinkPtr WatchAs(const std::string& person, Role role = Role::kCaregiver) {
    return Watch(Now(), absl::InfiniteFuture(), person, role);
  }
  void PublishOf(const std::string& patient) {
    store.Publish("a", patient);
    Tail();
    scheduler.Run();
  }
  void Add(const std::string& patient, const CaregiverScope& scope = kReads) {
    teams.Help(patient, "daughter", scope);
    store.CaregiverAdded(patient, "daughter");
    Tail();
    scheduler.Run();
  }
  void Remove(const std::string& patient) {
    teams.Dismiss(patient, "daughter");
    store.CaregiverRemoved(patient, "daughter");
    Tail();
    scheduler.Run();
  }
};

TEST_F(WatchHubCaregiverTest, ACaregiverHearsThePatientsWhoLetThemReadAndNobodyElse) {
  teams.Help("p1", "daughter", kReads);
  teams.Help("p2", "daughter", {CaregiverPermission::kReadJournal});
  const SinkPtr sink = WatchAs("daughter");
  scheduler.Run();
  for (const char* patient : {"p1", "p2", "p3"}) PublishOf(patient);
  EXPECT_THAT(sink->told(), ElementsAre("p11"));
}

TEST_F(WatchHubCaregiverTest, WhoIsAddedIsFollowingFromThenOn) {
  const SinkPtr sink = WatchAs("daughter");
  scheduler.Run();
  PublishOf("p1");
  Add("p1");
  PublishOf("p1");
  EXPECT_THAT(sink->told(), ElementsAre("p12"));
}

TEST_F(WatchHubCaregiverTest, WhatHappensRightAfterSomebodyIsAddedIsToldThoughItTakesTimeToFindThat) {
  const SinkPtr sink = WatchAs("daughter");
  scheduler.Run();
  teams.Help("p1", "daughter", kReads);
  store.CaregiverAdded("p1", "daughter");
  store.Publish("a", "p1");
  teams.gate.Close();
  Tail();
  scheduler.Run();
  ASSERT_EQ(teams.gate.waiting(), 1u);
  access.Forget("daughter");  // as the call does that has added them
  teams.gate.LetPass();
  scheduler.Run();
  Settle();
  EXPECT_THAT(sink->told(), ElementsAre("p11"));
}

TEST_F(WatchHubCaregiverTest, WhatHappensRightAfterSomebodyIsAddedIsToldAlsoWhileTheyCatchUp) {
  teams.Help("p1", "daughter", kReads);
  const Place token = Now();
  PublishOf("p1");
  store.gate.Close();
  const SinkPtr sink = Watch(token, absl::InfiniteFuture(), "daughter", Role::kCaregiver);
  scheduler.Run();  // reads what there is of p1
  teams.Help("p2", "daughter", kReads);
  store.CaregiverAdded("p2", "daughter");
  store.Publish("a", "p2");
  Tail();
  scheduler.Run();
  store.gate.Open();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("p11", "p21"));
  PublishOf("p2");
  EXPECT_THAT(sink->told(), ElementsAre("p11", "p21", "p22"));
}

TEST_F(WatchHubCaregiverTest, WhoIsRemovedIsToldAtOnceAndHearsTheOtherPatientOnly) {
  for (const char* patient : {"p1", "p2"}) teams.Help(patient, "daughter", kReads);
  const SinkPtr sink = WatchAs("daughter");
  scheduler.Run();
  Remove("p1");
  EXPECT_THAT(sink->told(), ElementsAre("left p1"));
  PublishOf("p1");
  PublishOf("p2");
  EXPECT_THAT(sink->told(), ElementsAre("left p1", "p21"));
}

TEST_F(WatchHubCaregiverTest, WhoIsRemovedHearsNothingMoreAlsoWhenTheLogDoesNotSayIt) {
  teams.Help("p1", "daughter", kReads);
  const SinkPtr sink = WatchAs("daughter");
  scheduler.Run();
  teams.Dismiss("p1", "daughter");
  clock.Advance(absl::Milliseconds(500));
  PublishOf("p1");
  EXPECT_THAT(sink->told(), ElementsAre("left p1"));
}

TEST_F(WatchHubCaregiverTest, WhoIsRemovedWhileAwayIsToldWhenTheyResume) {
  teams.Help("p1", "daughter", kReads);
  const Place token = Now();
  PublishOf("p1");
  Remove("p1");
  const SinkPtr sink = Watch(token, absl::InfiniteFuture(), "daughter", Role::kCaregiver);
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left p1"));
}

TEST_F(WatchHubCaregiverTest, TheEndOfTheirTimeIsToldWhenItComesThoughNothingHappens) {
  teams.Help("p1", "daughter", kReads, clock.Now() + absl::Milliseconds(2'500));
  teams.Help("p2", "daughter", kReads, clock.Now() + absl::Milliseconds(2'700));
  const SinkPtr sink = WatchAs("daughter");
  scheduler.Run();
  Pass(absl::Milliseconds(2'499));
  EXPECT_THAT(sink->told(), IsEmpty());
  Pass(absl::Milliseconds(1));
  EXPECT_THAT(sink->told(), ElementsAre("left p1"));
  Pass(absl::Milliseconds(200));
  EXPECT_THAT(sink->told(), ElementsAre("left p1", "left p2"));
}

TEST_F(WatchHubCaregiverTest, AfterTheEndOfTheirTimeNothingIsToldThoughItWasOnTheWay) {
  teams.Help("p1", "daughter", kReads, clock.Now() + absl::Milliseconds(100));
  const SinkPtr sink = WatchAs("daughter");
  scheduler.Run();
  clock.Advance(absl::Milliseconds(100));
  PublishOf("p1");
  EXPECT_THAT(sink->told(), ElementsAre("left p1"));
}

TEST_F(WatchHubCaregiverTest, WhoseTimeEndedWhileTheyWereAwayIsToldWhenTheyComeBackWithAPlaceOfBefore) {
  teams.Help("p1", "daughter", kReads, clock.Now() + absl::Seconds(1));
  teams.Help("p2", "daughter", kReads, clock.Now() + absl::Hours(1));
  teams.Help("p3", "daughter", {CaregiverPermission::kReadJournal}, clock.Now() + absl::Seconds(1));
  const Place token = Now();
  for (const char* patient : {"p1", "p2"}) PublishOf(patient);
  clock.Advance(absl::Seconds(1));
  const SinkPtr sink = Watch(token, absl::InfiniteFuture(), "daughter", Role::kCaregiver);
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left p1", "p21"));
  PublishOf("p1");
  EXPECT_THAT(sink->told(), ElementsAre("left p1", "p21"));
}

TEST_F(WatchHubCaregiverTest, WhoComesBackFromAPlaceLongAfterTheEndOrBeginsAnewIsNotToldOfIt) {
  teams.Help("p1", "daughter", kReads, clock.Now() + absl::Seconds(1));
  clock.Advance(absl::Hours(1));
  const Place after = {static_cast<uint64_t>(absl::ToUnixMillis(clock.Now())), 0};
  const SinkPtr late = Watch(after, absl::InfiniteFuture(), "daughter", Role::kCaregiver);
  const SinkPtr nowhere = Watch(kNowhere, absl::InfiniteFuture(), "daughter", Role::kCaregiver);
  const SinkPtr anew = Watch(std::nullopt, absl::InfiniteFuture(), "daughter", Role::kCaregiver);
  scheduler.Run();
  EXPECT_THAT(late->told(), ElementsAre("gap"));  // this log has no such place
  EXPECT_THAT(nowhere->told(), ElementsAre("gap"));
  EXPECT_THAT(anew->told(), IsEmpty());
}

TEST_F(WatchHubCaregiverTest, OneIdInAnotherRoleIsAnotherPerson) {
  teams.Help("p1", "nurse-1", kReads);
  const SinkPtr clinician = WatchAs("nurse-1", Role::kClinician);
  const SinkPtr caregiver = WatchAs("nurse-1");
  const SinkPtr as_patient = WatchAs("p1");
  scheduler.Run();
  store.Publish("c", "p1");
  store.CaregiverRemoved("p1", "nurse-1");
  teams.Dismiss("p1", "nurse-1");
  Leave("a");
  Tail();
  scheduler.Run();
  EXPECT_THAT(clinician->told(), ElementsAre("left a"));
  EXPECT_THAT(caregiver->told(), ElementsAre("left p1"));
  EXPECT_THAT(as_patient->told(), IsEmpty());
}

}  // namespace
}  // namespace careloop::messaging
