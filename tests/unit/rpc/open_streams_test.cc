// What becomes of the streams whose callers lose their token while they are open.

#include "common/rpc/open_streams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>

#include "common/auth/claims.h"
#include "common/base/status_macros.h"
#include "tests/support/careloop_command.h"
#include "tests/support/fake_clock.h"
#include "tests/support/matchers.h"
#include "tests/unit/rpc/test_service.h"

namespace careloop::rpc {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using Message = std::shared_ptr<const v1::WatchResponse>;

constexpr char kEverybody[] = "sid test-session\n";

v1::WatchResponse Sized(size_t size) {
  v1::WatchResponse response;
  response.mutable_message()->mutable_message()->set_text(std::string(size, 'x'));
  return response;
}

// GetThread waits, Watch is an EventStream that a test feeds, or a ReplyStream that writes until it may not.
class StreamingService final : public v1::MessagingService::CallbackService {
 public:
  explicit StreamingService(Authenticator& authenticator) : runner_(authenticator, random_, {}) {}

  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override {
    return request->resume_token() == "reply" ? Reply(context, request) : Events(*context);
  }

  CallRunner& runner() { return runner_; }
  std::shared_ptr<EventStream<v1::WatchResponse>> NextEvents() { return events_.get_future().get(); }
  std::future<absl::Status> Outcome() { return outcome_.get_future(); }
  void WaitUntilItHasWritten(int messages) const {
    while (written_ < messages) written_.wait(written_);
  }

  size_t message_size = 10;

 private:
  grpc::ServerWriteReactor<v1::WatchResponse>* Events(grpc::CallbackServerContext& context) {
    static constexpr MethodPolicy kRow{"careloop.test.v1.T/Events", {Role::kPatient}, absl::InfiniteDuration()};
    const auto stream = EventStream<v1::WatchResponse>::Create(context, 64);
    auto admitted = std::make_shared<CallRunner::Admitted>(runner_.AdmitStream(kRow, context, stream).value());
    stream->OnEnded([this, admitted](const absl::Status& status) {
      *admitted = {};
      outcome_.set_value(status);
    });
    events_.set_value(stream);
    return stream.get();
  }

  grpc::ServerWriteReactor<v1::WatchResponse>* Reply(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) {
    static constexpr Policy<v1::WatchRequest> kPolicy{{"careloop.test.v1.T/Reply", {Role::kPatient}, absl::Seconds(20)},
                                                      [](const v1::WatchRequest&) { return absl::OkStatus(); }};
    return runner_.Stream<v1::WatchResponse>(
        kPolicy, context, request,
        [this](const Call&, const v1::WatchRequest&, ReplyStream<v1::WatchResponse>& stream) { return Write(stream); });
  }

  Task<absl::Status> Write(ReplyStream<v1::WatchResponse>& stream) {
    v1::WatchResponse first = Teaching();
    absl::Status status = co_await stream.Write(std::move(first));
    while (status.ok()) {
      ++written_;
      written_.notify_all();
      status = co_await stream.Write(Sized(message_size));
    }
    EXPECT_TRUE(stream.over());
    outcome_.set_value(status);
    co_return absl::OkStatus();
  }

  static v1::WatchResponse Teaching() {
    v1::WatchResponse response;
    Stamp(Disclaimed<int>(1, Disclaimer::Create(1, "en", "For information.").value(),
                          SponsorAcknowledgement::Create("None.").value()),
          *response.mutable_message()->mutable_message()->add_publications());
    return response;
  }

  testing::FixedRandom random_;
  std::promise<std::shared_ptr<EventStream<v1::WatchResponse>>> events_;
  std::promise<absl::Status> outcome_;
  std::atomic<int> written_ = 0;
  CallRunner runner_;
};

class OpenStreamsTest : public ::testing::Test {
 protected:
  ~OpenStreamsTest() override { context_->TryCancel(); }

  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> Open(const std::string& kind) {
    v1::WatchRequest request;
    request.set_resume_token(kind);
    return stub_.Watch(context_.get(), request);
  }
  grpc::Status ReadToTheEnd(grpc::ClientReader<v1::WatchResponse>& reader) {
    v1::WatchResponse response;
    while (reader.Read(&response)) ++read_;
    return reader.Finish();
  }

  testing::FakeClock clock_{absl::Now()};
  testing::FakeRevocations revocations_;
  const std::unique_ptr<Authenticator> authenticator_ = testing::MakeTestAuthenticator(clock_, &revocations_);
  StreamingService service_{*authenticator_};
  testing::InProcessServer server_{{&service_}};
  v1::MessagingService::Stub stub_{server_.channel()};
  const std::unique_ptr<grpc::ClientContext> context_ = ContextOf(Role::kPatient);
  int read_ = 0;
};

TEST_F(OpenStreamsTest, GoOnWhileTheTokenIsGood) {
  const auto reader = Open("events");
  const auto stream = service_.NextEvents();
  service_.runner().CheckOpenStreams();
  EXPECT_TRUE(stream->Push(std::make_shared<v1::WatchResponse>(Sized(1))));
  stream->End(absl::OkStatus());
  EXPECT_TRUE(ReadToTheEnd(*reader).ok());
  EXPECT_EQ(read_, 1);
}

TEST_F(OpenStreamsTest, RememberAsWhomTheirCallersWereRenewed) {
  OpenStreams streams;
  const auto first = std::make_shared<const Caller>();
  const auto renewed = std::make_shared<const Caller>();
  const OpenStreams::Place place = streams.Add(first, {});
  std::vector<std::shared_ptr<const Caller>> asked;
  for (int i = 0; i < 2; ++i) {
    streams.Check([&](const std::shared_ptr<const Caller>& caller) {
      asked.push_back(caller);
      return renewed;
    });
  }
  EXPECT_THAT(asked, ::testing::ElementsAre(first, renewed));
}

TEST_F(OpenStreamsTest, OfEventsEndWhenTheSessionIsRevoked) {
  const auto reader = Open("events");
  const auto stream = service_.NextEvents();
  revocations_.Set(kEverybody);
  service_.runner().CheckOpenStreams();
  EXPECT_FALSE(stream->Push(std::make_shared<v1::WatchResponse>(Sized(1))));
  EXPECT_THAT(ReadToTheEnd(*reader), FailsOnTheWireWith(StatusCode::UNAUTHENTICATED, "TOKEN_INVALID"));
  EXPECT_EQ(read_, 0);
}

TEST_F(OpenStreamsTest, OfEventsEndWhenTheTokenHasExpired) {
  const auto reader = Open("events");
  const auto stream = service_.NextEvents();
  clock_.Advance(absl::Hours(1) + kClockSkew + absl::Seconds(1));
  service_.runner().CheckOpenStreams();
  EXPECT_THAT(ReadToTheEnd(*reader), FailsOnTheWireWith(StatusCode::UNAUTHENTICATED, "TOKEN_EXPIRED"));
}

TEST_F(OpenStreamsTest, OfEventsAreCutOffTheSecondTimeWhenNobodyReads) {
  const auto reader = Open("events");
  const auto stream = service_.NextEvents();
  while (stream->Push(std::make_shared<v1::WatchResponse>(Sized(100'000)))) {
    if (read_++ == 32) break;  // more than the transport takes
  }
  revocations_.Set(kEverybody);
  service_.runner().CheckOpenStreams();
  std::future<absl::Status> end = service_.Outcome();
  EXPECT_EQ(end.wait_for(std::chrono::milliseconds(0)), std::future_status::timeout) << "the client may yet read";
  service_.runner().CheckOpenStreams();
  EXPECT_EQ(ReasonOf(end.get()), reason::kTokenInvalid);
  EXPECT_EQ(ReadToTheEnd(*reader).error_code(), StatusCode::CANCELLED);
}

TEST_F(OpenStreamsTest, OfRepliesEndWhenTheSessionIsRevoked) {
  const auto reader = Open("reply");
  service_.WaitUntilItHasWritten(3);
  revocations_.Set(kEverybody);
  service_.runner().CheckOpenStreams();
  EXPECT_THAT(ReadToTheEnd(*reader), FailsOnTheWireWith(StatusCode::UNAUTHENTICATED, "TOKEN_INVALID"));
  EXPECT_EQ(ReasonOf(service_.Outcome().get()), reason::kTokenInvalid);
}

TEST_F(OpenStreamsTest, OfRepliesAreCutOffTheSecondTimeWhenNobodyReads) {
  service_.message_size = 2'000'000;  // the next one waits for its reader
  const auto reader = Open("reply");
  service_.WaitUntilItHasWritten(1);
  revocations_.Set(kEverybody);
  std::future<absl::Status> outcome = service_.Outcome();
  while (outcome.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
    service_.runner().CheckOpenStreams();
  }
  EXPECT_EQ(ReasonOf(outcome.get()), reason::kTokenInvalid);
  EXPECT_FALSE(ReadToTheEnd(*reader).ok());
}

TEST_F(OpenStreamsTest, AreForgottenWhenTheyAreOver) {
  const auto reader = Open("events");
  const auto events = service_.NextEvents();
  EXPECT_EQ(service_.runner().open_streams(), 1u);
  events->End(absl::OkStatus());
  EXPECT_TRUE(ReadToTheEnd(*reader).ok());
  testing::Eventually("its place is given back", [&] { return service_.runner().open_streams() == 0; });
}

}  // namespace
}  // namespace careloop::rpc
