#include <algorithm>

#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Key;
using testing::RunTask;
using ::testing::UnorderedElementsAre;

class CareTeamFunctions : public StoreTest {};

// ---- create_team ------------------------------------------------------------------------------------------------

TEST_F(CareTeamFunctions, CreateMakesATeamWithoutMembersAndPatients) {
  AddTeam("a");
  const auto team = RunTask(teams_.Get(Reading(), "a"));
  ASSERT_TRUE(team.ok());
  EXPECT_EQ(team->id, "a");
  EXPECT_EQ(team->display_name, "Team a");
  EXPECT_EQ(team->created, now());
  EXPECT_THAT(team->members, IsEmpty());
  EXPECT_THAT(RunTask(teams_.Patients(Reading(), "a")).value(), IsEmpty());
}

TEST_F(CareTeamFunctions, CreateRefusesAnIdThatIsTakenAndWritesNothing) {
  AddTeam("a");
  const auto before = Everything();
  EXPECT_THAT(RunTask(teams_.Create(Changing(), {"a", "Another", now(), {}})),
              FailsWith(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists));
  EXPECT_EQ(Everything(), before);
}

// ---- add_member -------------------------------------------------------------------------------------------------

TEST_F(CareTeamFunctions, AddPutsMembersOnTheTeamInTheOrderOfJoining) {
  AddTeam("a");
  Join("a", "zoe");
  clock().Advance(absl::Seconds(1));
  Join("a", "adam");
  const auto team = RunTask(teams_.Get(Reading(), "a"));
  EXPECT_THAT(team.value().members, ElementsAre(Field(&Member::person, "zoe"), Field(&Member::person, "adam")));
  EXPECT_EQ(team->members[0].display_name, "Demo zoe");
  EXPECT_EQ(team->members[0].title, "Nurse");
  EXPECT_EQ(team->members[0].joined, now() - absl::Seconds(1));
}

TEST_F(CareTeamFunctions, AddRefusesAnUnknownTeamAndWritesNothing) {
  EXPECT_THAT(RunTask(teams_.AddMember(Changing(), "absent", MemberOf("nurse-1"))),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_THAT(Everything(), IsEmpty());
}

TEST_F(CareTeamFunctions, AddRefusesAMemberTwiceAndWritesNothing) {
  SetUpTeamA();
  const auto before = Everything();
  EXPECT_THAT(RunTask(teams_.AddMember(Changing(), "a", {"nurse-1", "Other name", "Doctor", now()})),
              FailsWith(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists));
  EXPECT_EQ(Everything(), before);
}

TEST_F(CareTeamFunctions, AddRefusesMember201AndWritesNothing) {
  AddTeam("a");
  for (int i = 0; i < kMostMembersPerTeam; ++i) Join("a", StrCat("nurse-", i));
  const auto before = Everything();
  EXPECT_THAT(RunTask(teams_.AddMember(Changing(), "a", MemberOf("one-more"))),
              FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(Everything(), before);
}

TEST_F(CareTeamFunctions, AddRefusesTeam51OfAPersonAndWritesNothing) {
  for (int i = 0; i <= kMostTeamsPerPerson; ++i) AddTeam(StrCat("t", i));
  for (int i = 0; i < kMostTeamsPerPerson; ++i) Join(StrCat("t", i), "nurse-1");
  const auto before = Everything();
  EXPECT_THAT(RunTask(teams_.AddMember(Changing(), StrCat("t", kMostTeamsPerPerson), MemberOf("nurse-1"))),
              FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(Everything(), before);
}

TEST_F(CareTeamFunctions, AddAgainAfterLeavingIsPossible) {
  SetUpTeamA();
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-1", true, now())).ok());
  EXPECT_TRUE(RunTask(teams_.AddMember(Changing(), "a", MemberOf("nurse-1"))).ok());
}

// ---- remove_member ----------------------------------------------------------------------------------------------

TEST_F(CareTeamFunctions, RemoveTakesAMemberOffThatTeamOnly) {
  SetUpTeamA();
  AddTeam("b");
  Join("b", "nurse-1");
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-1", true, now())).ok());
  EXPECT_THAT(RunTask(teams_.Get(Reading(), "a")).value().members, IsEmpty());
  EXPECT_THAT(RunTask(teams_.MembershipsOf("nurse-1", Reading().deadline)).value(), ElementsAre(Key("b")));
}

TEST_F(CareTeamFunctions, RemoveRefusesAnUnknownTeamAndWritesNothing) {
  EXPECT_THAT(RunTask(teams_.RemoveMember(Changing(), "absent", "nurse-1", true, now())),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_THAT(Everything(), IsEmpty());
}

TEST_F(CareTeamFunctions, RemoveRefusesAPersonWhoIsNotOnTheTeamAndWritesNothing) {
  SetUpTeamA();
  const auto before = Everything();
  EXPECT_THAT(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-2", true, now())),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_EQ(Everything(), before);
}

// ---- enrol ------------------------------------------------------------------------------------------------------

TEST_F(CareTeamFunctions, EnrolMakesThePatientOneOfTheTeam) {
  AddTeam("a");
  const auto enrolled = RunTask(teams_.Enrol(Changing(), "a", EnrolmentOf("patient-1")));
  EXPECT_EQ(enrolled.value(), now());
  EXPECT_THAT(RunTask(teams_.TeamsOfPatient(Reading(), "patient-1")).value(), ElementsAre("a"));
  EXPECT_THAT(RunTask(teams_.Patients(Reading(), "a")).value(), ElementsAre(Field(&Enrolment::patient, "patient-1")));
}

TEST_F(CareTeamFunctions, EnrolAnswersTheTimeOfTheFirstCall) {
  AddTeam("a");
  const Call call = Changing();
  const auto first = RunTask(teams_.Enrol(call, "a", EnrolmentOf("patient-1")));
  clock().Advance(absl::Minutes(1));
  EXPECT_EQ(RunTask(teams_.Enrol(call, "a", EnrolmentOf("patient-1"))).value(), first.value());
}

TEST_F(CareTeamFunctions, EnrolRefusesAnUnknownTeamAndWritesNothing) {
  EXPECT_THAT(RunTask(teams_.Enrol(Changing(), "absent", EnrolmentOf("patient-1"))),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_THAT(Everything(), IsEmpty());
}

TEST_F(CareTeamFunctions, EnrolRefusesAPatientTwiceAndWritesNothing) {
  SetUpTeamA();
  const auto before = Everything();
  EXPECT_THAT(RunTask(teams_.Enrol(Changing(), "a", EnrolmentOf("patient-1"))),
              FailsWith(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists));
  EXPECT_EQ(Everything(), before);
}

TEST_F(CareTeamFunctions, EnrolRefusesTeam21OfAPatientAndWritesNothing) {
  for (int i = 0; i <= kMostTeamsPerPatient; ++i) AddTeam(StrCat("t", i));
  for (int i = 0; i < kMostTeamsPerPatient; ++i) Enrol(StrCat("t", i), "patient-1");
  const auto before = Everything();
  EXPECT_THAT(RunTask(teams_.Enrol(Changing(), StrCat("t", kMostTeamsPerPatient), EnrolmentOf("patient-1"))),
              FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(Everything(), before);
}

// ---- reads ------------------------------------------------------------------------------------------------------

TEST_F(CareTeamFunctions, AnUnknownTeamIsNotFound) {
  EXPECT_THAT(RunTask(teams_.Get(Reading(), "absent")), FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_THAT(RunTask(teams_.Patients(Reading(), "absent")), FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
}

TEST_F(CareTeamFunctions, AnEnrolmentIsFoundWithItsName) {
  SetUpTeamA();
  const auto enrolment = RunTask(teams_.EnrolmentOf(Reading(), "a", "patient-1"));
  EXPECT_EQ(enrolment.value().display_name, "Demo patient-1");
  EXPECT_EQ(enrolment.value().enrolled, now());
}

TEST_F(CareTeamFunctions, AnAbsentEnrolmentIsNotFound) {
  SetUpTeamA();
  EXPECT_THAT(RunTask(teams_.EnrolmentOf(Reading(), "a", "patient-2")),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_THAT(RunTask(teams_.EnrolmentOf(Reading(), "absent", "patient-1")),
              FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
}

TEST_F(CareTeamFunctions, MembershipsAreAllTeamsOfAPersonWithWhatTheyAreThere) {
  SetUpTeamA();
  AddTeam("b");
  ASSERT_TRUE(RunTask(teams_.AddMember(Changing(), "b", {"nurse-1", "Demo Nurse", "Head nurse", now()})).ok());
  const auto memberships = RunTask(teams_.MembershipsOf("nurse-1", Reading().deadline)).value();
  EXPECT_THAT(memberships, UnorderedElementsAre(Key("a"), Key("b")));
  EXPECT_EQ(memberships.at("b").title, "Head nurse");
}

TEST_F(CareTeamFunctions, MembershipsOfSomebodyUnknownAreEmpty) {
  EXPECT_THAT(RunTask(teams_.MembershipsOf("nobody", Reading().deadline)).value(), IsEmpty());
}

TEST_F(CareTeamFunctions, MembershipsLeaveOutATeamThatDoesNotListThePerson) {
  SetUpTeamA();
  Raw({"HDEL", StrCat(kTag, ":team:a:members"), "nurse-1"});
  EXPECT_THAT(RunTask(teams_.MembershipsOf("nurse-1", Reading().deadline)).value(), IsEmpty());
}

TEST_F(CareTeamFunctions, TeamsOfAPatientComeInOrderAndAreEmptyForSomebodyUnknown) {
  for (const char* team : {"c", "a", "b"}) {
    AddTeam(team);
    Enrol(team, "patient-1");
  }
  EXPECT_THAT(RunTask(teams_.TeamsOfPatient(Reading(), "patient-1")).value(), ElementsAre("a", "b", "c"));
  EXPECT_THAT(RunTask(teams_.TeamsOfPatient(Reading(), "nobody")).value(), IsEmpty());
}

}  // namespace
}  // namespace careloop::messaging
