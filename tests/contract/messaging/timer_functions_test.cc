#include <thread>

#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

// Team a with nurse-1 and nurse-2; patient-1's thread waits since a moment ago, routine: due in 48 hours.
class TimerFunctions : public StoreTest {
 protected:
  void SetUp() override {
    SetUpTeamA();
    Join("a", "nurse-2");
    thread_ = StartThread("t1");
  }

  int RunTimers(int most = 100) {
    return RunTask(work_.RunTimers(now(), most, DeadlineAfter(absl::Seconds(20)))).value();
  }
  WorkStore::Step StepOf(decltype(ThreadChange::kind) kind, const std::string& person = "nurse-1") {
    return {.thread = thread_,
            .seen = {},
            .change = {.person = {person, Role::kClinician, "Demo", "Nurse"}, .time = now(), .kind = std::move(kind)}};
  }
  void MakeUrgent() {
    const absl::Time waiting = *Now().waiting_since;
    ASSERT_TRUE(RunTask(work_.SetUrgency(Changing(Role::kClinician, "nurse-1"), StepOf(Reprioritized{Urgency::kUrgent}),
                                         waiting, DueFrom(waiting).urgent))
                    .ok());
  }
  void SetSecondRecipient(const std::string& person) {
    TeamSettings settings;
    settings.second_recipient = person;
    settings.escalation_interval = absl::Minutes(5);
    ASSERT_TRUE(RunTask(teams_.SetSettings(Changing(), "a", settings, {})).ok());
  }
  void AllLeave() {
    const auto members = Raw({"HKEYS", StrCat(kTag, ":team:a:members")}).array();
    for (const auto& member : members) {
      ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", member.text(), true, now())).ok());
    }
  }
  Work Now() { return SeenBy(thread_, "nurse-1").work; }
  std::vector<ThreadChange> History() { return RunTask(work_.Changes(Reading(), thread_, "nurse-1", 0, 100)).value(); }
  std::vector<std::string> ChangesTold() {
    std::vector<std::string> told;
    for (const std::string& text : LogTexts()) {
      if (text.starts_with("a w ")) told.push_back(text);
    }
    return told;
  }
  static int64_t TimersLeft() { return Raw({"ZCARD", StrCat(kTag, ":timers")}).integer(); }

  ThreadRef thread_;
};

TEST_F(TimerFunctions, AThreadThatIsNotDueIsLeftAlone) {
  clock().Advance(absl::Hours(48) - absl::Milliseconds(1));
  const auto before = Everything();
  EXPECT_EQ(RunTimers(), 0);
  EXPECT_EQ(Everything(), before);
}

TEST_F(TimerFunctions, ALateRoutineThreadIsFlaggedAndToldOnce) {
  clock().Advance(absl::Hours(48));
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_TRUE(Now().overdue);
  EXPECT_THAT(ChangesTold(), ElementsAre("a w patient-1/t1 0 -"));
  clock().Advance(absl::Hours(48));
  EXPECT_EQ(RunTimers(), 0);
  EXPECT_THAT(ChangesTold(), SizeIs(1));
  EXPECT_THAT(History(), IsEmpty());
  EXPECT_EQ(TimersLeft(), 0);
}

TEST_F(TimerFunctions, OfTwoInstancesThatRunTheTimersAtOnceOneTellsOfAThread) {
  for (int i = 2; i <= 40; ++i) StartThread(StrCat("t", i));
  clock().Advance(absl::Hours(48));
  int run[2] = {0, 0};
  std::vector<std::thread> instances;
  const absl::Time at = now();
  for (int& count : run) {
    instances.emplace_back([&] {
      for (int i = 0; i < 40; ++i) count += RunTask(work_.RunTimers(at, 1, DeadlineAfter(absl::Seconds(20)))).value();
    });
  }
  for (std::thread& instance : instances) instance.join();
  EXPECT_EQ(run[0] + run[1], 40);
  EXPECT_THAT(ChangesTold(), SizeIs(40));
}

TEST_F(TimerFunctions, NoMoreAreRunThanAsked) {
  StartThread("t2");
  clock().Advance(absl::Hours(48));
  EXPECT_EQ(RunTimers(1), 1);
  EXPECT_EQ(TimersLeft(), 1);
}

TEST_F(TimerFunctions, AnAnswerInTimeEndsTheWaitAndNothingIsTold) {
  Send(thread_, "nurse-1");
  EXPECT_EQ(TimersLeft(), 0);
  clock().Advance(absl::Hours(48));
  EXPECT_EQ(RunTimers(), 0);
}

TEST_F(TimerFunctions, AnAnswerTakesTheFlagAwayAndTheNextMessageWaitsAnew) {
  clock().Advance(absl::Hours(48));
  RunTimers();
  Send(thread_, "nurse-1");
  EXPECT_FALSE(Now().overdue);
  Send(thread_, "patient-1");
  EXPECT_FALSE(Now().overdue);
  EXPECT_EQ(TimersLeft(), 1);
  EXPECT_EQ(RunTimers(), 0);
}

TEST_F(TimerFunctions, AResolutionEndsTheWaitToo) {
  ASSERT_TRUE(RunTask(work_.Resolve(Changing(Role::kClinician, "nurse-1"), StepOf(Resolved()))).ok());
  EXPECT_EQ(TimersLeft(), 0);
}

TEST_F(TimerFunctions, AnUrgentThreadGoesToTheSecondRecipientAgainAndAgainUntilSomebodyClaimsIt) {
  SetSecondRecipient("nurse-2");
  MakeUrgent();
  clock().Advance(absl::Hours(1));
  EXPECT_EQ(RunTimers(), 1) << "it is late";
  EXPECT_TRUE(Now().overdue);
  EXPECT_FALSE(Now().escalation.has_value());
  EXPECT_EQ(RunTimers(), 0);
  for (int count = 1; count <= 3; ++count) {
    clock().Advance(absl::Minutes(5));
    EXPECT_EQ(RunTimers(), 1);
    EXPECT_EQ(Now().escalation->count, count);
    EXPECT_EQ(Now().escalation->person, "nurse-2");
    EXPECT_EQ(Now().escalation->last, now());
    EXPECT_EQ(std::get<Escalated>(History().back().kind).count, count);
    EXPECT_EQ(std::get<Escalated>(History().back().kind).person, "nurse-2");
    EXPECT_EQ(History().back().person.id, "");
  }
  EXPECT_EQ(ChangesTold().back(), "a w patient-1/t1 4 nurse-2");
  ASSERT_TRUE(RunTask(work_.Claim(Changing(Role::kClinician, "nurse-2"), StepOf(Claimed(), "nurse-2"))).ok());
  clock().Advance(absl::Minutes(5));
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_EQ(Now().escalation->count, 3);
  EXPECT_EQ(TimersLeft(), 0);
}

TEST_F(TimerFunctions, AnUrgentThreadThatIsGivenBackUnansweredGoesOnAtOnce) {
  SetSecondRecipient("nurse-2");
  MakeUrgent();
  ASSERT_TRUE(RunTask(work_.Claim(Changing(Role::kClinician, "nurse-1"), StepOf(Claimed()))).ok());
  clock().Advance(absl::Hours(1));
  RunTimers();
  EXPECT_TRUE(Now().overdue) << "who has claimed it is told too";
  EXPECT_EQ(TimersLeft(), 0);
  ASSERT_TRUE(RunTask(work_.Release(Changing(Role::kClinician, "nurse-1"), StepOf(Released()))).ok());
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_EQ(Now().escalation->count, 1);
}

TEST_F(TimerFunctions, AnUrgentThreadOfAMemberWhoLeavesGoesOnAtOnce) {
  MakeUrgent();
  ASSERT_TRUE(RunTask(work_.Claim(Changing(Role::kClinician, "nurse-1"), StepOf(Claimed()))).ok());
  clock().Advance(absl::Hours(1));
  RunTimers();
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-1", true, now())).ok());
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_EQ(Now().escalation->count, 1);
}

TEST_F(TimerFunctions, ALateUrgentThreadThatIsReroutedGoesOnThereAtOnce) {
  AddTeam("b");
  Join("b", "nurse-3");
  Enrol("b", "patient-1");
  MakeUrgent();
  ASSERT_TRUE(RunTask(work_.Claim(Changing(Role::kClinician, "nurse-1"), StepOf(Claimed()))).ok());
  clock().Advance(absl::Hours(1));
  RunTimers();
  ASSERT_TRUE(RunTask(work_.Reroute(Changing(Role::kClinician, "nurse-1"), StepOf(Rerouted{"", "b"}))).ok());
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_EQ(Now().escalation->count, 1);
}

TEST_F(TimerFunctions, WithoutASecondRecipientOnTheTeamAnUrgentThreadGoesToTheWholeTeam) {
  SetSecondRecipient("nurse-2");
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-2", true, now())).ok());
  MakeUrgent();
  clock().Advance(absl::Hours(1));
  RunTimers();
  clock().Advance(absl::Minutes(5));
  RunTimers();
  EXPECT_EQ(Now().escalation->person, "");
  EXPECT_EQ(std::get<Escalated>(History().back().kind).person, "");
}

TEST_F(TimerFunctions, AThreadOfATeamThatNobodyIsOnGoesOnAtOnceWhenSomebodyIs) {
  MakeUrgent();
  AllLeave();
  clock().Advance(absl::Hours(1));
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_FALSE(Now().overdue) << "nobody was told";
  EXPECT_EQ(RunTimers(), 0);
  Join("a", "nurse-3");
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_TRUE(Now().overdue);
  EXPECT_EQ(RunTimers(), 0);
  Join("a", "nurse-4");
  EXPECT_EQ(RunTimers(), 0) << "it was told";
}

TEST_F(TimerFunctions, WhileNobodyIsOnATeamItsThreadsWaitForItsOwnInterval) {
  SetSecondRecipient("nurse-2");
  MakeUrgent();
  AllLeave();
  clock().Advance(absl::Hours(1));
  EXPECT_EQ(RunTimers(), 1);
  clock().Advance(absl::Minutes(5) - absl::Milliseconds(1));
  EXPECT_EQ(RunTimers(), 0);
  clock().Advance(absl::Milliseconds(1));
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_FALSE(Now().overdue);
}

TEST_F(TimerFunctions, WhenTheLastMemberIsExchangedWhatWentOnGoesOnToWhoComes) {
  MakeUrgent();
  clock().Advance(absl::Hours(1));
  RunTimers();
  AllLeave();
  clock().Advance(absl::Minutes(15));
  RunTimers();
  EXPECT_FALSE(Now().escalation.has_value());
  Join("a", "nurse-3");
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_EQ(Now().escalation->count, 1);
}

TEST_F(TimerFunctions, WhatHasNoTimerAnyMoreWhenSomebodyJoinsHasNone) {
  MakeUrgent();
  AllLeave();
  clock().Advance(absl::Hours(1));
  RunTimers();
  ASSERT_TRUE(RunTask(teams_.Unenrol(Changing(), "a", "patient-1", true, now())).ok());
  Join("a", "nurse-3");
  EXPECT_EQ(TimersLeft(), 0);
}

TEST_F(TimerFunctions, ATeamWithoutSettingsHasTheUsualInterval) {
  MakeUrgent();
  clock().Advance(absl::Hours(1));
  RunTimers();
  clock().Advance(TeamSettings().escalation_interval - absl::Milliseconds(1));
  EXPECT_EQ(RunTimers(), 0);
  clock().Advance(absl::Milliseconds(1));
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_EQ(Now().escalation->person, "");
}

TEST_F(TimerFunctions, AThreadThatIsMadeUrgentLateIsToldOfAnew) {
  clock().Advance(absl::Hours(48));
  RunTimers();
  MakeUrgent();
  EXPECT_FALSE(Now().overdue);
  EXPECT_EQ(RunTimers(), 1);
  EXPECT_TRUE(Now().overdue);
  EXPECT_EQ(TimersLeft(), 1);
}

}  // namespace
}  // namespace careloop::messaging
