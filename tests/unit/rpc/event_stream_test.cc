#include "common/rpc/event_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/support/matchers.h"
#include "tests/unit/rpc/test_service.h"

namespace careloop::rpc {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using StreamPtr = std::shared_ptr<TestService::Stream>;

class EventStreamTest : public ::testing::Test {
 protected:
  EventStreamTest() {
    service_.on_watch = [this](grpc::CallbackServerContext&, const StreamPtr& stream) {
      stream->OnEnded([this](const absl::Status& status) {
        ++ends_;
        ended_.set_value(status);
      });
      opened_.set_value(stream);
    };
    reader_ = stub_.Watch(context_.get(), {});
    stream_ = opened_.get_future().get();
  }
  ~EventStreamTest() override {
    stream_->End(absl::OkStatus());
    context_->TryCancel();
    ended_status_.wait();
  }

  static TestService::Stream::Message Numbered(int number, size_t size = 0) {
    auto response = std::make_shared<v1::WatchResponse>();
    response->mutable_message()->mutable_message()->set_number(number);
    response->mutable_message()->mutable_message()->set_text(std::string(size, 'x'));
    return response;
  }
  // Until the stream ends.
  std::vector<int> ReadAll() {
    std::vector<int> numbers;
    v1::WatchResponse response;
    while (reader_->Read(&response)) numbers.push_back(response.message().message().number());
    return numbers;
  }

  TestService service_;
  testing::InProcessServer server_{{&service_}};
  v1::MessagingService::Stub stub_{server_.channel()};
  std::promise<StreamPtr> opened_;
  std::promise<absl::Status> ended_;
  std::shared_future<absl::Status> ended_status_ = ended_.get_future().share();
  std::atomic<int> ends_ = 0;
  const std::unique_ptr<grpc::ClientContext> context_ = ContextOf(Role::kPatient);
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
  StreamPtr stream_;
};

TEST_F(EventStreamTest, WritesWhatIsPushedInOrderThenEnds) {
  for (int i = 1; i <= 5; ++i) EXPECT_TRUE(stream_->Push(Numbered(i)));
  stream_->End(absl::OkStatus());
  EXPECT_THAT(ReadAll(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_TRUE(reader_->Finish().ok());
  EXPECT_TRUE(ended_status_.get().ok());
}

TEST_F(EventStreamTest, EndsOnceWithTheFirstStatus) {
  stream_->End(Error(absl::StatusCode::kUnauthenticated, reason::kTokenExpired, "expired"));
  stream_->End(absl::OkStatus());
  EXPECT_FALSE(stream_->Push(Numbered(1)));
  EXPECT_THAT(ReadAll(), ::testing::IsEmpty());
  EXPECT_THAT(reader_->Finish(), FailsOnTheWireWith(StatusCode::UNAUTHENTICATED, "TOKEN_EXPIRED"));
  EXPECT_EQ(ReasonOf(ended_status_.get()), reason::kTokenExpired);
  EXPECT_EQ(ends_, 1);
}

TEST_F(EventStreamTest, ASlowReaderIsCut) {
  int pushed = 0;
  while (stream_->Push(Numbered(pushed, 100'000))) ++pushed;
  EXPECT_GE(pushed, 8) << "as many as the queue holds, and what the transport took";
  const std::vector<int> numbers = ReadAll();
  for (size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], static_cast<int>(i)) << "without a hole";
  EXPECT_THAT(reader_->Finish(), FailsOnTheWireWith(StatusCode::RESOURCE_EXHAUSTED, "STREAM_TOO_SLOW"));
  EXPECT_EQ(ReasonOf(ended_status_.get()), reason::kStreamTooSlow);
}

TEST_F(EventStreamTest, ACancelledStreamEndsAndTakesNothingMore) {
  context_->TryCancel();
  EXPECT_TRUE(absl::IsCancelled(ended_status_.get()));
  EXPECT_EQ(ReasonOf(ended_status_.get()), reason::kCancelled);
  EXPECT_FALSE(stream_->Push(Numbered(1)));
  EXPECT_EQ(ends_, 1);
}

TEST_F(EventStreamTest, WhoAsksAfterTheEndIsToldAtOnce) {
  stream_->End(absl::OkStatus());
  ReadAll();
  EXPECT_TRUE(reader_->Finish().ok());
  ended_status_.wait();
  bool told = false;
  stream_->OnEnded([&](const absl::Status& status) { told = status.ok(); });
  EXPECT_TRUE(told);
}

TEST_F(EventStreamTest, EducationalContentWithoutItsDisclaimerEndsTheStream) {
  auto bare = std::make_shared<v1::WatchResponse>();
  bare->mutable_message()->mutable_message()->add_publications()->set_title("Fatigue");
  EXPECT_FALSE(stream_->Push(bare));
  EXPECT_THAT(ReadAll(), ::testing::IsEmpty());
  EXPECT_THAT(reader_->Finish(), FailsOnTheWireWith(StatusCode::INTERNAL, "DISCLAIMER_MISSING"));
}

TEST_F(EventStreamTest, ManyMayPushAtOnce) {
  service_.queue_limit = 8;
  constexpr int kThreads = 4;
  std::atomic<int> accepted = 0;
  std::vector<std::thread> pushers;
  for (int t = 0; t < kThreads; ++t) {
    pushers.emplace_back([&] {
      for (int i = 0; i < 50; ++i) accepted += stream_->Push(Numbered(1)) ? 1 : 0;
    });
  }
  for (std::thread& pusher : pushers) pusher.join();
  stream_->End(absl::OkStatus());
  EXPECT_LE(ReadAll().size(), static_cast<size_t>(accepted));
  reader_->Finish();
}

}  // namespace
}  // namespace careloop::rpc
