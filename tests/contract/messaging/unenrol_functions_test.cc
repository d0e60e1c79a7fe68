#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

auto IsAbsent() { return FailsWith(absl::StatusCode::kNotFound, reason::kNotFound); }

// Team a with nurse-1 and patient-1, who have the thread t1; team b too has enrolled the patient.
class UnenrolFunctions : public StoreTest {
 protected:
  void SetUp() override {
    SetUpTeamA();
    AddTeam("b");
    Join("b", "nurse-1");
    Enrol("b", "patient-1");
    thread_ = StartThread("t1");
    of_b_ = StartThread("t2", "b");
  }

  absl::Status Unenrol(const std::string& team = "a", const std::string& patient = "patient-1",
                       bool leave_unanswered = true) {
    return RunTask(teams_.Unenrol(Changing(), team, patient, leave_unanswered, now()));
  }
  WorkStore::Step StepOn(const ThreadRef& thread) {
    return {.thread = thread,
            .seen = {},
            .change = {.person = {"nurse-1", Role::kClinician, "Demo", "Nurse"}, .time = now()}};
  }
  Call Nurse() { return Changing(Role::kClinician, "nurse-1"); }
  std::vector<std::string> Inbox(const std::string& team) {
    std::vector<std::string> ids;
    const InboxRows all = RunTask(inbox_.Threads("", 100)).value();
    for (const InboxRow& row : all.rows) {
      if (row.thread.enrolled && row.thread.care_team == team) ids.push_back(row.thread.ref.thread);
    }
    return ids;
  }

  ThreadRef thread_;
  ThreadRef of_b_;
};

TEST_F(UnenrolFunctions, TheTeamSeesAndDoesNothingOfThePatientAnyMore) {
  ASSERT_TRUE(Unenrol().ok());
  EXPECT_THAT(RunTask(threads_.Get(Nurse(), thread_, "nurse-1")), IsAbsent());
  EXPECT_THAT(RunTask(threads_.Messages(Nurse(), {.thread = thread_})), IsAbsent());
  EXPECT_THAT(RunTask(threads_.Append(Nurse(), thread_, MessageFrom("nurse-1", "x"), {})), IsAbsent());
  EXPECT_THAT(RunTask(threads_.Mark(Nurse(), thread_, PersonOf("nurse-1"), 1, now())), IsAbsent());
  EXPECT_THAT(RunTask(work_.Claim(Nurse(), StepOn(thread_))), IsAbsent());
  EXPECT_THAT(RunTask(work_.Changes(Nurse(), thread_, "nurse-1", 0, 10)), IsAbsent());
  EXPECT_FALSE(RunTask(work_.ReadChange(Nurse(), thread_, "nurse-1", 0)).value().thread.has_value());
  EXPECT_THAT(Inbox("a"), IsEmpty());
  EXPECT_THAT(RunTask(teams_.TeamsOfPatient(Reading(), "patient-1")).value(), ElementsAre("b"));
  EXPECT_THAT(RunTask(teams_.EnrolmentOf(Reading(), "a", "patient-1")), IsAbsent());
}

TEST_F(UnenrolFunctions, WithAnotherTeamNothingChanges) {
  ASSERT_TRUE(RunTask(work_.Claim(Nurse(), StepOn(of_b_))).ok());
  ASSERT_TRUE(Unenrol().ok());
  EXPECT_TRUE(RunTask(threads_.Get(Nurse(), of_b_, "nurse-1")).ok());
  EXPECT_TRUE(SeenBy(of_b_, "nurse-1").work.assignment.has_value());
  EXPECT_THAT(Inbox("b"), ElementsAre("t2"));
  EXPECT_EQ(Raw({"ZCARD", StrCat(kTag, ":timers")}).integer(), 1);
}

TEST_F(UnenrolFunctions, ThePatientKeepsTheThreadsUnderTheirNameAndCannotWriteInThem) {
  ASSERT_TRUE(Unenrol().ok());
  const Thread thread = SeenBy(thread_, "patient-1");
  EXPECT_FALSE(thread.enrolled);
  EXPECT_EQ(thread.patient_display_name, "Demo patient-1");
  EXPECT_TRUE(SeenBy(of_b_, "patient-1").enrolled);
  EXPECT_THAT(RunTask(threads_.Append(Changing(Role::kPatient, "patient-1"), thread_, MessageFrom("patient-1", "x"),
                                      Received())),
              FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  const auto own = RunTask(threads_.List(Reading(), {.patient = "patient-1"})).value();
  EXPECT_THAT(own.threads, SizeIs(2));
}

TEST_F(UnenrolFunctions, WhileThreadsWaitOrAreUrgentItIsRefusedUnlessTheyMayBeLeftAndNothingIsWritten) {
  const ThreadRef urgent = StartThread("urgent");
  const ThreadRef answered = StartThread("answered");
  Send(urgent, "nurse-1");
  Send(answered, "nurse-1");
  WorkStore::Step step = StepOn(urgent);
  step.change.kind = Reprioritized{Urgency::kUrgent};
  ASSERT_TRUE(RunTask(work_.SetUrgency(Nurse(), step, {}, {})).ok());
  const auto refusal = [&] {
    const auto before = Everything();
    const absl::Status status = Unenrol("a", "patient-1", false);
    if (!status.ok()) EXPECT_EQ(Everything(), before);
    return status;
  };
  EXPECT_THAT(refusal(), FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_THAT(std::string(refusal().message()), ::testing::EndsWith(": 2")) << "; one waits, one is urgent";
  Send(thread_, "nurse-1");
  EXPECT_THAT(std::string(refusal().message()), ::testing::EndsWith(": 1"));
  ASSERT_TRUE(RunTask(work_.Resolve(Nurse(), StepOn(urgent))).ok());
  EXPECT_TRUE(refusal().ok()) << "what waits with another team does not matter";
}

TEST_F(UnenrolFunctions, ClaimsAndTimersOfTheThreadsEnd) {
  ASSERT_TRUE(RunTask(work_.Claim(Nurse(), StepOn(thread_))).ok());
  ASSERT_TRUE(Unenrol().ok());
  EXPECT_FALSE(SeenBy(thread_, "patient-1").work.assignment.has_value());
  EXPECT_EQ(Raw({"SCARD", StrCat(kTag, ":person:nurse-1:claims")}).integer(), 0);
  EXPECT_EQ(Raw({"ZSCORE", StrCat(kTag, ":timers"), StrCat(NameOf("patient-1"), "/t1")}).is_nil(), true);
  Enrol("a", "patient-1");
  EXPECT_EQ(SeenBy(thread_, "nurse-1").work.version, 2);
  const auto changes = RunTask(work_.Changes(Nurse(), thread_, "nurse-1", 0, 10)).value();
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[1].person.id, "nurse-1");
  EXPECT_EQ(std::get<Released>(changes[1].kind).why, Released::Why::kPatientUnenrolled);
}

TEST_F(UnenrolFunctions, WhoIsBackIsToldOfTheirThreadsAndNotThatTheyAreGone) {
  const Place start = RunTask(events_.Read({.teams = {"a"}})).value().place;
  ASSERT_TRUE(Unenrol().ok());
  Enrol("a", "patient-1");
  const LogPage page = RunTask(events_.Read({.after = start, .teams = {"a"}})).value();
  const auto events = RunTask(events_.Details(page.entries)).value();
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[0].of_team, nullptr) << "a gap";
  EXPECT_EQ(events[0].of_patient, nullptr);
  EXPECT_EQ(std::get<ThreadChanged>(events[1].of_team->what).thread.ref.thread, "t1");
}

TEST_F(UnenrolFunctions, ToEnrolAgainBringsTheThreadsBackAndTheirTimers) {
  ASSERT_TRUE(Unenrol().ok());
  Enrol("a", "patient-1");
  EXPECT_TRUE(RunTask(threads_.Get(Nurse(), thread_, "nurse-1")).ok());
  EXPECT_TRUE(SeenBy(thread_, "nurse-1").enrolled);
  EXPECT_THAT(Inbox("a"), ElementsAre("t1"));
  EXPECT_EQ(Raw({"ZCARD", StrCat(kTag, ":timers")}).integer(), 2);
}

TEST_F(UnenrolFunctions, WhatTheTeamIsStillToBeToldOfThePatientSaysOnlyThatTheyAreGone) {
  const Place start = RunTask(events_.Read({.teams = {"a"}})).value().place;
  Send(thread_, "patient-1", "for the team");
  ASSERT_TRUE(Unenrol().ok());
  const LogPage page = RunTask(events_.Read({.after = start, .teams = {"a"}})).value();
  const auto events = RunTask(events_.Details(page.entries)).value();
  ASSERT_THAT(events, SizeIs(2));
  for (const EventViews& event : events) {
    ASSERT_TRUE(std::holds_alternative<EnrolmentEnded>(event.of_team->what));
    EXPECT_EQ(std::get<EnrolmentEnded>(event.of_team->what).team, "a");
    EXPECT_EQ(event.of_team->thread.patient, "patient-1");
  }
  EXPECT_EQ(std::get<MessageSent>(events[0].of_patient->what).message.text, "for the team");
  EXPECT_TRUE(std::holds_alternative<EnrolmentEnded>(events[1].of_patient->what));
}

// What happens when a team loses its last member is the same for all of its patients.
class LastMember : public UnenrolFunctions {
 protected:
  absl::Status Leave(const std::string& person, bool leave_unanswered = false) {
    return RunTask(teams_.RemoveMember(Changing(), "a", person, leave_unanswered, now()));
  }
  // The end of the refusal, after which nothing is written.
  std::string LeftBy(const std::string& person) {
    const auto before = Everything();
    const absl::Status status = Leave(person);
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
    EXPECT_EQ(Everything(), before);
    const std::string message(status.message());
    return message.substr(message.rfind(':'));
  }
};

TEST_F(LastMember, StaysWhileThreadsOfAnyPatientWaitOrAreUrgent) {
  Enrol("a", "patient-2");
  const ThreadRef of_another = StartThread("t3", "a", "patient-2");
  const ThreadRef urgent = StartThread("urgent");
  Send(urgent, "nurse-1");
  WorkStore::Step step = StepOn(urgent);
  step.change.kind = Reprioritized{Urgency::kUrgent};
  ASSERT_TRUE(RunTask(work_.SetUrgency(Nurse(), step, {}, {})).ok());
  EXPECT_EQ(LeftBy("nurse-1"), ": 3") << "what waits with another team does not matter";
  Send(of_another, "nurse-1");
  EXPECT_EQ(LeftBy("nurse-1"), ": 2");
  Send(thread_, "nurse-1");
  EXPECT_EQ(LeftBy("nurse-1"), ": 1");
  ASSERT_TRUE(RunTask(work_.Resolve(Nurse(), StepOn(urgent))).ok());
  EXPECT_TRUE(Leave("nurse-1").ok());
}

TEST_F(LastMember, IsWhoNobodyElseIsLeftWith) {
  Join("a", "nurse-2");
  EXPECT_TRUE(Leave("nurse-1").ok());
  EXPECT_THAT(Leave("nurse-1"), IsAbsent());
  EXPECT_EQ(LeftBy("nurse-2"), ": 1");
  EXPECT_TRUE(Leave("nurse-2", true).ok());
  EXPECT_TRUE(SeenBy(thread_, "patient-1").work.waiting_since.has_value());
}

TEST_F(LastMember, LeavesWhatIsOfPatientsWhoAreNotWithTheTeamAnyMore) {
  ASSERT_TRUE(Unenrol().ok());
  EXPECT_TRUE(Leave("nurse-1").ok());
}

TEST_F(UnenrolFunctions, OfWhoIsNotEnrolledIsRefusedAndNothingIsWritten) {
  const auto before = Everything();
  EXPECT_THAT(Unenrol("absent"), IsAbsent());
  EXPECT_THAT(Unenrol("a", "patient-9"), IsAbsent());
  EXPECT_EQ(Everything(), before);
}

TEST_F(UnenrolFunctions, AllTeamsAreListed) {
  EXPECT_THAT(RunTask(teams_.AllTeams(Reading())).value(), UnorderedElementsAre("a", "b"));
}

}  // namespace
}  // namespace careloop::messaging
