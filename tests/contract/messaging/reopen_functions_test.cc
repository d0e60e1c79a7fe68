#include "tests/contract/messaging/work_fixture.h"

namespace careloop::messaging {
namespace {

using testing::RunTask;
using ::testing::SizeIs;

// A thread that was resolved, perhaps by a slip, and is opened again by the team: what waited must not be lost.
class ReopenFunctions : public WorkFunctions {
 protected:
  void MakeUrgent() {
    const absl::Time waiting = *Now().waiting_since;
    ASSERT_TRUE(SetUrgency("nurse-1", Urgency::kUrgent, waiting, DueFrom(waiting).urgent).ok());
  }
  void ResolveBySlip() {
    ASSERT_TRUE(Resolve("nurse-1").ok());
    clock().Advance(absl::Seconds(5));
  }
  int RunTimers() { return RunTask(work_.RunTimers(now(), 100, DeadlineAfter(absl::Seconds(20)))).value(); }
  static bool HasTimer() { return Raw({"ZCARD", StrCat(kTag, ":timers")}).integer() == 1; }
  void SendWithWarning(const std::string& text) {
    Reception reception = Received();
    reception.attention = true;
    const Call call = Changing(Role::kPatient, "patient-1");
    ASSERT_TRUE(RunTask(threads_.Append(call, thread_, MessageFrom("patient-1", text), std::move(reception))).ok());
  }
  ThreadStore::Delivered DeliverShare() {
    Message message = MessageFrom("patient-1", "");
    message.share = ShareReference{.name = "patients/patient-1/shares/s1", .entry_count = 2};
    return RunTask(
               threads_.DeliverShare(Changing(), NewThread({"patient-1", "new"}, "a"), std::move(message), Received()))
        .value();
  }
  ThreadStore::Delivered DeliverAlert(int trigger, bool can_wait) {
    Message message = MessageFrom("patient-1", "");
    message.alert = AlertReference{.name = "patients/patient-1/alerts/a1",
                                   .trigger = trigger,
                                   .symptom = "symptoms/nausea",
                                   .time = now(),
                                   .can_wait = can_wait};
    return RunTask(threads_.DeliverAlert(Changing(), NewThread({"patient-1", "of-alert"}, "a"), std::move(message),
                                         Received()))
        .value();
  }
  // But for the versions, which each change moves on.
  void ExpectAsBefore(const Work& before) {
    Work after = Now();
    after.version = before.version;
    EXPECT_EQ(after, before);
  }
};

TEST_F(ReopenFunctions, AnUrgentThreadThatWasResolvedByASlipWaitsAsBefore) {
  MakeUrgent();
  SendWithWarning("worse");
  const Work before = Now();
  ASSERT_EQ(before.attention, 2);
  ResolveBySlip();
  EXPECT_FALSE(HasTimer());
  ASSERT_TRUE(Reopen("nurse-2").ok());
  ExpectAsBefore(before);
  EXPECT_TRUE(HasTimer());
  clock().Set(*before.due);
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_TRUE(Now().overdue);
}

TEST_F(ReopenFunctions, WhatWasLateAndUrgentGoesOnAtOnceWithItsCount) {
  MakeUrgent();
  clock().Advance(absl::Hours(1));
  RunTimers();
  clock().Advance(absl::Minutes(15));
  RunTimers();
  const Work before = Now();
  ASSERT_EQ(before.escalation->count, 1);
  ResolveBySlip();
  EXPECT_EQ(RunTimers(), 0);
  ASSERT_TRUE(Reopen("nurse-1").ok());
  ExpectAsBefore(before);
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_EQ(Now().escalation->count, 2);
}

TEST_F(ReopenFunctions, WhatWasLateAndRoutineIsLateAndToldNoSecondTime) {
  clock().Advance(absl::Hours(48));
  RunTimers();
  const Work before = Now();
  ASSERT_TRUE(before.overdue);
  ResolveBySlip();
  ASSERT_TRUE(Reopen("nurse-1").ok());
  ExpectAsBefore(before);
  EXPECT_FALSE(HasTimer());
}

TEST_F(ReopenFunctions, WhatIsRoutineAndNotLateYetHasItsTimer) {
  const Work before = Now();
  ResolveBySlip();
  ASSERT_TRUE(Reopen("nurse-1").ok());
  ExpectAsBefore(before);
  EXPECT_TRUE(HasTimer());
}

TEST_F(ReopenFunctions, WhatWasUrgentAndAnsweredIsUrgentAndWaitsForNothing) {
  MakeUrgent();
  Send(thread_, "nurse-1");
  ResolveBySlip();
  ASSERT_TRUE(Reopen("nurse-1").ok());
  EXPECT_EQ(Now().urgency, Urgency::kUrgent);
  EXPECT_EQ(Now().waiting_since, std::nullopt);
  EXPECT_FALSE(HasTimer());
}

TEST_F(ReopenFunctions, AnAnswerMeanwhileLeavesNothingToTakeBack) {
  MakeUrgent();
  ResolveBySlip();
  Send(thread_, "nurse-1");
  ASSERT_TRUE(Reopen("nurse-1").ok());
  EXPECT_EQ(Now().waiting_since, std::nullopt);
  EXPECT_EQ(Now().due, std::nullopt);
  EXPECT_EQ(Now().urgency, Urgency::kRoutine);
  EXPECT_FALSE(HasTimer());
}

TEST_F(ReopenFunctions, AMessageOfThePatientTakesBackAllThatWaitedWhenItWasResolved) {
  MakeUrgent();
  SendWithWarning("worse");
  const Work before = Now();
  ResolveBySlip();
  Send(thread_, "patient-1", "nobody answered me");
  ExpectAsBefore(before);
  EXPECT_EQ(std::get<Reopened>(History().back().kind).by_message, 3);
  EXPECT_EQ(EventsOf("a").back(), StrCat("w patient-1/t1 ", Now().version, " patient-1"));
  EXPECT_EQ(RunTimers(), 0);
  clock().Set(*before.due);
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_TRUE(Now().overdue);
}

TEST_F(ReopenFunctions, AMessageOfThePatientBeginsAnewWhereSomethingWasDone) {
  MakeUrgent();
  const Work before = Now();
  ASSERT_TRUE(Resolve("nurse-1", {}, ResolutionAction::kCalled).ok());
  clock().Advance(absl::Hours(200));
  Send(thread_, "patient-1", "thank you");
  EXPECT_EQ(Now().urgency, Urgency::kRoutine);
  EXPECT_EQ(Now().waiting_since, now());
  EXPECT_GT(Now().due, now());
  EXPECT_NE(Now().waiting_since, before.waiting_since);
  EXPECT_EQ(RunTimers(), 0);
}

TEST_F(ReopenFunctions, AMessageOfThePatientLetsWhatWasLateAndUrgentGoOnAtOnceWithItsCount) {
  MakeUrgent();
  clock().Advance(absl::Hours(1));
  RunTimers();
  clock().Advance(absl::Minutes(15));
  RunTimers();
  const Work before = Now();
  ResolveBySlip();
  Send(thread_, "patient-1");
  ExpectAsBefore(before);
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_EQ(Now().escalation->count, 2);
}

TEST_F(ReopenFunctions, AShareTakesBackWhatWaitedTooAndIsOnlyAdded) {
  MakeUrgent();
  const Work before = Now();
  ResolveBySlip();
  ASSERT_EQ(DeliverShare().thread, "t1");
  ExpectAsBefore(before);
  EXPECT_TRUE(HasTimer());
}

TEST_F(ReopenFunctions, AnAlertMakesUrgentWhatWaitedRoutineAndIsDueSooner) {
  ASSERT_EQ(DeliverAlert(1, true).thread, "of-alert");
  thread_.thread = "of-alert";
  const Work before = Now();
  ResolveBySlip();
  ASSERT_EQ(DeliverAlert(2, false).thread, "of-alert");
  EXPECT_EQ(Now().waiting_since, before.waiting_since);
  EXPECT_EQ(Now().due, DueFrom(now()).urgent);
  EXPECT_EQ(Now().urgency, Urgency::kUrgent);
}

TEST_F(ReopenFunctions, AMessageOfThePatientAfterAnAnswerWaitsAnewAndRoutine) {
  MakeUrgent();
  ResolveBySlip();
  Send(thread_, "nurse-1");
  const Sent sent = Send(thread_, "patient-1");
  EXPECT_EQ(Now().waiting_since, sent.time);
  EXPECT_EQ(Now().due, DueFrom(sent.time).routine);
  EXPECT_EQ(Now().urgency, Urgency::kRoutine);
  EXPECT_TRUE(HasTimer());
}

TEST_F(ReopenFunctions, WhatWasUrgentAndAnsweredWhenItWasResolvedBeginsAnewAndRoutine) {
  MakeUrgent();
  Send(thread_, "nurse-1");
  ResolveBySlip();
  const Sent sent = Send(thread_, "patient-1");
  EXPECT_EQ(Now().waiting_since, sent.time);
  EXPECT_EQ(Now().urgency, Urgency::kRoutine);
  Send(thread_, "nurse-1");
  ResolveBySlip();
  ASSERT_TRUE(Reopen("nurse-1").ok());
  EXPECT_EQ(Now().urgency, Urgency::kRoutine) << "what was before is not taken back later";
}

TEST_F(ReopenFunctions, WhatAMessageOfThePatientTookBackIsNotTakenBackLater) {
  ResolveBySlip();
  Send(thread_, "patient-1");
  Send(thread_, "nurse-1");
  ResolveBySlip();
  ASSERT_TRUE(Reopen("nurse-1").ok());
  EXPECT_EQ(Now().waiting_since, std::nullopt);
  EXPECT_EQ(Now().urgency, Urgency::kRoutine);
}

TEST_F(ReopenFunctions, WhatWasTakenBackIsNotTakenBackTwice) {
  ResolveBySlip();
  ASSERT_TRUE(Reopen("nurse-1").ok());
  Send(thread_, "nurse-1");
  ResolveBySlip();
  ASSERT_TRUE(Reopen("nurse-1").ok());
  EXPECT_EQ(Now().waiting_since, std::nullopt);
  EXPECT_THAT(History(), SizeIs(4));
}

}  // namespace
}  // namespace careloop::messaging
