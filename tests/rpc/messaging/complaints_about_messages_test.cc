// What users of other systems complain about, each complaint as a test of what must not happen here. The numbers are
// those under which the project's issues name the complaints; beside them is where somebody made it.

#include <future>
#include <set>

#include "tests/rpc/messaging/messaging_fixture.h"
#include "tests/rpc/messaging/written_limits.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using testing::HasViolation;

class ComplaintAboutMessages : public MessagingTest {
 protected:
  using Sent = Result<v1::SendMessageResponse>;

  // The same request `times` times at once.
  std::vector<Sent> SendAtOnce(const v1::SendMessageRequest& request, int times) {
    std::vector<std::future<Sent>> calls;
    for (int i = 0; i < times; ++i) {
      calls.push_back(std::async(std::launch::async, [&] { return Call(nurse_, &Talk::SendMessage, request); }));
    }
    std::vector<Sent> results;
    for (auto& call : calls) results.push_back(call.get());
    return results;
  }
  std::set<std::string> NamesOf(const std::vector<Sent>& results) {
    std::set<std::string> names;
    for (const Sent& result : results) {
      EXPECT_TRUE(result.ok()) << result.status.error_message();
      names.insert(result.response.message().name());
    }
    return names;
  }
  int CountOf(const std::string& thread) {
    return Call(nurse_, &Talk::ListMessages, Messages(thread)).response.messages_size();
  }
  v1::ListThreadsResponse Inbox(const User& person) { return Call(person, &Talk::ListThreads, Threads()).response; }
};

// 1: github.com/matrix-org/synapse/issues/1481
TEST_F(ComplaintAboutMessages, NoRetryHoweverManyAtOnceMakesASecondMessage) {
  const std::string thread = StartThread();
  v1::SendMessageRequest request = NewMessage(thread, "once");
  EXPECT_EQ(NamesOf(SendAtOnce(request, 8)).size(), 1u);
  EXPECT_EQ(NamesOf(SendAtOnce(request, 1)), NamesOf(SendAtOnce(request, 1)));
  EXPECT_EQ(CountOf(thread), 2);
  request.set_text("something else");
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, request).status,
              FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "REQUEST_ID_REUSED"));
  EXPECT_EQ(CountOf(thread), 2);
}

// 2: github.com/department-of-veterans-affairs/va.gov-team/issues/59425
TEST_F(ComplaintAboutMessages, NoSecondClickWhileAnAttachmentIsSlowMakesASecondMessageOrLeavesADraft) {
  const std::string thread = StartThread();
  v1::SendMessageRequest request = NewMessage(thread, "please read");
  request.add_publications("publications/fatigue");
  fake_content_.Hold();
  auto clicks = std::async(std::launch::async, [&] { return SendAtOnce(request, 3); });
  fake_content_.AwaitHeld(3);
  EXPECT_EQ(CountOf(thread), 1);
  fake_content_.LetGo();
  EXPECT_EQ(NamesOf(clicks.get()).size(), 1u);
  EXPECT_EQ(CountOf(thread), 2);
  const auto inbox = Inbox(nurse_);
  EXPECT_EQ(inbox.threads_size(), 1);
  EXPECT_EQ(inbox.threads(0).last_message_number(), 2);
}

// 3: github.com/openemr/openemr/issues/8674
TEST_F(ComplaintAboutMessages, NoMessageIsAcceptedThatDoesNotReachTheTeam) {
  v1::StartThreadRequest start = NewThread();
  for (const char* team : {"careTeams/b", "careTeams/absent"}) {
    start.set_care_team(team);
    EXPECT_THAT(Call(patient_, &Talk::StartThread, start).status,
                FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "INVALID_FIELD"))
        << team;
  }
  const std::string thread = StartThread();
  for (const std::string& wrong : {StrCat(thread, "0"), std::string("patients/patient-2/threads/t")}) {
    EXPECT_THAT(Call(patient_, &Talk::SendMessage, NewMessage(wrong)).status,
                FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  }
  const auto accepted = Call(patient_, &Talk::SendMessage, NewMessage(thread));
  EXPECT_EQ(Inbox(nurse_).threads(0).last_message_number(), accepted.response.message().number());
  ASSERT_TRUE(Call(admin_, &Teams::UnenrolPatient, Unenrolment("a", "patient-1")).ok());
  EXPECT_THAT(Call(patient_, &Talk::SendMessage, NewMessage(thread)).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"));
}

// 6: github.com/openemr/openemr/issues/13047 and 13962
TEST_F(ComplaintAboutMessages, NoCountOfUnreadStaysAfterReadingAndToResolveDoesNotFail) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
  EXPECT_EQ(Inbox(nurse_).counts().unread(), 1);
  ASSERT_TRUE(Call(nurse_, &Talk::MarkRead, NewMark(thread, 2)).ok());
  EXPECT_EQ(Inbox(nurse_).counts().unread(), 0);
  EXPECT_EQ(Inbox(nurse_).threads(0).unread_count(), 0);
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(patient_, &Talk::RetractMessage, NewRetraction(thread, 3)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::ResolveThread, NewResolution(thread)).ok()) << "with something unread in it";
  EXPECT_EQ(Inbox(nurse_).counts().resolved(), 1);
  EXPECT_THAT(Call(nurse_, &Talk::ResolveThread, NewResolution(thread)).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "THREAD_RESOLVED"));
}

// 11: github.com/department-of-veterans-affairs/va.gov-team/issues/20195 and 27261
TEST_F(ComplaintAboutMessages, NoLimitIsUnwrittenOrAnotherThanWhatTheContractSays) {
  EXPECT_THAT(UnwrittenLimits(CommentsOfTheContract()), ::testing::IsEmpty()) << "of whichever field of a request";
  EXPECT_GT(UnwrittenLimits({}).size(), 50u) << "of a contract that says nothing none is written";
  const std::string thread = StartThread();
  const auto sends = [&](const std::string& text) {
    return Call(patient_, &Talk::SendMessage, NewMessage(thread, text));
  };
  EXPECT_TRUE(sends(std::string(10'000, 'x')).ok());
  std::string wide;
  for (int i = 0; i < 10'000; ++i) wide += "\xf0\x9f\x99\x82";  // four bytes each
  EXPECT_TRUE(sends(wide).ok());
  const grpc::Status over = sends(std::string(10'001, 'x')).status;
  EXPECT_THAT(over, HasViolation("text"));
  EXPECT_NE(over.error_message().find("10000"), std::string::npos) << over.error_message();
  v1::StartThreadRequest start = NewThread();
  start.set_subject(std::string(200, 'x'));
  EXPECT_TRUE(Call(patient_, &Talk::StartThread, start).ok());
  start = NewThread();
  start.set_subject(std::string(201, 'x'));
  const grpc::Status long_subject = Call(patient_, &Talk::StartThread, start).status;
  EXPECT_THAT(long_subject, HasViolation("subject"));
  EXPECT_NE(long_subject.error_message().find("200"), std::string::npos) << long_subject.error_message();
}

// 12: github.com/hapifhir/hapi-fhir/issues/6002
TEST_F(ComplaintAboutMessages, NoEventOfWhatIsKeptIsGivenUpHoweverLongTheReceiverIsAway) {
  const std::string thread = StartThread();
  v1::WatchRequest request;
  request.set_resume_token(Inbox(nurse_).watch_token());
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
  server_.FollowLogAnew();  // the service has been started again meanwhile
  const auto context = nurse_.Context();
  const auto stream = Talk(server_.channel()).Watch(context.get(), request);
  v1::WatchResponse event;
  for (int number = 2; number <= 301; ++number) {
    ASSERT_TRUE(stream->Read(&event) && event.has_message()) << number;
    ASSERT_EQ(event.message().message().number(), number);
  }
  context->TryCancel();
  stream->Finish();
}

}  // namespace
}  // namespace careloop::messaging
