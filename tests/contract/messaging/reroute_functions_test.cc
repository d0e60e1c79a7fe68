#include "tests/contract/messaging/work_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using testing::RunTask;
using ::testing::SizeIs;

class RerouteFunctions : public WorkFunctions {};

TEST_F(RerouteFunctions, ARerouteMovesTheThreadWithEverythingInItAndItIsNobodysThere) {
  ASSERT_TRUE(Claim("nurse-1").ok());
  const Work before = Now();
  EXPECT_EQ(Reroute("nurse-1", "b").value(), 2);
  const Thread thread = SeenBy(thread_, "nurse-3");
  EXPECT_EQ(thread.care_team, "b");
  EXPECT_EQ(thread.last_number, 1);
  EXPECT_EQ(thread.last_time, now() - absl::Minutes(1));
  EXPECT_FALSE(thread.work.assignment.has_value());
  EXPECT_EQ(thread.work.waiting_since, before.waiting_since);
  EXPECT_EQ(thread.work.due, before.due);
  EXPECT_EQ(RunTask(threads_.TeamOf(Reading(), thread_)).value(), "b");
  const auto with = [&](const std::string& team) {
    return RunTask(threads_.List(Reading(), {.patient = "patient-1", .team = team})).value().threads;
  };
  EXPECT_THAT(with("a"), IsEmpty());
  EXPECT_THAT(with("b"), SizeIs(1));
}

TEST_F(RerouteFunctions, ARerouteIsInTheHistoryThatTheNewTeamReads) {
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  const ThreadChange change = History("nurse-3").at(0);
  EXPECT_EQ(std::get<Rerouted>(change.kind).from_team, "a");
  EXPECT_EQ(std::get<Rerouted>(change.kind).to_team, "b");
  EXPECT_EQ(change.note, "why");
  EXPECT_THAT(RunTask(work_.Changes(Reading(), thread_, "nurse-1", 0, 10)), IsAbsent());
}

TEST_F(RerouteFunctions, ARerouteIsToldToBothTeamsAndTheOldOneIsToldNothingAfterwards) {
  ASSERT_TRUE(Claim("nurse-1").ok());
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  Send(thread_, "nurse-3", "for b alone");
  EXPECT_EQ(EventsOf("a").back(), "x patient-1/t1 1 b");
  EXPECT_THAT(EventsOf("b"), IsSupersetOf({std::string("w patient-1/t1 2 nurse-1"),
                                           StrCat("m patient-1/t1 2 nurse-3 ", absl::ToUnixMillis(now()), " s")}));
}

TEST_F(RerouteFunctions, WhatTheOldTeamIsStillToBeToldOfTheThreadSaysOnlyWhereItWent) {
  const Place start = RunTask(events_.Read({.teams = {"a"}})).value().place;
  ASSERT_TRUE(Claim("nurse-1").ok());
  Send(thread_, "patient-1", "to a");
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  const LogPage page = RunTask(events_.Read({.after = start, .teams = {"a"}})).value();
  const auto events = RunTask(events_.Details(page.entries)).value();
  ASSERT_THAT(events, SizeIs(3));
  EXPECT_EQ(std::get<ThreadRerouted>(events[0].of_team->what).to_team, "b") << "instead of the claim";
  EXPECT_EQ(std::get<ThreadRerouted>(events[1].of_team->what).to_team, "b") << "instead of the message";
  EXPECT_EQ(std::get<ThreadRerouted>(events[2].of_team->what).to_team, "b");
  EXPECT_TRUE(std::holds_alternative<ThreadChanged>(events[0].of_patient->what)) << "the patient is told everything";
  EXPECT_EQ(std::get<MessageSent>(events[1].of_patient->what).message.text, "to a");
}

TEST_F(RerouteFunctions, TheOldTeamReadsNothingOfTheThreadAndWritesNothingInIt) {
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  const Call nurse = testing::CallOf(Role::kClinician, "nurse-1");
  EXPECT_THAT(RunTask(threads_.Get(nurse, thread_, "nurse-1")), IsAbsent());
  EXPECT_THAT(RunTask(threads_.Messages(nurse, {.thread = thread_})), IsAbsent());
  EXPECT_THAT(RunTask(threads_.Append(By("nurse-1"), thread_, MessageFrom("nurse-1", "x"), Received())), IsAbsent());
  EXPECT_THAT(RunTask(threads_.Mark(By("nurse-1"), thread_, PersonOf("nurse-1"), 1, now())), IsAbsent());
  EXPECT_TRUE(RunTask(threads_.Get(testing::CallOf(Role::kClinician, "nurse-3"), thread_, "nurse-3")).ok());
}

TEST_F(RerouteFunctions, WhatThePatientWritesIsForTheTeamThatHasTheThreadAlsoWhileItWaits) {
  Send(thread_, "patient-1", "to a");
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  const Call patient = Changing(Role::kPatient, "patient-1");
  EXPECT_THAT(RunTask(threads_.Append(patient, thread_, MessageFrom("patient-1", "x"), Received())),
              FailsWith(absl::StatusCode::kAborted, reason::kVersionConflict))
      << "it was received for a";
}

TEST_F(RerouteFunctions, TheNewTeamAnswersAutomaticallyAlsoWhereTheOldOneHas) {
  const auto write = [&](const std::string& team) {
    Reception reception = Received(team);
    Message reply{.sender = {kAutomaticSender, Role::kService, team, ""}, .sent = now(), .text = "Call 112."};
    reception.closed = Reception::Closed{now(), std::move(reply)};
    const Call patient = Changing(Role::kPatient, "patient-1");
    ASSERT_TRUE(RunTask(threads_.Append(patient, thread_, MessageFrom("patient-1", "x"), std::move(reception))).ok());
  };
  write("a");
  ASSERT_EQ(SeenBy(thread_, "nurse-1").last_number, 3);
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  write("b");
  EXPECT_EQ(SeenBy(thread_, "nurse-3").last_number, 5);
}

TEST_F(RerouteFunctions, AChangeIsAnsweredToWhoMadeItAlsoWhenTheySeeTheThreadNoMore) {
  ASSERT_TRUE(Reroute("nurse-1", "b").ok());
  const auto changed = RunTask(work_.ReadChange(Reading(), thread_, "nurse-1", 1)).value();
  EXPECT_EQ(changed.change->number, 1);
  EXPECT_FALSE(changed.thread.has_value());
  EXPECT_TRUE(RunTask(work_.ReadChange(Reading(), thread_, "nurse-3", 1)).value().thread.has_value());
}

TEST_F(RerouteFunctions, ARerouteToATeamThatDoesNotKnowThePatientOrHasTheThreadIsRefusedAndNothingIsWritten) {
  AddTeam("c");
  for (const char* to : {"a", "c", "absent"}) {
    EXPECT_THAT(ExpectNothingWritten([&] { return Reroute("nurse-1", to); }),
                FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField))
        << to;
  }
  Enrol("c", "patient-1");
  EXPECT_THAT(ExpectNothingWritten([&] { return Reroute("nurse-1", "c"); }),
              FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState))
      << "nobody is on it";
  ASSERT_TRUE(Resolve("nurse-1").ok());
  EXPECT_THAT(ExpectNothingWritten([&] { return Reroute("nurse-1", "b"); }), IsResolved());
}

}  // namespace
}  // namespace careloop::messaging
