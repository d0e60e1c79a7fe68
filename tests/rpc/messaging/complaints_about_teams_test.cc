// What users of other systems complain about, each complaint as a test of what must not happen here, as in
// complaints_about_messages_test.cc.

#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using ::testing::IsEmpty;

// Team a has a second nurse.
class ComplaintAboutTeams : public MessagingTest {
 protected:
  void SetUp() override {
    MessagingTest::SetUp();
    ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("a", "nurse-5")).ok());
  }

  v1::Thread Seen(const User& person, const std::string& thread) {
    return Call(person, &Talk::GetThread, Get(thread)).response.thread();
  }
  std::vector<std::string> Inbox(const User& person) {
    std::vector<std::string> names;
    const auto listed = Call(person, &Talk::ListThreads, Threads());
    for (const v1::Thread& thread : listed.response.threads()) names.push_back(thread.name());
    return names;
  }
  google::protobuf::RepeatedPtrField<v1::ReadReceipt> Receipts(const User& person, const std::string& thread) {
    v1::ListReadReceiptsRequest request;
    request.set_parent(thread);
    return Call(person, &Talk::ListReadReceipts, request).response.receipts();
  }
  std::string StartThreadWith(const std::string& team) {
    v1::StartThreadRequest start = NewThread();
    start.set_care_team(StrCat("careTeams/", team));
    return Call(patient_, &Talk::StartThread, start).response.thread().name();
  }
  // A team that is there in one minute of the week to come only.
  void Close(const std::string& team) {
    v1::SetCareTeamSettingsRequest request = NewSettings(team);
    request.mutable_settings()->mutable_hours()->set_time_zone("UTC");
    const absl::CivilDay later = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 3;
    v1::Shift& shift = *request.mutable_settings()->mutable_hours()->add_shifts();
    shift.set_day(static_cast<v1::DayOfWeek>(static_cast<int>(absl::GetWeekday(later)) + 1));
    shift.set_opens("12:00");
    shift.set_closes("12:01");
    ASSERT_TRUE(Call(admin_, &Teams::SetCareTeamSettings, request).ok());
  }

  const User second_nurse_{Role::kClinician, "nurse-5"};
};

// 4: github.com/medplum/medplum/issues/7602
TEST_F(ComplaintAboutTeams, NoReadMarkOfOneMemberCountsForAnotherOrInAnotherThread) {
  const std::string read = StartThread();
  const std::string other = StartThread();
  ASSERT_TRUE(Call(nurse_, &Talk::MarkRead, NewMark(read, 1)).ok());
  EXPECT_EQ(Seen(nurse_, read).unread_count(), 0);
  EXPECT_EQ(Seen(second_nurse_, read).unread_count(), 1);
  EXPECT_EQ(Seen(nurse_, other).unread_count(), 1);
  ASSERT_EQ(Receipts(patient_, read).size(), 1);
  EXPECT_EQ(Receipts(patient_, read)[0].reader().person(), "nurse-1");
  EXPECT_THAT(Receipts(patient_, other), IsEmpty());
}

// 5: github.com/zulip/zulip/issues/24782
TEST_F(ComplaintAboutTeams, NoReadReceiptIsWithoutItsTimeOrHiddenFromTheOtherSide) {
  const std::string thread = StartThread();
  const int64_t before = absl::ToUnixSeconds(absl::Now());
  ASSERT_TRUE(Call(nurse_, &Talk::MarkRead, NewMark(thread, 1)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(patient_, &Talk::MarkRead, NewMark(thread, 2)).ok());
  const int64_t after = absl::ToUnixSeconds(absl::Now());
  for (const User* person : {&patient_, &nurse_, &second_nurse_}) {
    const auto receipts = Receipts(*person, thread);
    ASSERT_EQ(receipts.size(), 2);
    for (const v1::ReadReceipt& receipt : receipts) {
      EXPECT_GE(receipt.read_time().seconds(), before);
      EXPECT_LE(receipt.read_time().seconds(), after);
    }
  }
}

// 7: github.com/department-of-veterans-affairs/va.gov-team/issues/128508
TEST_F(ComplaintAboutTeams, NoPatientIsShownATeamThatTheyMustNotWriteTo) {
  const auto teams = Call(patient_, &Teams::ListCareTeams, v1::ListCareTeamsRequest()).response.care_teams();
  ASSERT_EQ(teams.size(), 1);
  for (const v1::CareTeam& team : teams) {
    v1::StartThreadRequest start = NewThread();
    start.set_care_team(team.name());
    EXPECT_TRUE(Call(patient_, &Talk::StartThread, start).ok()) << team.name();
  }
  v1::GetCareTeamRequest hidden;
  hidden.set_name("careTeams/b");
  EXPECT_THAT(Call(patient_, &Teams::GetCareTeam, hidden).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

// 8: github.com/department-of-veterans-affairs/va.gov-team/issues/123675
TEST_F(ComplaintAboutTeams, NoReplyIsRefusedThatTheThreadSaidMayBeWritten) {
  const std::string thread = StartThread();
  const auto says_what_happens = [&] {
    const bool may = Seen(patient_, thread).availability().can_send();
    EXPECT_EQ(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok(), may);
    return may;
  };
  EXPECT_TRUE(says_what_happens());
  ASSERT_TRUE(Call(nurse_, &Talk::ResolveThread, NewResolution(thread)).ok());
  EXPECT_TRUE(says_what_happens());
  Close("a");
  EXPECT_TRUE(says_what_happens());
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  EXPECT_FALSE(says_what_happens());
  EXPECT_EQ(Seen(patient_, thread).availability().refusal(), v1::SEND_REFUSAL_NOT_ENROLLED);
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("a", "patient-1")).ok());
  EXPECT_TRUE(says_what_happens());
}

// 9: github.com/department-of-veterans-affairs/va.gov-team/issues/139863
TEST_F(ComplaintAboutTeams, NoMessageToOneOfSeveralTeamsIsMissingAtThatTeam) {
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  const std::string to_a = StartThreadWith("a");
  const std::string to_b = StartThreadWith("b");
  EXPECT_THAT(Inbox(nurse_), ElementsAre(to_a));
  EXPECT_THAT(Inbox(other_nurse_), ElementsAre(to_b));
  ASSERT_TRUE(Call(nurse_, &Talk::RerouteThread, NewReroute(to_a)).ok());
  EXPECT_THAT(Inbox(nurse_), IsEmpty());
  EXPECT_THAT(Inbox(other_nurse_), ElementsAre(to_a, to_b));
}

// 10: github.com/department-of-veterans-affairs/va.gov-team/issues/47747
TEST_F(ComplaintAboutTeams, NobodyWritesWithoutBeingToldWhenToExpectAnAnswerAndWhatToDoInAnEmergency) {
  v1::GetCareTeamRequest request;
  request.set_name("careTeams/a");
  const auto available = [&] {
    return Call(patient_, &Teams::GetCareTeam, request).response.care_team().availability();
  };
  EXPECT_GT(available().expected_answer_time().seconds(), absl::ToUnixSeconds(absl::Now()));
  EXPECT_EQ(available().emergency_text(), "Call 112.") << "and not only after a first message";
  Close("a");
  EXPECT_FALSE(available().staffed());
  EXPECT_TRUE(available().has_next_staffed_time());
  EXPECT_GT(available().expected_answer_time().seconds(), available().next_staffed_time().seconds());
  const std::string thread = StartThread();
  EXPECT_EQ(Seen(patient_, thread).availability().emergency_text(), "Call 112.");
  const auto messages = Call(patient_, &Talk::ListMessages, Messages(thread)).response.messages();
  ASSERT_EQ(messages.size(), 2);
  EXPECT_EQ(messages[1].text().substr(0, 9), "Call 112.");
  EXPECT_EQ(Call(patient_, &Talk::SendMessage, NewMessage(thread, "chest pain")).response.emergency_text(),
            "Call 112.");
}

// 15: github.com/medic/cht-core/issues/6253
TEST_F(ComplaintAboutTeams, NoMessageToAClosedTeamStaysWithoutAReplyAndNoneIsRepliedToTwice) {
  const std::string before = StartThread();
  Close("a");
  const std::string meanwhile = StartThread();
  for (const std::string& thread : {before, meanwhile}) {
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
    int replies = 0;
    const auto messages = Call(patient_, &Talk::ListMessages, Messages(thread)).response.messages();
    for (const v1::Message& message : messages) replies += message.has_automatic();
    EXPECT_EQ(replies, 1);
    EXPECT_TRUE(Seen(nurse_, thread).work().has_waiting_since_time()) << "an automatic reply is no answer";
  }
}

// 17: github.com/healthlocker/healthlocker/issues/325, 700 and 597
TEST_F(ComplaintAboutTeams, NoMessageWaitsUnseenForAMemberWhoIsAwayAndNoneIsFromSomebodyWithoutARole) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(nurse_, &Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(thread)).ok());
  EXPECT_THAT(Inbox(second_nurse_), ElementsAre(thread));
  ASSERT_TRUE(Call(second_nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
  const auto messages = Call(patient_, &Talk::ListMessages, Messages(thread)).response.messages();
  EXPECT_EQ(messages[1].sender().display_name(), "Demo Nurse");
  EXPECT_EQ(messages[1].sender().title(), "Oncology nurse");
  EXPECT_EQ(messages[1].sender().role(), careloop::common::v1::ROLE_CLINICIAN);
  ASSERT_TRUE(Call(patient_, &Teams::AddCaregiver, NewCaregiver()).ok());
  ASSERT_TRUE(Call(daughter_, &Talk::SendMessage, NewMessage(thread)).ok());
  const v1::Sender carer = Call(nurse_, &Talk::ListMessages, Messages(thread)).response.messages(2).sender();
  EXPECT_EQ(carer.title(), "Daughter") << "the carer's relationship is shown";
  EXPECT_EQ(carer.for_patient(), "patients/patient-1");
  EXPECT_EQ(carer.role(), careloop::common::v1::ROLE_CAREGIVER);
  ASSERT_TRUE(Call(admin_, &Teams::RemoveMember, Leaving("a", "nurse-1")).ok());
  EXPECT_FALSE(Seen(second_nurse_, thread).work().has_assignment()) << "it is the team's again";
  EXPECT_TRUE(Call(second_nurse_, &Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(thread)).ok());
  v1::RemoveMemberRequest last = Leaving("a", "nurse-5");
  last.set_leave_unanswered(false);
  EXPECT_THAT(Call(admin_, &Teams::RemoveMember, last).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"))
      << "nobody would see it";
}

// 20: github.com/gematik/api-vzd/issues/203
TEST_F(ComplaintAboutTeams, NoPatientIsLeftGuessingWhetherTheirMessageWasReceivedReadOrIsBeingHandled) {
  const auto teams = Call(patient_, &Teams::ListCareTeams, v1::ListCareTeamsRequest()).response.care_teams();
  ASSERT_EQ(teams.size(), 1);
  const std::string thread = StartThreadWith("a");
  EXPECT_EQ(Seen(patient_, thread).last_message_number(), 1) << "received";
  EXPECT_TRUE(Seen(patient_, thread).work().has_waiting_since_time());
  EXPECT_THAT(Receipts(patient_, thread), IsEmpty());
  ASSERT_TRUE(Call(nurse_, &Talk::MarkRead, NewMark(thread, 1)).ok());
  EXPECT_EQ(Receipts(patient_, thread)[0].up_to(), 1) << "read";
  ASSERT_TRUE(Call(nurse_, &Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(thread)).ok());
  EXPECT_EQ(Seen(patient_, thread).work().assignment().person().title(), "Oncology nurse") << "being handled";
  ASSERT_TRUE(Call(nurse_, &Talk::ResolveThread, NewResolution(thread)).ok());
  EXPECT_EQ(Seen(patient_, thread).work().resolution().action(), v1::RESOLUTION_ACTION_CALLED);
}

}  // namespace
}  // namespace careloop::messaging
