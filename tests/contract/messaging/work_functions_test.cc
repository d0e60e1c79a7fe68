#include <thread>

#include "tests/contract/messaging/work_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

// ---- messages ---------------------------------------------------------------------------------------------------

TEST_F(WorkFunctions, AMessageOfThePatientWaitsFromTheFirstThatHasNoAnswer) {
  const absl::Time first = now() - absl::Minutes(1);
  Send(thread_, "patient-1");
  EXPECT_EQ(Now().waiting_since, first);
  EXPECT_EQ(Now().due, DueFrom(first).routine);
  EXPECT_EQ(Now().state, ThreadState::kOpen);
  EXPECT_EQ(Now().urgency, Urgency::kRoutine);
  EXPECT_EQ(Now().version, 0);
}

TEST_F(WorkFunctions, AMessageOfTheTeamAnswersWhatWaits) {
  Send(thread_, "nurse-2");
  EXPECT_EQ(Now().waiting_since, std::nullopt);
  EXPECT_EQ(Now().due, std::nullopt);
  clock().Advance(absl::Minutes(1));
  Send(thread_, "patient-1");
  EXPECT_EQ(Now().waiting_since, now());
}

TEST_F(WorkFunctions, AThreadThatTheTeamStartsWaitsForNothing) {
  const Call call = By("nurse-1");
  ASSERT_TRUE(RunTask(threads_.Start(call, NewThread({"patient-1", "t2"}, "a"), MessageFrom("nurse-1", "x"), {})).ok());
  EXPECT_EQ(SeenBy({"patient-1", "t2"}, "nurse-1").work.waiting_since, std::nullopt);
}

TEST_F(WorkFunctions, AMessageInAnUrgentThreadIsDueSooner) {
  Send(thread_, "nurse-1");
  ASSERT_TRUE(SetUrgency("nurse-1", Urgency::kUrgent, {}, {}).ok());
  Send(thread_, "patient-1");
  EXPECT_EQ(Now().due, DueFrom(now()).urgent);
}

TEST_F(WorkFunctions, AMessageOfThePatientOpensAResolvedThreadAndTheHistorySaysSo) {
  Send(thread_, "nurse-1");
  ASSERT_TRUE(Resolve("nurse-1").ok());
  const Sent sent = Send(thread_, "patient-1");
  EXPECT_EQ(Now().state, ThreadState::kOpen);
  EXPECT_FALSE(Now().resolution.has_value());
  EXPECT_EQ(Now().waiting_since, sent.time);
  const ThreadChange change = History().at(1);
  EXPECT_EQ(change.number, 2);
  EXPECT_EQ(std::get<Reopened>(change.kind).by_message, sent.number);
  EXPECT_EQ(change.person.id, "patient-1");
  EXPECT_EQ(change.person.display_name, "Demo patient-1");
  EXPECT_EQ(EventsOf("a").back(), "w patient-1/t1 2 patient-1");
}

TEST_F(WorkFunctions, AMessageOfTheTeamLeavesAResolvedThreadResolved) {
  ASSERT_TRUE(Resolve("nurse-1").ok());
  Send(thread_, "nurse-1");
  EXPECT_EQ(Now().state, ThreadState::kResolved);
}

TEST_F(WorkFunctions, ASharedEntryWaitsForAnAnswerAndOpensAResolvedThread) {
  Send(thread_, "nurse-1");
  ASSERT_TRUE(Resolve("nurse-1").ok());
  Message message = MessageFrom("patient-1", "");
  message.share = ShareReference{.name = "patients/patient-1/shares/s1"};
  ASSERT_TRUE(
      RunTask(threads_.DeliverShare(Changing(), NewThread({"patient-1", "new"}, "a"), message, Received())).ok());
  EXPECT_EQ(Now().state, ThreadState::kOpen);
  EXPECT_EQ(Now().waiting_since, now());
}

// ---- claim ------------------------------------------------------------------------------------------------------

TEST_F(WorkFunctions, AClaimIsKeptToldAndInTheHistory) {
  EXPECT_EQ(Claim("nurse-1").value(), 1);
  EXPECT_EQ(Now().version, 1);
  EXPECT_EQ(Now().assignment->person, PersonOf("nurse-1"));
  EXPECT_EQ(Now().assignment->since, now());
  ASSERT_THAT(History(), SizeIs(1));
  EXPECT_TRUE(std::holds_alternative<Claimed>(History()[0].kind));
  EXPECT_EQ(History()[0].person, PersonOf("nurse-1"));
  EXPECT_EQ(History()[0].time, now());
  EXPECT_EQ(History()[0].note, "why");
  EXPECT_EQ(EventsOf("a").back(), "w patient-1/t1 1 nurse-1");
}

TEST_F(WorkFunctions, AClaimOfWhatIsOnesOwnChangesNothing) {
  ASSERT_TRUE(Claim("nurse-1").ok());
  clock().Advance(absl::Minutes(1));
  EXPECT_EQ(Claim("nurse-1").value(), 0);
  EXPECT_THAT(History(), SizeIs(1));
}

TEST_F(WorkFunctions, AClaimOfWhatAColleagueHasIsRefusedAndNothingIsWritten) {
  ASSERT_TRUE(Claim("nurse-1").ok());
  EXPECT_THAT(ExpectNothingWritten([&] { return Claim("nurse-2"); }),
              FailsWith(absl::StatusCode::kFailedPrecondition, reason::kThreadClaimed));
}

TEST_F(WorkFunctions, OfManyWhoClaimAtOnceExactlyOneHasTheThread) {
  constexpr int kNurses = 8;
  for (int i = 0; i < kNurses; ++i) Join("a", StrCat("nurse-1", i));
  std::vector<absl::StatusOr<int64_t>> results(kNurses, absl::UnknownError(""));
  std::vector<std::thread> nurses;
  for (int i = 0; i < kNurses; ++i) {
    nurses.emplace_back([&, i, step = StepOf(StrCat("nurse-1", i))] {
      const Call call = testing::CallOf(Role::kClinician, StrCat("nurse-1", i), 9'000 + i);
      results[static_cast<size_t>(i)] = RunTask(work_.Claim(call, step));
    });
  }
  for (std::thread& nurse : nurses) nurse.join();
  int winners = 0;
  for (int i = 0; i < kNurses; ++i) {
    const auto& result = results[static_cast<size_t>(i)];
    if (result.ok()) {
      ++winners;
      EXPECT_EQ(Now().assignment->person.id, StrCat("nurse-1", i));
    } else {
      EXPECT_THAT(result, FailsWith(absl::StatusCode::kFailedPrecondition, reason::kThreadClaimed));
    }
  }
  EXPECT_EQ(winners, 1);
  EXPECT_THAT(History(), SizeIs(1));
}

TEST_F(WorkFunctions, AClaimOnAResolvedThreadIsRefusedAndNothingIsWritten) {
  ASSERT_TRUE(Resolve("nurse-1").ok());
  EXPECT_THAT(ExpectNothingWritten([&] { return Claim("nurse-1"); }), IsResolved());
}

TEST_F(WorkFunctions, AClaimRepeatedHasTheFirstOutcomeAlsoWhenTheThreadWasReleasedSince) {
  const Call call = By("nurse-1");
  ASSERT_EQ(RunTask(work_.Claim(call, StepOf("nurse-1"))).value(), 1);
  ASSERT_TRUE(Release("nurse-1").ok());
  EXPECT_EQ(RunTask(work_.Claim(call, StepOf("nurse-1"))).value(), 1);
  EXPECT_EQ(RunTask(work_.ChangedBefore(call)).value(), 1);
  EXPECT_EQ(RunTask(work_.ChangedBefore(By("nurse-1"))).value(), std::nullopt);
  EXPECT_FALSE(Now().assignment.has_value());
}

TEST_F(WorkFunctions, NobodyButAMemberOfTheTeamDoesAnything) {
  for (const std::string person : {"nurse-3", "patient-1", "nobody"}) {
    EXPECT_THAT(ExpectNothingWritten([&] { return Claim(person); }), IsAbsent());
    EXPECT_THAT(ExpectNothingWritten([&] { return Release(person); }), IsAbsent());
    EXPECT_THAT(ExpectNothingWritten([&] { return Reroute(person, "b"); }), IsAbsent());
    EXPECT_THAT(ExpectNothingWritten([&] { return Resolve(person); }), IsAbsent());
    EXPECT_THAT(ExpectNothingWritten([&] { return Reopen(person); }), IsAbsent());
    EXPECT_THAT(ExpectNothingWritten([&] { return SetUrgency(person, Urgency::kUrgent, {}, {}); }), IsAbsent());
    EXPECT_THAT(RunTask(work_.Changes(Reading(), thread_, person, 0, 10)), IsAbsent());
  }
  thread_.thread = "absent";
  EXPECT_THAT(Claim("nurse-1"), IsAbsent());
  EXPECT_THAT(RunTask(work_.Changes(Reading(), thread_, "nurse-1", 0, 10)), IsAbsent());
  EXPECT_FALSE(RunTask(work_.ReadChange(Reading(), thread_, "nurse-1", 0)).value().thread.has_value());
}

// ---- stale ------------------------------------------------------------------------------------------------------

TEST_F(WorkFunctions, AStepOverAChangeThatThePersonHasNotSeenIsRefusedAndNothingIsWritten) {
  ASSERT_TRUE(Claim("nurse-1").ok());
  const Seen before_claim{.version = 0, .last_number = 1};
  EXPECT_THAT(ExpectNothingWritten([&] { return Release("nurse-2", before_claim); }), IsStale());
  EXPECT_THAT(ExpectNothingWritten([&] { return Reroute("nurse-2", "b", before_claim); }), IsStale());
  EXPECT_THAT(ExpectNothingWritten([&] { return Resolve("nurse-2", before_claim); }), IsStale());
  EXPECT_THAT(ExpectNothingWritten(
                  [&] { return SetUrgency("nurse-2", Urgency::kUrgent, Now().waiting_since, now(), before_claim); }),
              IsStale());
  ASSERT_TRUE(Release("nurse-1").ok());
  EXPECT_THAT(ExpectNothingWritten([&] { return Claim("nurse-2", before_claim); }), IsStale());
  ASSERT_TRUE(Resolve("nurse-1", Seen{2, 1}).ok());
  EXPECT_THAT(ExpectNothingWritten([&] { return Reopen("nurse-2", before_claim); }), IsStale());
}

TEST_F(WorkFunctions, AResolutionOverAMessageThatThePersonHasNotSeenIsRefusedButTheirOwnMessagesAreSeen) {
  Send(thread_, "patient-1");
  EXPECT_THAT(Resolve("nurse-1", Seen{0, 1}), IsStale());
  Send(thread_, "nurse-1");
  EXPECT_TRUE(Resolve("nurse-1", Seen{0, 2}).ok());
}

TEST_F(WorkFunctions, AfterAHundredNewMessagesAStepIsRefusedWhoeverWroteThem) {
  for (int i = 0; i < 99; ++i) Send(thread_, "nurse-1");
  EXPECT_TRUE(Claim("nurse-1", Seen{0, 1}).ok());
  Send(thread_, "nurse-1");
  EXPECT_THAT(Resolve("nurse-1", Seen{1, 1}), IsStale());
}

// ---- release ----------------------------------------------------------------------------------------------------

TEST_F(WorkFunctions, AnyMemberGivesAClaimedThreadBack) {
  ASSERT_TRUE(Claim("nurse-1").ok());
  EXPECT_EQ(Release("nurse-2").value(), 2);
  EXPECT_FALSE(Now().assignment.has_value());
  EXPECT_EQ(Claim("nurse-2").value(), 3);
}

TEST_F(WorkFunctions, WhatNobodyHasIsNotReleased) {
  EXPECT_THAT(ExpectNothingWritten([&] { return Release("nurse-1"); }),
              FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
}

TEST_F(WorkFunctions, WhoLeavesTheTeamLosesTheirClaimsWithItAndNoOthers) {
  Join("b", "nurse-1");
  StartThread("t2", "b");
  const ThreadRef of_a = thread_, of_b = {"patient-1", "t2"};
  ASSERT_TRUE(Claim("nurse-1").ok());
  thread_ = of_b;
  ASSERT_TRUE(Claim("nurse-1").ok());
  thread_ = of_a;
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-1", true, now())).ok());
  EXPECT_FALSE(SeenBy(of_a, "x").work.assignment.has_value());
  EXPECT_TRUE(SeenBy(of_b, "x").work.assignment.has_value());
  const ThreadChange change = History("nurse-2").at(1);
  EXPECT_EQ(std::get<Released>(change.kind).why, Released::Why::kLeftTeam);
  EXPECT_EQ(change.person, PersonOf("nurse-1"));
  EXPECT_EQ(change.note, "");
  EXPECT_EQ(EventsOf("a").back(), "l - 0 nurse-1");
  EXPECT_THAT(EventsOf("a"), ::testing::Contains("w patient-1/t1 2 nurse-1"));
  EXPECT_TRUE(Claim("nurse-2").ok());
}

TEST_F(WorkFunctions, AClaimThatHasEndedIsNotLostOnceMoreByLeaving) {
  ASSERT_TRUE(Claim("nurse-1").ok());
  ASSERT_TRUE(Release("nurse-1").ok());
  ASSERT_TRUE(Claim("nurse-2").ok());
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-1", true, now())).ok());
  EXPECT_EQ(SeenBy(thread_, "x").work.assignment->person.id, "nurse-2");
}

// ---- resolve, reopen --------------------------------------------------------------------------------------------

TEST_F(WorkFunctions, AResolvedThreadIsNobodysRoutineWaitsForNothingAndSaysWhatWasDone) {
  ASSERT_TRUE(Claim("nurse-1").ok());
  ASSERT_TRUE(SetUrgency("nurse-1", Urgency::kUrgent, Now().waiting_since, now()).ok());
  EXPECT_EQ(Resolve("nurse-1").value(), 3);
  const Work work = Now();
  EXPECT_EQ(work.state, ThreadState::kResolved);
  EXPECT_EQ(work.urgency, Urgency::kRoutine);
  EXPECT_FALSE(work.assignment.has_value());
  EXPECT_EQ(work.waiting_since, std::nullopt);
  EXPECT_EQ(work.due, std::nullopt);
  EXPECT_EQ(work.resolution->action, ResolutionAction::kNoneNeeded);
  EXPECT_EQ(work.resolution->note, "why");
  EXPECT_EQ(work.resolution->person, PersonOf("nurse-1"));
  EXPECT_EQ(work.resolution->time, now());
  EXPECT_EQ(std::get<Resolved>(History().at(2).kind).action, ResolutionAction::kNoneNeeded);
  EXPECT_THAT(ExpectNothingWritten([&] { return Resolve("nurse-2"); }), IsResolved());
}

TEST_F(WorkFunctions, AResolvedClaimIsNotLostOnceMoreByLeaving) {
  ASSERT_TRUE(Claim("nurse-1").ok());
  ASSERT_TRUE(Resolve("nurse-1").ok());
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-1", true, now())).ok());
  EXPECT_THAT(History("nurse-2"), SizeIs(2));
}

TEST_F(WorkFunctions, AResolvedThreadIsOpenedAgain) {
  EXPECT_THAT(ExpectNothingWritten([&] { return Reopen("nurse-1"); }),
              FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  ASSERT_TRUE(Resolve("nurse-1").ok());
  EXPECT_EQ(Reopen("nurse-2").value(), 2);
  EXPECT_EQ(Now().state, ThreadState::kOpen);
  EXPECT_FALSE(Now().resolution.has_value());
  EXPECT_EQ(std::get<Reopened>(History().at(1).kind).by_message, 0);
  EXPECT_TRUE(Claim("nurse-1").ok());
}

// ---- set_urgency ------------------------------------------------------------------------------------------------

TEST_F(WorkFunctions, UrgencyChangesWithTheDueTimeOfWhatWaits) {
  const absl::Time waiting = *Now().waiting_since;
  EXPECT_EQ(SetUrgency("nurse-1", Urgency::kUrgent, waiting, DueFrom(waiting).urgent).value(), 1);
  EXPECT_EQ(Now().urgency, Urgency::kUrgent);
  EXPECT_EQ(Now().due, DueFrom(waiting).urgent);
  EXPECT_EQ(std::get<Reprioritized>(History().at(0).kind).urgency, Urgency::kUrgent);
  EXPECT_EQ(SetUrgency("nurse-1", Urgency::kUrgent, waiting, DueFrom(waiting).urgent).value(), 0) << "it is so already";
  EXPECT_EQ(SetUrgency("nurse-1", Urgency::kRoutine, waiting, DueFrom(waiting).routine).value(), 2);
  EXPECT_EQ(Now().urgency, Urgency::kRoutine);
  EXPECT_EQ(Now().due, DueFrom(waiting).routine);
}

TEST_F(WorkFunctions, UrgencyOfAThreadThatWaitsForNothingHasNoDueTime) {
  Send(thread_, "nurse-1");
  ASSERT_TRUE(SetUrgency("nurse-1", Urgency::kUrgent, {}, {}).ok());
  EXPECT_EQ(Now().due, std::nullopt);
}

TEST_F(WorkFunctions, UrgencyIsRefusedWhenTheThreadWaitsSinceAnotherTimeThanWasReadAndNothingIsWritten) {
  const absl::Time waiting = *Now().waiting_since;
  EXPECT_THAT(ExpectNothingWritten([&] { return SetUrgency("nurse-1", Urgency::kUrgent, {}, {}); }), IsStale());
  Send(thread_, "nurse-1");
  EXPECT_THAT(ExpectNothingWritten([&] { return SetUrgency("nurse-1", Urgency::kUrgent, waiting, now()); }), IsStale());
  ASSERT_TRUE(Resolve("nurse-1").ok());
  EXPECT_THAT(ExpectNothingWritten([&] { return SetUrgency("nurse-1", Urgency::kUrgent, {}, {}); }), IsResolved());
}

// ---- changes ----------------------------------------------------------------------------------------------------

TEST_F(WorkFunctions, ChangesAreListedFromANumberOnAndNoMoreThanAsked) {
  ASSERT_TRUE(Claim("nurse-1").ok());
  ASSERT_TRUE(Release("nurse-1").ok());
  ASSERT_TRUE(Claim("nurse-2").ok());
  const auto page = RunTask(work_.Changes(Reading(), thread_, "nurse-1", 1, 1)).value();
  ASSERT_THAT(page, SizeIs(1));
  EXPECT_EQ(page[0].number, 2);
  EXPECT_THAT(RunTask(work_.Changes(Reading(), thread_, "nurse-1", 3, 9)).value(), IsEmpty());
}

}  // namespace
}  // namespace careloop::messaging
