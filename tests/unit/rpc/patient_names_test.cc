#include "common/rpc/patient_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "careloop/messaging/v1/care_team_service.pb.h"
#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/base/strings.h"

namespace careloop::rpc {
namespace {

namespace v1 = messaging::v1;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PatientNames, AreThoseOfPatientsAndOfWhatIsTheirs) {
  EXPECT_EQ(PatientInName("patients/p-1"), "p-1");
  EXPECT_EQ(PatientInName("patients/p-1/threads/t/messages/3"), "p-1");
  for (const char* other : {"", "patients/", "patients/-", "patients/-/threads", "careTeams/patients/p",
                            "publications/p", "patients/p 1", "patients/p/threads/a b"}) {
    EXPECT_EQ(PatientInName(other), "") << other;
  }
  EXPECT_EQ(PatientInName(StrCat("patients/", std::string(129, 'a'))), "");
}

TEST(PatientNames, OfAListAreFoundInItsRowsEachOnce) {
  v1::ListThreadsResponse page;
  for (const char* name : {"patients/a/threads/1", "patients/b/threads/1", "patients/a/threads/2"}) {
    page.add_threads()->set_name(name);
  }
  EXPECT_THAT(PatientsIn(page), ElementsAre("a", "b"));
}

TEST(PatientNames, AreNotTakenFromWhatSomebodyWrote) {
  v1::ListMessagesResponse page;
  v1::Message& message = *page.add_messages();
  message.set_text("patients/other");
  message.mutable_sender()->set_display_name("patients/other");
  EXPECT_THAT(PatientsIn(page), IsEmpty());
  v1::StartThreadRequest request;
  request.set_subject("patients/other");
  request.set_text("patients/other");
  EXPECT_THAT(PatientsOfRequest(request), IsEmpty());
  v1::AddCaregiverRequest caregiver;
  caregiver.set_parent("patients/p-1");
  caregiver.set_relationship("patients/other");
  EXPECT_THAT(PatientsOfRequest(caregiver), ElementsAre("p-1"));
}

TEST(PatientNames, OfARequestComeFromWhatItIsAbout) {
  v1::SendMessageRequest request;
  request.set_parent("patients/p-1/threads/t1");
  EXPECT_THAT(PatientsOfRequest(request), ElementsAre("p-1"));
  EXPECT_EQ(ResourceOfRequest(request), "patients/p-1/threads/t1");
}

TEST(PatientNames, TheResourceIsThePatientsBeforeAnyOther) {
  v1::EnrolPatientRequest request;
  request.set_care_team("careTeams/a");
  EXPECT_EQ(ResourceOfRequest(request), "careTeams/a");
  request.set_patient("patients/p-1");
  EXPECT_EQ(ResourceOfRequest(request), "patients/p-1");
  EXPECT_EQ(ResourceOfRequest(v1::ListCareTeamsRequest()), "");
}

}  // namespace
}  // namespace careloop::rpc
