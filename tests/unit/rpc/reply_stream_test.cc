#include "common/rpc/reply_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>

#include "common/base/status_macros.h"
#include "tests/support/matchers.h"
#include "tests/unit/rpc/test_service.h"

namespace careloop::rpc {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using ::testing::IsEmpty;
using Stream = ReplyStream<v1::WatchResponse>;

constexpr absl::Duration kLimit = absl::Milliseconds(500);

// A message that teaches, in order or without its disclaimer.
v1::WatchResponse Teaching(bool stamped) {
  v1::WatchResponse response;
  auto* publication = response.mutable_message()->mutable_message()->add_publications();
  publication->set_title("Fatigue");
  if (stamped) {
    Stamp(Disclaimed<int>(1, Disclaimer::Create(1, "en", "For information.").value(),
                          SponsorAcknowledgement::Create("None.").value()),
          *publication);
  }
  return response;
}

v1::WatchResponse Numbered(int number, size_t size = 0) {
  v1::WatchResponse response = Teaching(/*stamped=*/true);
  response.mutable_message()->mutable_message()->set_number(number);
  response.mutable_message()->mutable_message()->set_text(std::string(size, 'x'));
  return response;
}

// Watch as a stream that ends, written by the coroutine that a test sets.
class FiniteService final : public v1::MessagingService::CallbackService {
 public:
  explicit FiniteService(CallRunner::Limits limits) : runner_(*authenticator_, random_, limits) {}

  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override {
    static constexpr Policy<v1::WatchRequest> kPolicy{{"careloop.test.v1.TestService/Finite", {Role::kPatient}, kLimit},
                                                      [](const v1::WatchRequest& r) {
                                                        Violations violations;
                                                        if (r.resume_token() == "invalid")
                                                          violations.Add("resume_token", "is invalid");
                                                        return violations.ToStatus();
                                                      }};
    return runner_.Stream<v1::WatchResponse>(kPolicy, context, request,
                                             [this](const Call& call, const v1::WatchRequest&, Stream& stream) {
                                               ++handled;
                                               return Handle(call, stream);
                                             });
  }

  std::function<Task<absl::Status>(Stream&)> write;
  std::atomic<int> handled = 0;
  std::promise<absl::Status> outcome;  // of the first stream

 private:
  Task<absl::Status> Handle(const Call&, Stream& stream) {
    absl::Status status = co_await write(stream);
    if (handled == 1) outcome.set_value(status);
    co_return status;
  }

  testing::FixedRandom random_;
  const std::unique_ptr<Authenticator> authenticator_ = testing::MakeTestAuthenticator();
  CallRunner runner_;
};

Task<absl::Status> WriteNumbers(Stream& stream, int count, size_t size, std::atomic<int>& written) {
  for (int i = 1; i <= count; ++i) {
    CO_RETURN_IF_ERROR(co_await stream.Write(Numbered(i, size)));
    ++written;
  }
  co_return absl::OkStatus();
}

class ReplyStreamTest : public ::testing::Test {
 protected:
  explicit ReplyStreamTest(CallRunner::Limits limits = {}) : service_(limits) {
    service_.write = [this](Stream& stream) { return WriteNumbers(stream, 5, 0, written_); };
  }

  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> Open() { return stub_.Watch(context_.get(), {}); }
  static std::vector<int> ReadAll(grpc::ClientReader<v1::WatchResponse>& reader) {
    std::vector<int> numbers;
    v1::WatchResponse response;
    while (reader.Read(&response)) numbers.push_back(response.message().message().number());
    return numbers;
  }
  grpc::Status Watch(Role role, const std::string& subject, const std::string& token = "") {
    const auto context = ContextOf(role, subject);
    v1::WatchRequest request;
    request.set_resume_token(token);
    const auto reader = stub_.Watch(context.get(), request);
    ReadAll(*reader);
    return reader->Finish();
  }

  std::atomic<int> written_ = 0;
  FiniteService service_;
  testing::InProcessServer server_{{&service_}};
  v1::MessagingService::Stub stub_{server_.channel()};
  const std::unique_ptr<grpc::ClientContext> context_ = ContextOf(Role::kPatient);
};

TEST_F(ReplyStreamTest, SendsInOrderAndEndsAsItsWriterSays) {
  auto reader = Open();
  EXPECT_THAT(ReadAll(*reader), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(ReplyStreamTest, AnErrorAfterSomeMessagesReachesTheClientBehindThem) {
  service_.write = [this](Stream& stream) -> Task<absl::Status> {
    CO_RETURN_IF_ERROR(co_await WriteNumbers(stream, 2, 0, written_));
    co_return NotFound("thing");
  };
  auto reader = Open();
  EXPECT_THAT(ReadAll(*reader), ElementsAre(1, 2));
  EXPECT_THAT(reader->Finish(), FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

TEST_F(ReplyStreamTest, AStreamMayEndWithoutAMessage) {
  service_.write = [](Stream&) -> Task<absl::Status> { co_return absl::OkStatus(); };
  auto reader = Open();
  EXPECT_THAT(ReadAll(*reader), IsEmpty());
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(ReplyStreamTest, WaitsForItsReaderAndGivesUpWhenTimeHasRunOut) {
  constexpr int kMany = 1000;
  service_.write = [this](Stream& stream) { return WriteNumbers(stream, kMany, 1'000'000, written_); };
  auto reader = Open();  // and reads nothing
  EXPECT_EQ(ReasonOf(service_.outcome.get_future().get()), reason::kDeadlineExceeded);
  EXPECT_LT(written_, 100) << "what the transport takes before it is read";
  ReadAll(*reader);
  EXPECT_FALSE(reader->Finish().ok());
}

TEST_F(ReplyStreamTest, NothingIsWrittenAfterTheTimeHasRunOut) {
  service_.write = [](Stream& stream) -> Task<absl::Status> {
    absl::Status status;
    while (status.ok()) status = co_await stream.Write(Numbered(1));
    co_return absl::OkStatus();  // the failure counts nevertheless
  };
  auto reader = Open();
  ReadAll(*reader);
  const grpc::Status status = reader->Finish();
  EXPECT_TRUE(status.error_code() == StatusCode::DEADLINE_EXCEEDED || status.error_code() == StatusCode::CANCELLED);
}

TEST_F(ReplyStreamTest, ACancelledStreamTakesNothingMore) {
  service_.write = [this](Stream& stream) { return WriteNumbers(stream, 1'000'000, 1000, written_); };
  auto reader = Open();
  v1::WatchResponse response;
  ASSERT_TRUE(reader->Read(&response));
  context_->TryCancel();
  EXPECT_THAT(service_.outcome.get_future().get(),
              testing::FailsWith(absl::StatusCode::kCancelled, reason::kCancelled));
  EXPECT_EQ(reader->Finish().error_code(), StatusCode::CANCELLED);
}

// ---- The disclaimer ---------------------------------------------------------------------------------------------

TEST_F(ReplyStreamTest, AStreamOfATypeThatMayTeachBeginsWithAMessageThatDoes) {
  service_.write = [](Stream& stream) -> Task<absl::Status> {
    v1::WatchResponse piece;
    piece.mutable_message()->mutable_message()->set_text("words without a disclaimer");
    co_return co_await stream.Write(piece);
  };
  const int64_t before = EducationalRefusals();
  auto reader = Open();
  EXPECT_THAT(ReadAll(*reader), IsEmpty());
  EXPECT_THAT(reader->Finish(), FailsOnTheWireWith(StatusCode::INTERNAL, "DISCLAIMER_MISSING"));
  EXPECT_EQ(EducationalRefusals(), before + 1);
}

TEST_F(ReplyStreamTest, WhatFollowsABeginningInOrderMayBeAPieceOfTheText) {
  service_.write = [](Stream& stream) -> Task<absl::Status> {
    CO_RETURN_IF_ERROR(co_await stream.Write(Teaching(/*stamped=*/true)));
    v1::WatchResponse piece;
    piece.mutable_message()->mutable_message()->set_number(2);
    co_return co_await stream.Write(piece);
  };
  auto reader = Open();
  EXPECT_THAT(ReadAll(*reader), ElementsAre(0, 2));
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(ReplyStreamTest, ALaterMessageWithoutItsDisclaimerEndsTheStreamForGood) {
  service_.write = [](Stream& stream) -> Task<absl::Status> {
    CO_RETURN_IF_ERROR(co_await stream.Write(Numbered(1)));
    absl::Status bare = co_await stream.Write(Teaching(/*stamped=*/false));
    EXPECT_EQ(ReasonOf(bare), reason::kDisclaimerMissing);
    absl::Status next = co_await stream.Write(Numbered(2));
    EXPECT_EQ(ReasonOf(next), reason::kDisclaimerMissing);
    co_return absl::OkStatus();
  };
  auto reader = Open();
  EXPECT_THAT(ReadAll(*reader), ElementsAre(1));
  EXPECT_THAT(reader->Finish(), FailsOnTheWireWith(StatusCode::INTERNAL, "DISCLAIMER_MISSING"));
}

// ---- Admission --------------------------------------------------------------------------------------------------

class NarrowReplyStreamTest : public ReplyStreamTest {
 protected:
  NarrowReplyStreamTest() : ReplyStreamTest({.calls = {}, .streams = {.total = 10, .per_caller = 1}}) {}
};

TEST_F(NarrowReplyStreamTest, AsksForTheRoleAndAValidRequestBeforeItRuns) {
  EXPECT_THAT(Watch(Role::kClinician, "one", "invalid"),
              FailsOnTheWireWith(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(Watch(Role::kPatient, "one", "invalid"), testing::HasViolation("resume_token"));
  EXPECT_EQ(service_.handled, 0);
  EXPECT_TRUE(Watch(Role::kPatient, "one").ok());
}

TEST_F(NarrowReplyStreamTest, TakesAPlaceAmongTheStreamsUntilItsEnd) {
  Hold hold;
  service_.write = [&](Stream&) -> Task<absl::Status> {
    co_await hold.Wait();
    co_return absl::OkStatus();
  };
  auto reader = Open();
  hold.WaitUntilHeld(1);
  EXPECT_THAT(Watch(Role::kPatient, "somebody"), FailsOnTheWireWith(StatusCode::RESOURCE_EXHAUSTED, "TOO_MANY_CALLS"));
  hold.Release();
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_TRUE(Watch(Role::kPatient, "somebody").ok());
}

}  // namespace
}  // namespace careloop::rpc
