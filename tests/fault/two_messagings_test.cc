// Two instances of messaging on one Redis behave as one: what is done at one is told at once by the other, and is in
// its inbox as soon as the first has said that it is done.

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "tests/fault/site.h"
#include "tests/support/careloop_command.h"
#include "tests/support/site_folder.h"

namespace careloop::fault {
namespace {

using messaging::v1::ListThreadsResponse;
using messaging::v1::WatchResponse;
using testing::Eventually;

class TwoMessagings : public ::testing::Test {
 protected:
  TwoMessagings() {
    Eventually("the second one serves and has its inbox", [this] { return Inbox().has_value(); });
  }

  std::unique_ptr<grpc::ClientContext> ContextOf(const Client& person) const {
    auto context = std::make_unique<grpc::ClientContext>();
    person.Authorize(*context);
    context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    return context;
  }
  // What the second one lists to the nurse; nothing while it cannot.
  std::optional<ListThreadsResponse> Inbox() const {
    messaging::v1::ListThreadsRequest request;
    request.set_parent("patients/-");
    ListThreadsResponse response;
    const auto context = ContextOf(nurse_);
    if (!at_second_->ListThreads(context.get(), request, &response).ok()) return std::nullopt;
    return response;
  }
  messaging::v1::SendMessageRequest Message(const std::string& text) const {
    messaging::v1::SendMessageRequest request;
    request.set_parent(site_.patient().thread);
    request.set_text(text);
    return request;
  }

  const testing::SiteFolder folder_;
  const Stack stack_;
  const Site site_{stack_, 1};
  const std::string address_ = "unix:" + folder_.path() + "/messaging";
  const Child second_{stack_.CommandOf(Victim::kMessaging, {{"listen", address_}}), folder_.path() + "/messaging.log"};
  const Client patient_{stack_, site_.patient().person};
  const Client nurse_{stack_, site_.nurse()};
  const std::unique_ptr<MessagingStub> at_second_ =
      messaging::v1::MessagingService::NewStub(grpc::CreateChannel(address_, grpc::InsecureChannelCredentials()));
};

TEST_F(TwoMessagings, OneListsAtOnceWhatTheOtherHasAcknowledged) {
  int read = 0;
  for (int i = 0; i < 50; ++i) {
    const int number = patient_.Change(&MessagingStub::SendMessage, Message(StrCat("message ", i))).message().number();
    const auto inbox = Inbox();
    ASSERT_TRUE(inbox && inbox->threads_size() == 1) << i;
    ASSERT_EQ(inbox->threads(0).last_message_number(), number) << i;
    ASSERT_EQ(inbox->threads(0).unread_count(), number - read) << i;
    messaging::v1::MarkReadRequest mark;
    mark.set_thread(site_.patient().thread);
    mark.set_up_to(number);
    nurse_.Change(&MessagingStub::MarkRead, mark);
    ASSERT_EQ(Inbox()->threads(0).unread_count(), 0) << i;
    read = number;
  }
}

TEST_F(TwoMessagings, OneTellsWhatIsDoneAtTheOtherAndATokenOfOneIsGoodAtTheOther) {
  messaging::v1::WatchRequest request;
  request.set_resume_token(Inbox()->watch_token());
  int last = 1;
  for (int round = 0; round < 5; ++round) {
    const auto context = ContextOf(nurse_);
    const auto stream = at_second_->Watch(context.get(), request);
    for (int i = 0; i < 5; ++i) {
      const int number = patient_.Change(&MessagingStub::SendMessage, Message("x")).message().number();
      WatchResponse event;
      ASSERT_TRUE(stream->Read(&event) && event.has_message()) << round << " " << i;
      EXPECT_EQ(event.message().message().number(), number);
      EXPECT_EQ(number, ++last);
      request.set_resume_token(event.resume_token());
    }
    context->TryCancel();
    // A token of the first one, whose log may be ahead, is taken up by the second.
    messaging::v1::ListThreadsRequest list;
    list.set_parent("patients/-");
    request.set_resume_token(nurse_.Get(&MessagingStub::ListThreads, list).watch_token());
  }
}

}  // namespace
}  // namespace careloop::fault
