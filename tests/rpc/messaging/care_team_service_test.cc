#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using testing::HasViolation;
using ::testing::SizeIs;

class CareTeamRpc : public MessagingTest {
 protected:
  Result<v1::GetCareTeamResponse> GetTeam(const User& person, const std::string& name = "careTeams/a") {
    v1::GetCareTeamRequest request;
    request.set_name(name);
    return Call(person, &Teams::GetCareTeam, request);
  }
  static v1::ListTeamPatientsRequest Patients(const std::string& team, int page_size = 0,
                                              const std::string& token = "") {
    v1::ListTeamPatientsRequest request;
    request.set_care_team(team);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return request;
  }
  Result<v1::CheckAccessResponse> Check(const User& caller, const std::string& patient,
                                        const std::string& person = "") {
    v1::CheckAccessRequest request;
    request.set_patient(StrCat("patients/", patient));
    request.set_person(person);
    return Call(caller, &Teams::CheckAccess, request);
  }
};

TEST_F(CareTeamRpc, ATeamIsCreatedUnderTheIdThatWasChosenOrOneTheServerChose) {
  const auto chosen = Call(admin_, &Teams::CreateCareTeam, NewTeam("c"));
  EXPECT_EQ(chosen.response.care_team().name(), "careTeams/c");
  EXPECT_EQ(chosen.response.care_team().display_name(), "Oncology");
  EXPECT_GT(chosen.response.care_team().created_time().seconds(), 0);
  const auto made = Call(admin_, &Teams::CreateCareTeam, NewTeam(""));
  EXPECT_TRUE(GetTeam(admin_, made.response.care_team().name()).ok());
}

TEST_F(CareTeamRpc, AnIdThatIsTakenIsRefused) {
  EXPECT_THAT(Call(admin_, &Teams::CreateCareTeam, NewTeam("a")).status,
              FailsOnTheWireWith(StatusCode::ALREADY_EXISTS, "ALREADY_EXISTS"));
}

TEST_F(CareTeamRpc, AMemberIsOnTheTeamFromThenOnAndNotAfterLeaving) {
  const auto joined = Call(admin_, &Teams::AddMember, NewMember("a", "nurse-3"));
  ASSERT_THAT(joined.response.care_team().members(), SizeIs(2));
  EXPECT_EQ(joined.response.care_team().members(1).person(), "nurse-3");
  EXPECT_EQ(joined.response.care_team().members(1).title(), "Oncology nurse");
  EXPECT_GT(joined.response.care_team().members(1).joined_time().seconds(), 0);
  const auto left = Call(admin_, &Teams::RemoveMember, Leaving("a", "nurse-3"));
  EXPECT_THAT(left.response.care_team().members(), SizeIs(1));
}

TEST_F(CareTeamRpc, WhatCannotBeChangedIsRefusedWithItsReason) {
  EXPECT_THAT(Call(admin_, &Teams::AddMember, NewMember("a", "nurse-1")).status,
              FailsOnTheWireWith(StatusCode::ALREADY_EXISTS, "ALREADY_EXISTS"));
  EXPECT_THAT(Call(admin_, &Teams::AddMember, NewMember("absent", "nurse-1")).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(Call(admin_, &Teams::RemoveMember, Leaving("absent", "nurse-1")).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(Call(admin_, &Teams::RemoveMember, Leaving("a", "nobody")).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(Call(admin_, &Teams::EnrolPatient, NewPatient("a", "patient-1")).status,
              FailsOnTheWireWith(StatusCode::ALREADY_EXISTS, "ALREADY_EXISTS"));
  EXPECT_THAT(Call(admin_, &Teams::EnrolPatient, NewPatient("absent", "patient-1")).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

TEST_F(CareTeamRpc, ATeamAtItsLimitIsAFailedState) {
  for (int i = 2; i <= kMostMembersPerTeam; ++i) {
    ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("a", StrCat("m-", i))).ok());
  }
  EXPECT_THAT(Call(admin_, &Teams::AddMember, NewMember("a", "one-more")).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"));
}

TEST_F(CareTeamRpc, AnEnrolledPatientIsAnsweredAsEnrolled) {
  const auto enrolled = Call(admin_, &Teams::EnrolPatient, NewPatient("a", "patient-9"));
  EXPECT_EQ(enrolled.response.team_patient().patient(), "patients/patient-9");
  EXPECT_EQ(enrolled.response.team_patient().display_name(), "Demo Patient");
  EXPECT_GT(enrolled.response.team_patient().enrolled_time().seconds(), 0);
}

TEST_F(CareTeamRpc, ATeamIsSeenByAdminMembersAndPatientsAndIsAbsentToOthers) {
  for (const User* person : {&admin_, &nurse_, &patient_}) {
    EXPECT_EQ(GetTeam(*person).response.care_team().name(), "careTeams/a");
  }
  const grpc::Status absent = GetTeam(admin_, "careTeams/absent").status;
  EXPECT_THAT(absent, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  for (const User* person : {&other_nurse_, &other_patient_}) {
    const grpc::Status others = GetTeam(*person).status;
    EXPECT_EQ(others.error_code(), absent.error_code());
    EXPECT_EQ(others.error_message(), absent.error_message());
    EXPECT_EQ(others.error_details(), absent.error_details());
  }
}

TEST_F(CareTeamRpc, PatientsOfATeamAreListedPageByPage) {
  for (int i = 2; i <= 5; ++i) {
    v1::EnrolPatientRequest request = NewPatient("a", StrCat("p-", i));
    request.set_display_name(StrCat(i % 2 == 0 ? "even " : "ODD ", i));
    ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, request).ok());
  }
  std::vector<std::string> names;
  std::string token;
  do {
    const auto page = Call(nurse_, &Teams::ListTeamPatients, Patients("careTeams/a", 2, token));
    ASSERT_TRUE(page.ok());
    for (const auto& patient : page.response.team_patients()) names.push_back(patient.display_name());
    token = page.response.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(names, ElementsAre("Demo Patient", "even 2", "even 4", "ODD 3", "ODD 5"));
}

TEST_F(CareTeamRpc, AnUnenrolmentBetweenTwoPagesSkipsNoOtherPatient) {
  for (const std::string name : {"Zoe", "zora b"}) {
    v1::EnrolPatientRequest request = NewPatient("a", name.substr(0, 1));
    request.set_display_name(name);
    ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, request).ok());
  }
  const auto first = Call(nurse_, &Teams::ListTeamPatients, Patients("careTeams/a", 2));
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  const auto second =
      Call(nurse_, &Teams::ListTeamPatients, Patients("careTeams/a", 2, first.response.next_page_token())).response;
  ASSERT_EQ(second.team_patients_size(), 1);
  EXPECT_EQ(second.team_patients(0).display_name(), "zora b");
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(CareTeamRpc, PatientsOfATeamThatIsNotTheCallersAreAbsent) {
  const grpc::Status others = Call(other_nurse_, &Teams::ListTeamPatients, Patients("careTeams/a")).status;
  const grpc::Status absent = Call(other_nurse_, &Teams::ListTeamPatients, Patients("careTeams/absent")).status;
  EXPECT_THAT(absent, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_EQ(others.error_message(), absent.error_message());
  EXPECT_EQ(others.error_details(), absent.error_details());
}

TEST_F(CareTeamRpc, CheckAccessTellsThroughWhichTeams) {
  const auto nurse = Check(nurse_, "patient-1");
  EXPECT_TRUE(nurse.response.allowed());
  EXPECT_THAT(nurse.response.care_teams(), ElementsAre("careTeams/a"));
  EXPECT_TRUE(Check(patient_, "patient-1", "patient-1").response.allowed());
  EXPECT_TRUE(Check(service_, "patient-1", "nurse-1").response.allowed());
  for (const auto& no : {Check(other_nurse_, "patient-1"), Check(patient_, "patient-2"), Check(nurse_, "nobody"),
                         Check(service_, "patient-1", "nurse-2")}) {
    EXPECT_TRUE(no.ok());
    EXPECT_FALSE(no.response.allowed());
    EXPECT_THAT(no.response.care_teams(), SizeIs(0));
  }
}

TEST_F(CareTeamRpc, CheckAccessAboutAnotherPersonIsForServicesWhichHaveToNameSomebody) {
  EXPECT_THAT(Check(nurse_, "patient-1", "nurse-2").status,
              FailsOnTheWireWith(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(Check(service_, "patient-1").status, HasViolation("person"));
}

}  // namespace
}  // namespace careloop::messaging
