#include <google/protobuf/util/message_differencer.h>

#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using google::protobuf::util::MessageDifferencer;
using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using testing::HasViolation;
using ::testing::SizeIs;

class MessagingRpc : public MessagingTest {
 protected:
  v1::Thread ThreadOf(const User& person, const std::string& name) {
    return Call(person, &Talk::GetThread, Get(name)).response.thread();
  }
  std::vector<int> Numbers(const v1::ListMessagesRequest& request) {
    std::vector<int> numbers;
    const auto page = Call(patient_, &Talk::ListMessages, request);
    for (const auto& message : page.response.messages()) numbers.push_back(message.number());
    return numbers;
  }
};

// ---- StartThread, GetThread -------------------------------------------------------------------------------------

TEST_F(MessagingRpc, APatientStartsAThreadWithTheirOnlyTeam) {
  const auto started = Call(patient_, &Talk::StartThread, NewThread());
  ASSERT_TRUE(started.ok()) << started.status.error_message();
  const v1::Thread& thread = started.response.thread();
  EXPECT_THAT(thread.name(), ::testing::MatchesRegex("patients/patient-1/threads/[0-9a-z]+"));
  EXPECT_EQ(thread.care_team(), "careTeams/a");
  EXPECT_EQ(thread.subject(), "About the tablets");
  EXPECT_EQ(thread.patient_display_name(), "Demo Patient");
  EXPECT_EQ(thread.last_message_number(), 1);
  EXPECT_EQ(thread.read_up_to(), 1);
  EXPECT_EQ(thread.unread_count(), 0);
  const v1::Message& message = started.response.message();
  EXPECT_EQ(message.name(), StrCat(thread.name(), "/messages/1"));
  EXPECT_EQ(message.text(), "I feel tired.");
  EXPECT_EQ(message.sender().person(), "patient-1");
  EXPECT_EQ(message.sender().role(), careloop::common::v1::ROLE_PATIENT);
  EXPECT_EQ(message.sender().display_name(), "Demo Patient");
  v1::Thread read = ThreadOf(patient_, thread.name());
  EXPECT_TRUE(read.availability().can_send());
  read.clear_availability();
  EXPECT_TRUE(MessageDifferencer::Equals(read, thread));
}

TEST_F(MessagingRpc, AClinicianStartsAThreadAndIsShownWithTheirTitle) {
  const auto started = Call(nurse_, &Talk::StartThread, NewThread());
  EXPECT_EQ(started.response.message().sender().role(), careloop::common::v1::ROLE_CLINICIAN);
  EXPECT_EQ(started.response.message().sender().display_name(), "Demo Nurse");
  EXPECT_EQ(started.response.message().sender().title(), "Oncology nurse");
  EXPECT_EQ(ThreadOf(patient_, started.response.thread().name()).unread_count(), 1);
}

TEST_F(MessagingRpc, AThreadIsStartedOnlyWithATeamThatConnectsTheTwo) {
  v1::StartThreadRequest request = NewThread();
  request.set_care_team("careTeams/b");
  EXPECT_THAT(Call(patient_, &Talk::StartThread, request).status, HasViolation("care_team"));
  request.set_care_team("careTeams/absent");
  EXPECT_THAT(Call(patient_, &Talk::StartThread, request).status, HasViolation("care_team"));
  EXPECT_THAT(Call(nurse_, &Talk::StartThread, request).status, HasViolation("care_team"));
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  EXPECT_THAT(Call(patient_, &Talk::StartThread, NewThread()).status, HasViolation("care_team")) << "there are two now";
}

TEST_F(MessagingRpc, APatientWithoutATeamCannotStartAThread) {
  const User alone(Role::kPatient, "patient-9");
  EXPECT_THAT(Call(alone, &Talk::StartThread, NewThread("patient-9")).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"));
}

// ---- SendMessage ------------------------------------------------------------------------------------------------

TEST_F(MessagingRpc, AMessageIsSeenByEverybodyOnTheThreadAndCountsAsUnreadToTheOthers) {
  const std::string thread = StartThread();
  const auto sent = Call(nurse_, &Talk::SendMessage, NewMessage(thread, "Since when?\n\tToday?"));
  ASSERT_TRUE(sent.ok()) << sent.status.error_message();
  EXPECT_EQ(sent.response.message().number(), 2);
  EXPECT_EQ(sent.response.message().sender().title(), "Oncology nurse");
  for (const User* person : {&patient_, &nurse_}) {
    const auto page = Call(*person, &Talk::ListMessages, Messages(thread));
    ASSERT_THAT(page.response.messages(), SizeIs(2));
    EXPECT_TRUE(MessageDifferencer::Equals(page.response.messages(1), sent.response.message()));
  }
  EXPECT_EQ(ThreadOf(patient_, thread).unread_count(), 1);
  EXPECT_EQ(ThreadOf(nurse_, thread).unread_count(), 0) << "sending marks as read";
}

TEST_F(MessagingRpc, APublicationIsStoredAsItWasWhenItWasSent) {
  const std::string thread = StartThread();
  v1::SendMessageRequest request = NewMessage(thread, "");
  request.add_publications("publications/fatigue");
  const auto sent = Call(nurse_, &Talk::SendMessage, request);
  ASSERT_TRUE(sent.ok()) << sent.status.error_message();
  fake_content_.SetRevision(4);
  auto page = Call(patient_, &Talk::ListMessages, Messages(thread));
  ASSERT_THAT(page.response.messages(1).publications(), SizeIs(1));
  v1::AttachedPublication& publication = *page.response.mutable_messages(1)->mutable_publications(0);
  EXPECT_EQ(publication.name(), "publications/fatigue");
  EXPECT_EQ(publication.revision(), 3);
  EXPECT_EQ(publication.title(), "Fatigue");
  EXPECT_EQ(publication.disclaimer().version(), 2);
  EXPECT_EQ(publication.disclaimer().text(), "General information, not medical advice.");
  EXPECT_EQ(publication.sponsor_acknowledgement(), "There was no sponsor.");
  publication.clear_state();  // what has become of it since
  EXPECT_TRUE(MessageDifferencer::Equals(sent.response.message(), page.response.messages(1)));
}

TEST_F(MessagingRpc, AnUnknownPublicationIsAWrongField) {
  v1::SendMessageRequest request = NewMessage(StartThread());
  request.add_publications("publications/fatigue");
  request.add_publications("publications/absent");
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, request).status, HasViolation("publications[1]"));
}

TEST_F(MessagingRpc, APublicationThatComesWithoutItsDisclaimerIsNotSent) {
  v1::SendMessageRequest request = NewMessage(StartThread());
  request.add_publications("publications/bare");
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, request).status,
              FailsOnTheWireWith(StatusCode::INTERNAL, "DISCLAIMER_MISSING"));
  EXPECT_EQ(ThreadOf(nurse_, request.parent()).last_message_number(), 1);
}

TEST_F(MessagingRpc, WithoutContentAMessageWithAPublicationFailsAndOneWithoutIsSent) {
  v1::SendMessageRequest request = NewMessage(StartThread());
  request.add_publications("publications/fatigue");
  content_server_.server().Drain(absl::ZeroDuration());
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, request).status,
              FailsOnTheWireWith(StatusCode::UNAVAILABLE, "PEER_UNAVAILABLE"));
  request.clear_publications();
  EXPECT_TRUE(Call(nurse_, &Talk::SendMessage, request).ok()) << "a failed call is not remembered";
}

TEST_F(MessagingRpc, AMessageThatIsSentAgainHasTheSameAnswerAlsoWhenContentAnswersDifferentlyOrNotAtAll) {
  v1::SendMessageRequest request = NewMessage(StartThread());
  request.add_publications("publications/fatigue");
  const auto first = Call(nurse_, &Talk::SendMessage, request);
  fake_content_.SetRevision(4);
  EXPECT_TRUE(MessageDifferencer::Equals(Call(nurse_, &Talk::SendMessage, request).response, first.response));
  content_server_.server().Drain(absl::ZeroDuration());
  EXPECT_TRUE(MessageDifferencer::Equals(Call(nurse_, &Talk::SendMessage, request).response, first.response));
  request.set_text("Something else");
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, request).status,
              FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED"));
  EXPECT_EQ(ThreadOf(nurse_, request.parent()).last_message_number(), 2);
}

// ---- ListMessages, MarkRead -------------------------------------------------------------------------------------

TEST_F(MessagingRpc, MessagesAreListedInBothOrdersWithinLimits) {
  const std::string thread = StartThread();
  for (int i = 2; i <= 5; ++i) ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
  v1::ListMessagesRequest request = Messages(thread);
  EXPECT_THAT(Numbers(request), ElementsAre(1, 2, 3, 4, 5));
  request.set_newest_first(true);
  EXPECT_THAT(Numbers(request), ElementsAre(5, 4, 3, 2, 1));
  request.set_after_number(1);
  request.set_before_number(4);
  EXPECT_THAT(Numbers(request), ElementsAre(3, 2));
}

TEST_F(MessagingRpc, MarkReadMovesForwardOnly) {
  const std::string thread = StartThread();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
  const auto marked = Call(nurse_, &Talk::MarkRead, NewMark(thread, 3));
  EXPECT_EQ(marked.response.read_up_to(), 3);
  EXPECT_EQ(marked.response.unread_count(), 1);
  const auto back = Call(nurse_, &Talk::MarkRead, NewMark(thread, 1));
  EXPECT_TRUE(back.ok());
  EXPECT_EQ(back.response.read_up_to(), 3);
  EXPECT_THAT(Call(nurse_, &Talk::MarkRead, NewMark(thread, 5)).status,
              FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "INVALID_FIELD"));
}

// ---- ListThreads ------------------------------------------------------------------------------------------------

TEST_F(MessagingRpc, TheInboxHasTheLongestWaitFirstWithWhatIsUnreadAndThePatientsListTheLatestMessage) {
  const std::string first = StartThread();
  const std::string second = StartThread();
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(second)).ok());
  const auto inbox = Call(nurse_, &Talk::ListThreads, Threads());
  ASSERT_THAT(inbox.response.threads(), SizeIs(2));
  EXPECT_EQ(inbox.response.threads(0).name(), first);
  EXPECT_EQ(inbox.response.threads(1).name(), second);
  EXPECT_EQ(inbox.response.threads(1).unread_count(), 2);
  EXPECT_EQ(inbox.response.counts().open(), 2);
  const auto own = Call(patient_, &Talk::ListThreads, Threads("patients/patient-1"));
  ASSERT_THAT(own.response.threads(), SizeIs(2));
  EXPECT_EQ(own.response.threads(0).name(), second);
  EXPECT_FALSE(own.response.has_counts());
  EXPECT_THAT(Call(nurse_, &Talk::ListThreads, Threads("patients/patient-1")).response.threads(), SizeIs(2));
}

TEST_F(MessagingRpc, WhatAnAnswerSaidIsDoneIsInTheInboxAtOnce) {
  const std::string thread = StartThread();
  const auto listed = [&](v1::ThreadFilter filter) {
    v1::ListThreadsRequest request = Threads();
    request.add_filters(filter);
    return Call(nurse_, &Talk::ListThreads, request).response.threads_size();
  };
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
    ASSERT_EQ(listed(v1::THREAD_FILTER_UNANSWERED), 1) << i;
    ASSERT_EQ(listed(v1::THREAD_FILTER_UNREAD), 1) << i;
    ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
    ASSERT_EQ(listed(v1::THREAD_FILTER_UNANSWERED), 0) << i;
    ASSERT_EQ(listed(v1::THREAD_FILTER_UNREAD), 0) << i;
  }
  v1::ClaimThreadRequest claim;
  claim.set_request_id(NewRequestId());
  claim.set_name(thread);
  ASSERT_TRUE(Call(nurse_, &Talk::ClaimThread, claim).ok());
  EXPECT_EQ(listed(v1::THREAD_FILTER_MINE), 1);
  EXPECT_EQ(listed(v1::THREAD_FILTER_UNASSIGNED), 0);
}

TEST_F(MessagingRpc, FiltersAreForACareTeamAndEachIsGivenOnce) {
  v1::ListThreadsRequest request = Threads();
  request.add_filters(v1::THREAD_FILTER_MINE);
  EXPECT_THAT(Call(patient_, &Talk::ListThreads, request).status, HasViolation("filters"));
  request.add_filters(v1::THREAD_FILTER_MINE);
  EXPECT_THAT(Call(nurse_, &Talk::ListThreads, request).status, HasViolation("filters[1]"));
  request.clear_filters();
  request.add_filters(v1::THREAD_FILTER_UNSPECIFIED);
  EXPECT_THAT(Call(nurse_, &Talk::ListThreads, request).status, HasViolation("filters[0]"));
  request.clear_filters();
  for (int i = 0; i < 9; ++i) request.add_filters(v1::THREAD_FILTER_MINE);
  EXPECT_THAT(Call(nurse_, &Talk::ListThreads, request).status, HasViolation("filters"));
  request.clear_filters();
  request.set_subject(std::string(201, 'x'));
  EXPECT_THAT(Call(nurse_, &Talk::ListThreads, request).status, HasViolation("subject"));
}

TEST_F(MessagingRpc, TheInboxOfSomebodyElseHasNothingOfThem) {
  StartThread();
  EXPECT_THAT(Call(other_nurse_, &Talk::ListThreads, Threads()).response.threads(), SizeIs(0));
  EXPECT_THAT(Call(other_patient_, &Talk::ListThreads, Threads()).response.threads(), SizeIs(0));
}

TEST_F(MessagingRpc, AThreadWithATeamThatIsNotTheCliniciansIsNotListedThroughAPatientTheyShare) {
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  v1::StartThreadRequest with_b = NewThread();
  with_b.set_care_team("careTeams/b");
  ASSERT_TRUE(Call(patient_, &Talk::StartThread, with_b).ok());
  v1::ListThreadsRequest request = Threads("patients/patient-1");
  EXPECT_THAT(Call(nurse_, &Talk::ListThreads, request).response.threads(), SizeIs(0));
  request.set_care_team("careTeams/b");
  const auto listed = Call(nurse_, &Talk::ListThreads, request);
  EXPECT_TRUE(listed.ok());
  EXPECT_THAT(listed.response.threads(), SizeIs(0));
  EXPECT_THAT(Call(patient_, &Talk::ListThreads, request).response.threads(), SizeIs(1));
}

// ---- Not yours is absent ----------------------------------------------------------------------------------------

void ExpectSame(const grpc::Status& not_yours, const grpc::Status& absent) {
  EXPECT_THAT(absent, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_EQ(not_yours.error_code(), absent.error_code());
  EXPECT_EQ(not_yours.error_message(), absent.error_message());
  EXPECT_EQ(not_yours.error_details(), absent.error_details());
}

TEST_F(MessagingRpc, SomeoneElsesThreadIsAbsentByteForByteInEveryCall) {
  const std::string theirs = StartThread();
  const std::string absent = "patients/patient-1/threads/absent";
  const std::string elsewhere = StrCat("patients/patient-2", theirs.substr(theirs.find("/threads")));
  for (const User* person : {&other_patient_, &other_nurse_}) {
    for (const std::string& not_yours : {theirs, elsewhere}) {
      ExpectSame(Call(*person, &Talk::GetThread, Get(not_yours)).status,
                 Call(*person, &Talk::GetThread, Get(absent)).status);
      ExpectSame(Call(*person, &Talk::ListMessages, Messages(not_yours)).status,
                 Call(*person, &Talk::ListMessages, Messages(absent)).status);
      ExpectSame(Call(*person, &Talk::SendMessage, NewMessage(not_yours)).status,
                 Call(*person, &Talk::SendMessage, NewMessage(absent)).status);
      ExpectSame(Call(*person, &Talk::MarkRead, NewMark(not_yours, 1)).status,
                 Call(*person, &Talk::MarkRead, NewMark(absent, 1)).status);
      ExpectSame(Call(*person, &Talk::MarkRead, NewMark(not_yours, 99)).status,
                 Call(*person, &Talk::MarkRead, NewMark(absent, 99)).status);
    }
  }
  EXPECT_EQ(ThreadOf(patient_, theirs).last_message_number(), 1);
}

TEST_F(MessagingRpc, SomeoneElsesPatientIsAbsentByteForByte) {
  StartThread();
  for (const User* person : {&other_patient_, &other_nurse_}) {
    ExpectSame(Call(*person, &Talk::ListThreads, Threads("patients/patient-1")).status,
               Call(*person, &Talk::ListThreads, Threads("patients/nobody")).status);
    ExpectSame(Call(*person, &Talk::StartThread, NewThread("patient-1")).status,
               Call(*person, &Talk::StartThread, NewThread("nobody")).status);
  }
}

TEST_F(MessagingRpc, WhoHasLeftTheTeamSeesNothingMoreAndWhatTheyWroteStays) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(admin_, &Teams::RemoveMember, Leaving("a", "nurse-1")).ok());
  EXPECT_THAT(Call(nurse_, &Talk::GetThread, Get(thread)).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(Call(nurse_, &Talk::ListThreads, Threads()).response.threads(), SizeIs(0));
  const auto page = Call(patient_, &Talk::ListMessages, Messages(thread));
  EXPECT_EQ(page.response.messages(1).sender().display_name(), "Demo Nurse");
}

TEST_F(MessagingRpc, WhoJoinsTheTeamSeesItsOlderThreadsToo) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("a", "nurse-3")).ok());
  const User joined(Role::kClinician, "nurse-3");
  EXPECT_EQ(ThreadOf(joined, thread).unread_count(), 1);
}

}  // namespace
}  // namespace careloop::messaging
