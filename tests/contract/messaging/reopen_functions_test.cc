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

TEST_F(ReopenFunctions, AMessageOfThePatientWaitsAnewAndWhatWasBeforeIsNotTakenBackLater) {
  MakeUrgent();
  ResolveBySlip();
  const Sent sent = Send(thread_, "patient-1");
  EXPECT_EQ(Now().waiting_since, sent.time);
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
