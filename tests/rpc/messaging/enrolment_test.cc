#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using testing::HasViolations;
using Fields = std::vector<std::string>;

class EnrolmentRpc : public MessagingTest {
 protected:
  std::vector<std::string> TeamsSeenBy(const User& person, int page_size = 0) {
    std::vector<std::string> names;
    v1::ListCareTeamsRequest request;
    request.set_page_size(page_size);
    do {
      const auto page = Call(person, &Teams::ListCareTeams, request).response;
      for (const auto& team : page.care_teams()) names.push_back(team.name());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
};

// Complaint 8: a refusal is known before anything is typed.
TEST_F(EnrolmentRpc, APatientKnowsBeforeTypingThatATeamTakesNoMoreMessages) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(patient_, &Talk::GetThread, Get(thread)).response.thread().availability().can_send());
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  const v1::Availability now = Call(patient_, &Talk::GetThread, Get(thread)).response.thread().availability();
  EXPECT_FALSE(now.can_send());
  EXPECT_EQ(now.refusal(), v1::SEND_REFUSAL_NOT_ENROLLED);
  EXPECT_FALSE(now.has_expected_answer_time());
  EXPECT_THAT(Call(patient_, &Talk::SendMessage, NewMessage(thread)).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"));
  EXPECT_TRUE(Call(patient_, &Talk::ListMessages, Messages(thread)).ok()) << "what was said stays theirs to read";
  EXPECT_THAT(Call(nurse_, &Talk::GetThread, Get(thread)).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

TEST_F(EnrolmentRpc, WhatWaitsIsLeftOnlyWhereTheRequestSaysSoAndThenNoAnswerIsPromised) {
  const std::string thread = StartThread();
  v1::UnenrolPatientRequest request = Unenrolment("a", "patient-1");
  request.set_leave_unanswered(false);
  EXPECT_THAT(Call(admin_, &Teams::UnenrolPatient, request).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"));
  EXPECT_TRUE(Call(patient_, &Talk::GetThread, Get(thread)).response.thread().work().has_due_time());
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  for (const v1::ThreadWork& work : {Call(patient_, &Talk::GetThread, Get(thread)).response.thread().work(),
                                     Call(patient_, &Talk::ListThreads, Threads()).response.threads(0).work()}) {
    EXPECT_TRUE(work.has_waiting_since_time());
    EXPECT_FALSE(work.has_due_time());
  }
}

// No patient waits unseen.
TEST_F(EnrolmentRpc, TheLastMemberLeavesWhatWaitsOnlyWhereTheRequestSaysSo) {
  const std::string thread = StartThread();
  v1::RemoveMemberRequest request = Leaving("a", "nurse-1");
  request.set_leave_unanswered(false);
  const grpc::Status refused = Call(admin_, &Teams::RemoveMember, request).status;
  EXPECT_THAT(refused, FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"));
  EXPECT_THAT(refused.error_message(), ::testing::EndsWith(" that wait for an answer or are urgent: 1"));
  EXPECT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok()) << "they are still there, and answer";
  EXPECT_TRUE(Call(admin_, &Teams::RemoveMember, request).ok()) << "a refusal is not remembered";
}

TEST_F(EnrolmentRpc, NobodyWritesToATeamThatNobodyIsOnAndThePatientKnowsItBefore) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(admin_, &Teams::RemoveMember, Leaving("a", "nurse-1")).ok());
  v1::GetCareTeamRequest team;
  team.set_name("careTeams/a");
  for (const v1::Availability& now : {Call(patient_, &Teams::GetCareTeam, team).response.care_team().availability(),
                                      Call(patient_, &Talk::GetThread, Get(thread)).response.thread().availability()}) {
    EXPECT_FALSE(now.can_send());
    EXPECT_EQ(now.refusal(), v1::SEND_REFUSAL_NO_MEMBERS);
    EXPECT_FALSE(now.staffed());
    EXPECT_FALSE(now.has_next_staffed_time());
    EXPECT_FALSE(now.has_expected_answer_time());
  }
  const auto is_refused = FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE");
  EXPECT_THAT(Call(patient_, &Talk::SendMessage, NewMessage(thread)).status, is_refused);
  EXPECT_THAT(Call(patient_, &Talk::StartThread, NewThread()).status, is_refused);
  EXPECT_THAT(Call(service_, &Delivery::DeliverShare, NewDelivery()).status,
              FailsOnTheWireWith(StatusCode::ABORTED, "FAILED_STATE"));
  EXPECT_THAT(Call(service_, &Delivery::DeliverAlert, NewAlert()).status, is_refused);
  ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("a", "nurse-1")).ok());
  EXPECT_TRUE(Call(patient_, &Teams::GetCareTeam, team).response.care_team().availability().can_send());
  EXPECT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
}

TEST_F(EnrolmentRpc, AnOpenStreamOfTheTeamIsToldThatThePatientIsGone) {
  const std::string thread = StartThread();
  v1::WatchRequest request;
  request.set_resume_token(Call(nurse_, &Talk::GetThread, Get(thread)).response.watch_token());
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  const auto context = nurse_.Context();
  const auto stream = Talk(server_.channel()).Watch(context.get(), request);
  v1::WatchResponse event;
  ASSERT_TRUE(stream->Read(&event));
  EXPECT_EQ(event.revoked().enrolment().patient(), "patients/patient-1") << event.ShortDebugString();
  EXPECT_EQ(event.revoked().enrolment().care_team(), "careTeams/a");
  context->TryCancel();
  stream->Finish();
}

TEST_F(EnrolmentRpc, TheEmergencyTextIsThereBeforeTypingForWhoMightNeedIt) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(patient_, &Teams::AddCaregiver, NewCaregiver({v1::CAREGIVER_PERMISSION_READ_MESSAGES})).ok());
  v1::GetCareTeamRequest team;
  team.set_name("careTeams/a");
  const auto told = [&](const User& person) {
    std::vector<std::string> texts;
    texts.push_back(Call(person, &Teams::GetCareTeam, team).response.care_team().availability().emergency_text());
    const auto teams = Call(person, &Teams::ListCareTeams, v1::ListCareTeamsRequest()).response;
    for (const v1::CareTeam& row : teams.care_teams()) texts.push_back(row.availability().emergency_text());
    texts.push_back(Call(person, &Talk::GetThread, Get(thread)).response.thread().availability().emergency_text());
    return texts;
  };
  EXPECT_THAT(told(patient_), ElementsAre("Call 112.", "Call 112.", "Call 112."));
  EXPECT_THAT(told(daughter_), ElementsAre("Call 112.", "Call 112.", "Call 112.")) << "who may only read, too";
  EXPECT_THAT(told(nurse_), ElementsAre("", "", ""));
  EXPECT_FALSE(Call(admin_, &Teams::GetCareTeam, team).response.care_team().has_availability());
  const v1::Thread row = Call(patient_, &Talk::ListThreads, Threads()).response.threads(0);
  EXPECT_TRUE(row.has_availability());
  EXPECT_EQ(row.availability().emergency_text(), "") << "it would be in each row";
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  const v1::Availability after = Call(patient_, &Talk::GetThread, Get(thread)).response.thread().availability();
  EXPECT_FALSE(after.can_send());
  EXPECT_EQ(after.emergency_text(), "Call 112.") << "the more so";
}

// Complaint 7: nobody sees teams that they must not write to.
TEST_F(EnrolmentRpc, EverybodySeesTheCareTeamsThatAreTheirs) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(TeamsSeenBy(admin_), (Names{"careTeams/a", "careTeams/b"}));
  EXPECT_EQ(TeamsSeenBy(admin_, 1), (Names{"careTeams/a", "careTeams/b"}));
  EXPECT_EQ(TeamsSeenBy(nurse_), Names{"careTeams/a"});
  EXPECT_EQ(TeamsSeenBy(other_patient_), Names{"careTeams/b"});
  EXPECT_EQ(TeamsSeenBy(User(Role::kPatient, "nobody")), Names{});
}

TEST_F(EnrolmentRpc, RequestsThatNameNobodyAreRefused) {
  v1::UnenrolPatientRequest request = Unenrolment("a", "-");
  request.set_care_team("a");
  EXPECT_THAT(Call(admin_, &Teams::UnenrolPatient, request).status, HasViolations(Fields{"care_team", "patient"}));
  v1::ListCareTeamsRequest list;
  list.set_page_token(std::string(8'193, 'x'));
  EXPECT_THAT(Call(admin_, &Teams::ListCareTeams, list).status, HasViolations(Fields{"page_token"}));
}

}  // namespace
}  // namespace careloop::messaging
