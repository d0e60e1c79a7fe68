#include "services/journal/domain/alerts.h"

#include "tests/support/matchers.h"
#include "tests/unit/journal/alerts_fixture.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

using AlertsTest = AlertsFixture;

TEST_F(AlertsTest, ADecisionIsKeptWithWhoMadeItAndTheOnlyTeam) {
  const auto consent = Decide(true);
  ASSERT_TRUE(consent.ok()) << consent.status();
  EXPECT_EQ(*consent, (AlertConsent{1, 1, true, "t-1", clock_.Now(), {"p-1", Role::kPatient, "Demo patient"}}));
  EXPECT_EQ(Decide(false, "", "p-1", 2)->version, 2);
  const Call call = CallOf(Role::kPatient, "p-1");
  EXPECT_FALSE(RunTask(alerts_.Decision(call, "p-1"))->agreed);
}

TEST_F(AlertsTest, ToWithdrawNeedsNobodyElse) {
  teams_.failure = PeerDown();
  EXPECT_TRUE(Decide(false).ok());
  EXPECT_TRUE(absl::IsUnavailable(Decide(true, "", "p-1", 2).status()));
  EXPECT_EQ(Decide(true, "t-9", "p-1", 3)->care_team, "t-9");  // taken at their word; the delivery asks again
}

TEST_F(AlertsTest, ARepeatedDecisionIsAnsweredThoughNobodyCanSayAnyMoreWhichTeamItWas) {
  const auto first = Decide(true);
  ASSERT_TRUE(first.ok());
  teams_.failure = PeerDown();
  EXPECT_EQ(Decide(true).value(), *first);
  teams_.failure = absl::OkStatus();
  teams_.teams["p-1"] = {"t-1", "t-2"};
  EXPECT_EQ(Decide(true).value(), *first);
  EXPECT_THAT(store_.decisions, SizeIs(1));
}

TEST_F(AlertsTest, ATeamThatHasNotEnrolledThePatientIsRefused) {
  EXPECT_THAT(Decide(true, "t-2"), FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
  teams_.teams["p-1"] = {};
  EXPECT_THAT(Decide(true), FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
}

TEST_F(AlertsTest, NobodyDecidesForAnother) {
  EXPECT_EQ(Decide(true, "t-1", "p-2").status(), NotFound("patient"));
  EXPECT_THAT(store_.decisions, IsEmpty());
}

TEST_F(AlertsTest, WithoutADecisionNothingIsAgreed) {
  const Call call = CallOf(Role::kPatient, "p-1");
  EXPECT_EQ(*RunTask(alerts_.Decision(call, "p-1")), AlertConsent{});
}

TEST_F(AlertsTest, AnAlertWithoutConsentIsNotSentAndSaysSo) {
  const AlertStanding standing = alerts_.StandingOf(AlertOf(""));
  EXPECT_EQ(standing.delivery, AlertDeliveryState::kNotSent);
  EXPECT_FALSE(standing.delivered);
}

TEST_F(AlertsTest, AnAlertIsQueuedThenOverdueAndDeliveredOnlyWithItsLastTrigger) {
  Alert alert = AlertOf("t-1", 2);
  EXPECT_EQ(alerts_.StandingOf(alert).delivery, AlertDeliveryState::kQueued);
  alert.deliveries[0] = AlertDelivered{kThread, clock_.Now()};
  EXPECT_EQ(alerts_.StandingOf(alert).delivery, AlertDeliveryState::kQueued);
  EXPECT_EQ(alerts_.StandingOf(alert).delivered->thread, kThread);
  clock_.Advance(kLimit + absl::Seconds(1));
  EXPECT_EQ(alerts_.StandingOf(alert).delivery, AlertDeliveryState::kOverdue);
  alert.deliveries[1] = AlertDelivered{kThread, clock_.Now()};
  EXPECT_EQ(alerts_.StandingOf(alert).delivery, AlertDeliveryState::kDelivered);
}

TEST_F(AlertsTest, OfTwoThreadsOfAnAlertTheOneOfTheLastTriggerCounts) {
  Alert alert = AlertOf("t-1", 3);
  const AlertDelivered moved{"patients/p-1/threads/t2", clock_.Now() + absl::Minutes(1)};
  alert.deliveries = {AlertDelivered{kThread, clock_.Now()}, moved,
                      AlertDelivered{moved.thread, absl::InfiniteFuture()}};
  EXPECT_EQ(alerts_.StandingOf(alert).delivered, moved);
}

TEST_F(AlertsTest, AnAlertThatWasNotSentAfterAllIsWithheld) {
  Alert alert = AlertOf("t-1");
  alert.deliveries[0] = AlertDelivered{"", clock_.Now()};
  EXPECT_EQ(alerts_.StandingOf(alert).delivery, AlertDeliveryState::kWithheld);
}

TEST_F(AlertsTest, AnAlertOfWhichALaterTriggerWasNotSentIsNotDelivered) {
  Alert alert = AlertOf("t-1", 2);
  alert.deliveries = {AlertDelivered{kThread, clock_.Now()}, AlertDelivered{"", clock_.Now()}};
  EXPECT_EQ(alerts_.StandingOf(alert).delivery, AlertDeliveryState::kWithheld);
  EXPECT_EQ(alerts_.StandingOf(alert).delivered->thread, kThread);
}

TEST_F(AlertsTest, ATeamIsNeverShownWhatWasOrWillBeWithheldFromIt) {
  Agree("t-1");
  Agree("");
  Agree("t-1");
  Alert mixed = AlertOf("t-1", 4);
  mixed.deliveries = {AlertDelivered{kThread, clock_.Now()}, AlertDelivered{"", clock_.Now()}, std::nullopt,
                      std::nullopt};
  mixed.triggers[3].consent = 3;
  Alert withheld = AlertOf("t-1");
  withheld.deliveries[0] = AlertDelivered{"", clock_.Now()};
  store_.alerts = {mixed, withheld};
  const auto shown = List(Role::kClinician, "n-1");
  ASSERT_THAT(shown->items, SizeIs(1));
  ASSERT_THAT(shown->items[0].alert.triggers, SizeIs(2));
  EXPECT_EQ(shown->items[0].alert.triggers[0].entry, 1);
  EXPECT_EQ(shown->items[0].alert.triggers[1].entry, 4);
  EXPECT_EQ(shown->items[0].delivery, AlertDeliveryState::kQueued);
  EXPECT_THAT(List()->items, SizeIs(2)) << "the patient";
}

TEST_F(AlertsTest, TheListSaysWhatTheTeamDid) {
  Alert alert = AlertOf("t-1");
  alert.deliveries[0] = AlertDelivered{kThread, clock_.Now()};
  store_.alerts = {alert};
  EXPECT_EQ(List()->items.at(0).state, AlertState::kOpen);
  threads_.work[kThread].past_due = true;
  EXPECT_EQ(List()->items.at(0).state, AlertState::kPastDue);
  threads_.work[kThread].resolution = AlertResolution{AlertAction::kCalled, "Nurse", clock_.Now()};
  const auto resolved = List();
  EXPECT_EQ(resolved->items.at(0).state, AlertState::kResolved);
  EXPECT_EQ(resolved->items.at(0).work.resolution->action, AlertAction::kCalled);
  EXPECT_THAT(store_.closed, ElementsAre("a-1"));
}

TEST_F(AlertsTest, AnAlertIsNotResolvedWhileTheTeamHasYetToBeToldOfItsLatestTrigger) {
  Alert alert = AlertOf("t-1", 2);
  alert.deliveries[0] = AlertDelivered{kThread, clock_.Now()};
  store_.alerts = {alert};
  threads_.work[kThread].resolution = AlertResolution{AlertAction::kCalled, "Nurse", clock_.Now()};
  clock_.Advance(kLimit + absl::Seconds(1));
  const auto open = List(Role::kPatient, "p-1", AlertState::kOpen);
  ASSERT_THAT(open->items, SizeIs(1));
  EXPECT_EQ(open->items[0].delivery, AlertDeliveryState::kOverdue);
  EXPECT_FALSE(open->items[0].work.resolution);
  EXPECT_THAT(List(Role::kPatient, "p-1", AlertState::kResolved)->items, IsEmpty());
  EXPECT_THAT(store_.closed, IsEmpty());
  store_.alerts[0].deliveries[1] = AlertDelivered{kThread, clock_.Now()};
  EXPECT_THAT(List(Role::kPatient, "p-1", AlertState::kResolved)->items, SizeIs(1));
  EXPECT_THAT(store_.closed, ElementsAre("a-1"));
}

TEST_F(AlertsTest, AnAlertIsClosedWithAllTheTriggersThatItHadAlsoThoseThatTheReaderIsNotShown) {
  Agree("t-1");
  Alert alert = AlertOf("t-1", 3);
  alert.deliveries = {AlertDelivered{kThread, clock_.Now()}, AlertDelivered{"", clock_.Now()},
                      AlertDelivered{kThread, clock_.Now()}};
  store_.alerts = {alert};
  threads_.work[kThread].resolution = AlertResolution{};
  ASSERT_THAT(List(Role::kClinician, "n-1")->items.at(0).alert.triggers, SizeIs(2));
  EXPECT_EQ(store_.closed_with, 3);
}

TEST_F(AlertsTest, AnAlertThatIsClosedAlreadyIsNotClosedAgain) {
  Alert alert = AlertOf("t-1");
  alert.deliveries[0] = AlertDelivered{kThread, clock_.Now()};
  alert.closed = true;
  store_.alerts = {alert};
  threads_.work[kThread].resolution = AlertResolution{};
  EXPECT_EQ(List()->items.at(0).state, AlertState::kResolved);
  EXPECT_THAT(store_.closed, IsEmpty());
}

TEST_F(AlertsTest, WhatMessagingDoesNotSayIsUnknownAndNotOpen) {
  Alert alert = AlertOf("t-1");
  alert.deliveries[0] = AlertDelivered{kThread, clock_.Now()};
  store_.alerts = {alert, AlertOf("")};
  threads_.failure = PeerDown();
  EXPECT_EQ(List()->items.at(0).state, AlertState::kUnknown);
  EXPECT_EQ(List()->items.at(1).state, AlertState::kOpen);
}

TEST_F(AlertsTest, MessagingIsWaitedForOnlyUntilThereIsStillTimeToAnswer) {
  Alert alert = AlertOf("t-1");
  alert.deliveries[0] = AlertDelivered{kThread, clock_.Now()};
  store_.alerts = {alert};
  const Call call = CallOf(Role::kPatient, "p-1");
  ASSERT_TRUE(RunTask(alerts_.List(call, {.patient = "p-1", .page = {.size = 20, .after = ""}})).ok());
  EXPECT_LT(threads_.last_deadline, call.deadline);
}

TEST_F(AlertsTest, TheListIsOfThoseThatStandAsAskedFor) {
  Alert alert = AlertOf("t-1");
  alert.deliveries[0] = AlertDelivered{kThread, clock_.Now()};
  store_.alerts = {alert, AlertOf("")};
  threads_.work[kThread].past_due = true;
  EXPECT_THAT(List(Role::kPatient, "p-1", AlertState::kPastDue)->items, SizeIs(1));
  EXPECT_THAT(List(Role::kPatient, "p-1", AlertState::kOpen)->items, SizeIs(1));
  EXPECT_THAT(List(Role::kPatient, "p-1", AlertState::kResolved)->items, IsEmpty());
}

TEST_F(AlertsTest, AClinicianReadsThroughTheirTeamsAndAStrangerNothing) {
  store_.alerts = {AlertOf("t-1")};
  EXPECT_TRUE(List(Role::kClinician, "n-1").ok());
  EXPECT_THAT(store_.readers.at(0).teams, ElementsAre("t-1"));
  EXPECT_EQ(List(Role::kClinician, "n-2").status(), NotFound("patient"));
  EXPECT_EQ(List(Role::kPatient, "p-2").status(), NotFound("patient"));
}

TEST_F(AlertsTest, AClinicianDoesNotReadWhatARetractedEntrySaid) {
  Agree("t-1");
  Alert alert = AlertOf("t-1");
  alert.triggers[0].answer = SymptomAnswer{.symptom = "nausea", .levels = {4}};
  store_.alerts = {alert};
  entries_.entries[1] = {.number = 1};
  const auto trigger = [&](Role role, const std::string& subject) {
    return List(role, subject)->items.at(0).alert.triggers.at(0);
  };
  EXPECT_EQ(trigger(Role::kClinician, "n-1").answer, alert.triggers[0].answer);
  entries_.entries[1].retraction = Retraction();
  EXPECT_EQ(trigger(Role::kClinician, "n-1").answer, std::nullopt);
  EXPECT_TRUE(trigger(Role::kClinician, "n-1").retracted);
  EXPECT_EQ(store_.live_reads, 0) << "what entries say";
  EXPECT_EQ(trigger(Role::kPatient, "p-1"), alert.triggers[0]) << "the patient sees all";
}

TEST_F(AlertsTest, OnlyThePatientSeesTheAlertsOfAnEntry) {
  store_.alerts = {AlertOf("")};
  const Call own = CallOf(Role::kPatient, "p-1");
  EXPECT_THAT(*RunTask(alerts_.OfEntry(own, "p-1", 1)), SizeIs(1));
  const Call nurse = CallOf(Role::kClinician, "n-1");
  EXPECT_THAT(*RunTask(alerts_.OfEntry(nurse, "p-1", 1)), IsEmpty());
}

TEST_F(AlertsTest, ACaregiverWhoMayReadTheJournalSeesThemAllButNothingOfWhatWasTakenBack) {
  teams_.cares["c-1"] = {.since = absl::UnixEpoch(), .reads_journal = true};
  Alert kept = AlertOf("", 2);
  kept.triggers[1].earlier = EarlierAnswer{.entry = 9};
  Alert gone = AlertOf("t-1");
  gone.triggers[0].entry = 7;
  store_.alerts = {kept, gone};
  entries_.entries[2] = {.number = 2};
  for (const int64_t number : {1, 7, 9}) {
    entries_.entries[number] = {.number = number, .retraction = Retraction()};
  }
  const auto seen = List(Role::kCaregiver, "c-1");
  ASSERT_TRUE(seen.ok()) << seen.status();
  ASSERT_THAT(seen->items, SizeIs(1));
  ASSERT_THAT(seen->items[0].alert.triggers, SizeIs(1));
  EXPECT_EQ(seen->items[0].alert.triggers[0].entry, 2);
  EXPECT_EQ(seen->items[0].alert.triggers[0].earlier, std::nullopt);
  EXPECT_THAT(List()->items, SizeIs(2)) << "the patient sees all";
  store_.alerts.clear();
  EXPECT_THAT(List(Role::kCaregiver, "c-1")->items, IsEmpty());
}

TEST_F(AlertsTest, ACaregiverSeesNothingOfAnAlertOnWhatAnEntrySaidBeforeItWasAmended) {
  teams_.cares["c-1"] = {.since = absl::UnixEpoch(), .reads_journal = true};
  Alert alert = AlertOf("t-1");
  alert.triggers[0].answer = SymptomAnswer{.symptom = "nausea", .levels = {4}};
  store_.alerts = {alert};
  entries_.entries[1] = {.number = 1, .observed = {.answers = {*alert.triggers[0].answer}}};
  EXPECT_THAT(List(Role::kCaregiver, "c-1")->items, SizeIs(1));
  entries_.entries[1].observed.answers[0].levels = {1};
  EXPECT_THAT(List(Role::kCaregiver, "c-1")->items, IsEmpty());
  EXPECT_THAT(List()->items, SizeIs(1)) << "the patient sees all";
}

TEST_F(AlertsTest, ACaregiverLearnsOfThreadsAndHowTheyStandOnlyIfTheyMayReadMessages) {
  teams_.cares["c-1"] = {.since = absl::UnixEpoch(), .reads_journal = true};
  entries_.entries[1] = {.number = 1};
  store_.alerts = {AlertOf("t-1"), AlertOf("")};
  store_.alerts[0].deliveries[0] = AlertDelivered{kThread, clock_.Now()};
  threads_.work[kThread].past_due = true;
  const auto states = [&] {
    std::vector<AlertState> found;
    const auto seen = List(Role::kCaregiver, "c-1");
    for (const AlertStanding& standing : seen->items) found.push_back(*standing.state);
    return found;
  };
  EXPECT_THAT(states(), ElementsAre(AlertState::kUnknown, AlertState::kOpen));
  const auto first = [&] { return List(Role::kCaregiver, "c-1")->items.at(0); };
  EXPECT_EQ(first().delivered, std::nullopt);
  EXPECT_EQ(first().delivery, AlertDeliveryState::kDelivered);
  clock_.Advance(JournalAccess::kKept);
  teams_.cares["c-1"].reads_messages = true;
  EXPECT_THAT(states(), ElementsAre(AlertState::kPastDue, AlertState::kOpen));
  EXPECT_EQ(first().delivered->thread, kThread);
}

}  // namespace
}  // namespace careloop::journal
