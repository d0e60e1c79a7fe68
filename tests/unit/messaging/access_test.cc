#include "services/messaging/domain/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_messaging_stores.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::messaging {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;

// Teams a and b. The patient of both has a thread with each; nurse-a is on a, nurse-b on b.
class AccessTest : public ::testing::Test {
 protected:
  AccessTest() {
    teams_.Join("a", "nurse-a", "Oncology nurse");
    teams_.Join("b", "nurse-b");
    for (const char* team : {"a", "b"}) teams_.Enrol(team, "patient-1");
    teams_.Enrol("b", "patient-2");
    threads_.AddThread("patient-1", "with-a", "a");
    threads_.AddThread("patient-1", "with-b", "b");
    threads_.AddThread("patient-2", "of-2", "b");
  }

  absl::StatusOr<Access::ToThread> Thread(Role role, const std::string& subject, const ThreadRef& thread) {
    return RunTask(access_.Thread(CallOf(role, subject), thread));
  }
  absl::StatusOr<std::vector<std::string>> Patient(Role role, const std::string& subject, const std::string& patient) {
    return RunTask(access_.Patient(CallOf(role, subject), patient));
  }

  testing::FakeClock clock_;
  testing::FakeCareTeamStore teams_;
  testing::FakeThreadStore threads_;
  Access access_{teams_, threads_, clock_};
};

struct Case {
  const char* name;
  Role role;
  const char* subject;
  ThreadRef thread;
  bool allowed;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class AccessToThread : public AccessTest, public ::testing::WithParamInterface<Case> {};

TEST_P(AccessToThread, FollowsFromRoleAndRelationship) {
  const Case& c = GetParam();
  const auto access = Thread(c.role, c.subject, c.thread);
  EXPECT_EQ(access.ok(), c.allowed) << access.status();
  if (!c.allowed) {
    EXPECT_EQ(access.status(), NotFound("thread")) << "the same as absent";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, AccessToThread,
    ::testing::Values(
        Case{"PatientOwn", Role::kPatient, "patient-1", {"patient-1", "with-a"}, true},
        Case{"PatientOwnWithTheOtherTeam", Role::kPatient, "patient-1", {"patient-1", "with-b"}, true},
        Case{"PatientAnothers", Role::kPatient, "patient-1", {"patient-2", "of-2"}, false},
        Case{"PatientAnothersUnderTheirOwnName", Role::kPatient, "patient-1", {"patient-1", "of-2"}, false},
        Case{"PatientAbsent", Role::kPatient, "patient-1", {"patient-1", "absent"}, false},
        Case{"ClinicianOfTheTeam", Role::kClinician, "nurse-a", {"patient-1", "with-a"}, true},
        Case{"ClinicianOfAnotherTeamOfThePatient", Role::kClinician, "nurse-a", {"patient-1", "with-b"}, false},
        Case{"ClinicianOfAnotherTeam", Role::kClinician, "nurse-a", {"patient-2", "of-2"}, false},
        Case{"ClinicianOfTheTeamUnderAnotherPatientsName", Role::kClinician, "nurse-b", {"patient-1", "of-2"}, false},
        Case{"ClinicianOnNoTeam", Role::kClinician, "nobody", {"patient-1", "with-a"}, false},
        Case{"ClinicianAbsent", Role::kClinician, "nurse-a", {"patient-1", "absent"}, false},
        Case{"ClinicianWithThePatientsId", Role::kClinician, "patient-1", {"patient-1", "with-a"}, false},
        Case{"CaregiverWithThePatientsId", Role::kCaregiver, "patient-1", {"patient-1", "with-a"}, false},
        Case{"EditorWithThePatientsId", Role::kEditor, "patient-1", {"patient-1", "with-a"}, false},
        Case{"EditorWithAMembersId", Role::kEditor, "nurse-a", {"patient-1", "with-a"}, false},
        Case{"AdminWithThePatientsId", Role::kAdmin, "patient-1", {"patient-1", "with-a"}, false},
        Case{"AdminWithAMembersId", Role::kAdmin, "nurse-a", {"patient-1", "with-a"}, false},
        Case{"ServiceWithThePatientsId", Role::kService, "patient-1", {"patient-1", "with-a"}, false},
        Case{"ServiceWithAMembersId", Role::kService, "nurse-a", {"patient-1", "with-a"}, false},
        Case{"PatientWithAMembersId", Role::kPatient, "nurse-a", {"patient-1", "with-a"}, false}),
    [](const auto& info) { return info.param.name; });

TEST_F(AccessTest, APatientIsShownUnderTheNameOfTheirToken) {
  const auto access = Thread(Role::kPatient, "patient-1", {"patient-1", "with-a"});
  EXPECT_EQ(access->team, "a");
  EXPECT_EQ(access->as, (Person{"patient-1", Role::kPatient, "Demo patient", ""}));
}

TEST_F(AccessTest, AMemberIsShownAsTheTeamKnowsThem) {
  const auto access = Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"});
  EXPECT_EQ(access->as, (Person{"nurse-a", Role::kClinician, "Demo nurse-a", "Oncology nurse"}));
}

TEST_F(AccessTest, AFormerMemberSeesNothingAfterHalfASecond) {
  ASSERT_TRUE(Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"}).ok());
  teams_.Leave("a", "nurse-a");
  clock_.Advance(absl::Milliseconds(500));
  EXPECT_EQ(Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"}).status(), NotFound("thread"));
}

TEST_F(AccessTest, AFormerMemberIsForgottenAtOnceWhenTold) {
  ASSERT_TRUE(Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"}).ok());
  teams_.Leave("a", "nurse-a");
  access_.Forget("nurse-a");
  EXPECT_EQ(Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"}).status(), NotFound("thread"));
}

TEST_F(AccessTest, MembershipsThatChangedWhileTheyWereReadAreNotRemembered) {
  const Call call = CallOf(Role::kClinician, "nurse-a");
  teams_.gate.Close();
  auto reading = testing::StartTask(access_.Thread(call, {"patient-1", "with-a"}));
  teams_.Leave("a", "nurse-a");
  access_.Forget("nurse-a");
  teams_.gate.Open();
  reading.wait();
  EXPECT_EQ(Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"}).status(), NotFound("thread"));
}

TEST_F(AccessTest, MembershipsAreReadAtMostTwiceASecondAndTheTeamOfAThreadOnce) {
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"}).ok());
    clock_.Advance(absl::Milliseconds(100));
  }
  EXPECT_EQ(teams_.membership_reads, 2);
  EXPECT_EQ(threads_.team_reads, 1);
}

TEST_F(AccessTest, ToWriteAMembershipIsReadOnceAMinute) {
  const auto may_write = [&] {
    return RunTask(access_.ThreadToWriteIn(CallOf(Role::kClinician, "nurse-a"), {"patient-1", "with-a"})).ok();
  };
  ASSERT_TRUE(may_write());
  clock_.Advance(absl::Seconds(59));
  EXPECT_TRUE(may_write());
  EXPECT_EQ(teams_.membership_reads, 1);
  teams_.Leave("a", "nurse-a");
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(may_write());
}

TEST_F(AccessTest, WhatWasReadForWritingIsTooOldForReadingAfterHalfASecond) {
  ASSERT_TRUE(RunTask(access_.ThreadToWriteIn(CallOf(Role::kClinician, "nurse-a"), {"patient-1", "with-a"})).ok());
  teams_.Leave("a", "nurse-a");
  clock_.Advance(absl::Milliseconds(500));
  EXPECT_EQ(Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"}).status(), NotFound("thread"));
}

TEST_F(AccessTest, WhoHasJustJoinedMayWriteWithinHalfASecondAlsoWhenNobodyTellsIt) {
  const auto write = [&] {
    return RunTask(access_.ThreadToWriteIn(CallOf(Role::kClinician, "nurse-a"), {"patient-1", "with-b"}));
  };
  ASSERT_EQ(write().status(), NotFound("thread"));
  teams_.Join("b", "nurse-a");
  clock_.Advance(absl::Milliseconds(500));
  EXPECT_TRUE(write().ok());
}

TEST_F(AccessTest, AnAbsentThreadIsNotRememberedAsAbsent) {
  ASSERT_FALSE(Thread(Role::kPatient, "patient-1", {"patient-1", "new"}).ok());
  threads_.AddThread("patient-1", "new", "a");
  EXPECT_TRUE(Thread(Role::kPatient, "patient-1", {"patient-1", "new"}).ok());
}

TEST_F(AccessTest, WhenMembershipCannotBeCheckedAClinicianIsRefusedAndAPatientGoesOn) {
  teams_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  EXPECT_EQ(Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"}).status(), teams_.failure);
  EXPECT_TRUE(Thread(Role::kPatient, "patient-1", {"patient-1", "with-a"}).ok());
}

TEST_F(AccessTest, AFailedCheckIsNotRemembered) {
  teams_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  ASSERT_FALSE(Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"}).ok());
  teams_.failure = absl::OkStatus();
  EXPECT_TRUE(Thread(Role::kClinician, "nurse-a", {"patient-1", "with-a"}).ok());
}

// ---- Patient ----------------------------------------------------------------------------------------------------

TEST_F(AccessTest, APatientSeesThemselvesThroughAllTheirTeams) {
  EXPECT_THAT(Patient(Role::kPatient, "patient-1", "patient-1").value(), ElementsAre("a", "b"));
  EXPECT_THAT(Patient(Role::kPatient, "not-enrolled", "not-enrolled").value(), IsEmpty());
}

TEST_F(AccessTest, AClinicianSeesAPatientThroughTheTeamsTheyShare) {
  EXPECT_THAT(Patient(Role::kClinician, "nurse-a", "patient-1").value(), ElementsAre("a"));
}

TEST_F(AccessTest, ToEverybodyElseThePatientDoesNotExist) {
  const absl::Status absent = NotFound("patient");
  EXPECT_EQ(Patient(Role::kPatient, "patient-2", "patient-1").status(), absent);
  EXPECT_EQ(Patient(Role::kClinician, "nurse-a", "patient-2").status(), absent);
  EXPECT_EQ(Patient(Role::kClinician, "nurse-a", "nobody").status(), absent);
  EXPECT_EQ(Patient(Role::kClinician, "patient-1", "patient-1").status(), absent);
  for (const Role role : {Role::kCaregiver, Role::kEditor, Role::kAdmin, Role::kService}) {
    EXPECT_EQ(Patient(role, "patient-1", "patient-1").status(), absent) << RoleName(role);
    EXPECT_EQ(Patient(role, "nurse-a", "patient-1").status(), absent) << RoleName(role);
  }
}

// ---- SelfIn, Audiences ------------------------------------------------------------------------------------------

TEST_F(AccessTest, SelfInATeamIsTheMemberOrThePatient) {
  EXPECT_EQ(RunTask(access_.SelfIn(CallOf(Role::kClinician, "nurse-a"), "a", "patient-1"))->title, "Oncology nurse");
  EXPECT_EQ(RunTask(access_.SelfIn(CallOf(Role::kPatient, "patient-1"), "a", "patient-1"))->display_name,
            "Demo patient");
  EXPECT_EQ(RunTask(access_.SelfIn(CallOf(Role::kClinician, "nurse-a"), "b", "patient-1")).status(),
            NotFound("care team"));
}

TEST_F(AccessTest, APatientFollowsThemselvesAClinicianTheirTeamsNobodyElseAnything) {
  const auto audiences = [&](Role role, const std::string& subject) {
    const Call call = CallOf(role, subject);
    return RunTask(access_.Audiences(call.caller, call.deadline)).value();
  };
  EXPECT_THAT(audiences(Role::kPatient, "patient-1"), ElementsAre(Audience{Audience::Kind::kPatient, "patient-1"}));
  teams_.Join("b", "nurse-a");
  EXPECT_THAT(audiences(Role::kClinician, "nurse-a"),
              ElementsAre(Audience{Audience::Kind::kTeam, "a"}, Audience{Audience::Kind::kTeam, "b"}));
  for (const Role role : {Role::kCaregiver, Role::kEditor, Role::kAdmin, Role::kService}) {
    EXPECT_THAT(audiences(role, "patient-1"), IsEmpty()) << RoleName(role);
  }
}

}  // namespace
}  // namespace careloop::messaging
