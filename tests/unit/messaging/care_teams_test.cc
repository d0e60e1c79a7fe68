#include "services/messaging/domain/care_teams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_messaging_stores.h"
#include "tests/support/fixed_random.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::messaging {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class CareTeamsTest : public ::testing::Test {
 protected:
  CareTeamsTest() {
    store_.Join("a", "nurse-1");
    store_.Enrol("a", "patient-1", "bravo");
    store_.Enrol("b", "patient-2");
  }

  absl::StatusOr<CareTeams::AccessAnswer> Check(Role role, const std::string& caller, const std::string& patient,
                                                const std::string& person = "") {
    return RunTask(care_teams_.Check(CallOf(role, caller), patient, person));
  }
  std::vector<std::string> TeamsIfAllowed(Role role, const std::string& caller, const std::string& patient,
                                          const std::string& person = "") {
    const auto answer = Check(role, caller, patient, person).value();
    EXPECT_TRUE(answer.allowed);
    return answer.teams;
  }
  void ExpectNo(Role role, const std::string& caller, const std::string& patient, const std::string& person = "") {
    const auto answer = Check(role, caller, patient, person).value();
    EXPECT_FALSE(answer.allowed);
    EXPECT_THAT(answer.teams, IsEmpty());
  }

  std::vector<std::string> PatientsByPagesOf(int size) {
    std::vector<std::string> ids;
    std::optional<PatientOrder> after;
    do {
      const auto page = RunTask(care_teams_.Patients(CallOf(Role::kClinician, "nurse-1"), "a", after, size));
      for (const Enrolment& enrolment : page.value().patients) ids.push_back(enrolment.patient);
      after = page->next;
    } while (after);
    return ids;
  }

  testing::FakeClock clock_;
  testing::FixedRandom random_;
  testing::FakeCareTeamStore store_;
  testing::FakeThreadStore threads_;
  Access access_{store_, threads_, clock_};
  TeamCalendars calendars_{store_, clock_, {"Call 112.", "Your alert is with the team."}};
  CareTeams care_teams_{store_, access_, calendars_, clock_, random_};
};

// ---- Check ------------------------------------------------------------------------------------------------------

TEST_F(CareTeamsTest, APatientMaySeeThemselvesThroughAllTheirTeams) {
  EXPECT_THAT(TeamsIfAllowed(Role::kPatient, "patient-1", "patient-1"), ElementsAre("a"));
  EXPECT_THAT(TeamsIfAllowed(Role::kPatient, "not-enrolled", "not-enrolled"), IsEmpty());
}

TEST_F(CareTeamsTest, AClinicianMaySeeThePatientsOfTheirTeams) {
  EXPECT_THAT(TeamsIfAllowed(Role::kClinician, "nurse-1", "patient-1"), ElementsAre("a"));
  EXPECT_THAT(TeamsIfAllowed(Role::kClinician, "nurse-1", "patient-1", "nurse-1"), ElementsAre("a"));
  ExpectNo(Role::kClinician, "nurse-1", "patient-2");
}

TEST_F(CareTeamsTest, AnotherPatientMayNot) { ExpectNo(Role::kPatient, "patient-2", "patient-1"); }

TEST_F(CareTeamsTest, AClinicianWithAPatientsIdIsNotThatPatient) {
  ExpectNo(Role::kClinician, "patient-1", "patient-1");
}

TEST_F(CareTeamsTest, APatientWithAMembersIdIsNotThatMember) { ExpectNo(Role::kPatient, "nurse-1", "patient-1"); }

TEST_F(CareTeamsTest, AServiceAsksAboutAnybody) {
  EXPECT_THAT(TeamsIfAllowed(Role::kService, "journal", "patient-1", "nurse-1"), ElementsAre("a"));
  EXPECT_THAT(TeamsIfAllowed(Role::kService, "journal", "patient-1", "patient-1"), ElementsAre("a"));
  ExpectNo(Role::kService, "journal", "patient-1", "nobody");
}

TEST_F(CareTeamsTest, AServiceHasToNameSomebody) {
  const absl::Status status = Check(Role::kService, "journal", "patient-1").status();
  EXPECT_EQ(ReasonOf(status), reason::kInvalidField);
  ASSERT_THAT(ViolationsOf(status), SizeIs(1));
  EXPECT_EQ(ViolationsOf(status)[0].field, "person");
}

TEST_F(CareTeamsTest, APersonMayAskAboutThemselvesOnly) {
  for (const Role role : {Role::kPatient, Role::kClinician}) {
    const absl::Status status = Check(role, "nurse-1", "patient-1", "somebody-else").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(ReasonOf(status), reason::kRoleNotAllowed);
  }
}

TEST_F(CareTeamsTest, WhenMembershipCannotBeCheckedTheAnswerIsAnErrorAndNotYes) {
  store_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  EXPECT_EQ(Check(Role::kClinician, "nurse-1", "patient-1").status(), store_.failure);
}

// ---- changes ----------------------------------------------------------------------------------------------------

TEST_F(CareTeamsTest, ATeamGetsTheIdThatWasChosenOrOneMadeHere) {
  EXPECT_EQ(RunTask(care_teams_.Create(CallOf(Role::kAdmin, "admin"), "chosen", "Team"))->id, "chosen");
  const auto made = RunTask(care_teams_.Create(CallOf(Role::kAdmin, "admin"), "", "Team"));
  EXPECT_THAT(made->id, SizeIs(26));
  EXPECT_EQ(made->created, clock_.Now());
}

TEST_F(CareTeamsTest, WhoJoinsMaySeeThePatientsAtOnceAndWhoLeavesMayNot) {
  ExpectNo(Role::kClinician, "nurse-2", "patient-1");
  const auto joined =
      RunTask(care_teams_.AddMember(CallOf(Role::kAdmin, "admin"), "a", {"nurse-2", "Demo Nurse", "Nurse", {}}));
  EXPECT_EQ(joined->members.back().joined, clock_.Now());
  EXPECT_THAT(TeamsIfAllowed(Role::kClinician, "nurse-2", "patient-1"), ElementsAre("a"));
  EXPECT_THAT(RunTask(care_teams_.RemoveMember(CallOf(Role::kAdmin, "admin"), "a", "nurse-2", false))->members,
              SizeIs(1));
  ExpectNo(Role::kClinician, "nurse-2", "patient-1");
}

TEST_F(CareTeamsTest, AnEnrolmentHasItsTime) {
  const auto enrolment =
      RunTask(care_teams_.Enrol(CallOf(Role::kAdmin, "admin"), "a", {"patient-9", "Demo Patient", {}}));
  EXPECT_EQ(enrolment->enrolled, clock_.Now());
}

TEST_F(CareTeamsTest, FailuresOfTheStoreReachTheCaller) {
  const Call admin = CallOf(Role::kAdmin, "admin");
  EXPECT_FALSE(RunTask(care_teams_.Create(admin, "a", "Taken")).ok());
  EXPECT_FALSE(RunTask(care_teams_.AddMember(admin, "absent", {"n", "n", "n", {}})).ok());
  EXPECT_FALSE(RunTask(care_teams_.RemoveMember(admin, "absent", "n", false)).ok());
  EXPECT_FALSE(RunTask(care_teams_.Enrol(admin, "absent", {"p", "p", {}})).ok());
}

// ---- reads ------------------------------------------------------------------------------------------------------

TEST_F(CareTeamsTest, ATeamIsSeenByAdminsItsMembersAndItsPatientsAndDoesNotExistForOthers) {
  const auto get = [&](Role role, const std::string& who) {
    return RunTask(care_teams_.Get(CallOf(role, who), "a")).status();
  };
  EXPECT_TRUE(get(Role::kAdmin, "admin").ok());
  EXPECT_TRUE(get(Role::kClinician, "nurse-1").ok());
  EXPECT_TRUE(get(Role::kPatient, "patient-1").ok());
  const absl::Status absent = RunTask(care_teams_.Get(CallOf(Role::kAdmin, "admin"), "absent")).status();
  EXPECT_EQ(get(Role::kClinician, "nurse-2"), absent);
  EXPECT_EQ(get(Role::kPatient, "patient-2"), absent);
  EXPECT_EQ(get(Role::kPatient, "nurse-1"), absent);
  EXPECT_EQ(get(Role::kClinician, "patient-1"), absent);
  EXPECT_EQ(get(Role::kEditor, "nurse-1"), absent);
}

TEST_F(CareTeamsTest, PatientsComeByNameWithoutRegardToCaseThenByIdPageByPage) {
  store_.Enrol("a", "patient-4", "Charlie");
  store_.Enrol("a", "patient-3", "ALPHA");
  store_.Enrol("a", "patient-0", "Bravo");
  store_.Enrol("a", "patient-6", "émile");
  store_.Enrol("a", "patient-5", "ÉMILE");
  EXPECT_THAT(PatientsByPagesOf(3),
              ElementsAre("patient-3", "patient-0", "patient-1", "patient-4", "patient-5", "patient-6"));
}

TEST_F(CareTeamsTest, NobodyIsSkippedOrRepeatedWhoStaysWhileOthersComeAndGo) {
  for (const char* name : {"charlie", "delta", "echo"}) store_.Enrol("a", name, name);
  const Call nurse = CallOf(Role::kClinician, "nurse-1");
  auto page = RunTask(care_teams_.Patients(nurse, "a", std::nullopt, 2));  // bravo and charlie
  ASSERT_TRUE(RunTask(care_teams_.Unenrol(CallOf(Role::kAdmin, "admin"), "a", "patient-1", false)).ok());
  ASSERT_TRUE(RunTask(care_teams_.Unenrol(CallOf(Role::kAdmin, "admin"), "a", "charlie", false)).ok());
  page = RunTask(care_teams_.Patients(nurse, "a", page->next, 1));
  EXPECT_EQ(page->patients.at(0).patient, "delta");
  store_.Enrol("a", "new", "alpha");
  page = RunTask(care_teams_.Patients(nurse, "a", page->next, 1));
  EXPECT_EQ(page->patients.at(0).patient, "echo");
  EXPECT_EQ(page->next, std::nullopt);
}

TEST_F(CareTeamsTest, APageThatEndsWithTheListIsTheLast) {
  const auto page = RunTask(care_teams_.Patients(CallOf(Role::kAdmin, "admin"), "a", std::nullopt, 1));
  EXPECT_THAT(page->patients, SizeIs(1));
  EXPECT_EQ(page->next, std::nullopt);
  EXPECT_THAT(RunTask(care_teams_.Patients(CallOf(Role::kAdmin, "admin"), "a", PatientOrder{"bravo", "patient-1"}, 1))
                  ->patients,
              IsEmpty());
}

TEST_F(CareTeamsTest, PatientsOfATeamThatIsNotTheCallersDoNotExist) {
  EXPECT_EQ(RunTask(care_teams_.Patients(CallOf(Role::kClinician, "nurse-1"), "b", std::nullopt, 5)).status(),
            NotFound("care team"));
}

TEST_F(CareTeamsTest, SettingsAreSetAndShownWithWhatTheCallerCanExpect) {
  TeamSettings settings;
  settings.hours = OpeningHours{.time_zone = "UTC", .shifts = {{absl::Weekday::monday, 480, 720}}, .holidays = {}};
  const auto set = RunTask(care_teams_.SetSettings(CallOf(Role::kAdmin, "admin"), "a", settings, {}));
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->settings.hours, settings.hours);
  EXPECT_FALSE(set->availability.has_value()) << "an admin writes to nobody";
  const auto seen = RunTask(care_teams_.Get(CallOf(Role::kClinician, "nurse-1"), "a"));
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->team.settings.version, 1);
  EXPECT_TRUE(seen->team.availability->can_send);
}

TEST_F(CareTeamsTest, HoursThatNeverComeAreRefusedAndNothingIsSet) {
  TeamSettings settings;
  settings.hours = OpeningHours{.time_zone = "UTC", .shifts = {}, .holidays = {}};
  EXPECT_TRUE(absl::IsInvalidArgument(
      RunTask(care_teams_.SetSettings(CallOf(Role::kAdmin, "admin"), "a", settings, {})).status()));
  EXPECT_EQ(RunTask(store_.SettingsOf("a", {}))->version, 0);
}

}  // namespace
}  // namespace careloop::messaging
