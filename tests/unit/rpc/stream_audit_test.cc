// Of a stream the access is recorded before its first message, and not if there is none.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/rpc/line_stream.h"
#include "tests/support/fake_clock.h"
#include "tests/support/matchers.h"
#include "tests/support/memory_access_log.h"
#include "tests/unit/rpc/test_service.h"

namespace careloop::rpc {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Stream = ReplyStream<v1::ExportThreadsResponse>;

// ExportThreads as the coroutine that a test sets.
class ExportService final : public v1::MessagingService::CallbackService {
 public:
  explicit ExportService(AccessAudit& audit) { runner_.RecordAccesses(audit); }

  grpc::ServerWriteReactor<v1::ExportThreadsResponse>* ExportThreads(grpc::CallbackServerContext* context,
                                                                     const v1::ExportThreadsRequest* request) override {
    static constexpr Policy<v1::ExportThreadsRequest> kPolicy{{"careloop.test.v1.TestService/Export",
                                                               {Role::kPatient, Role::kClinician},
                                                               absl::Seconds(20),
                                                               Ground::kCareTeam},
                                                              [](const auto&) { return absl::OkStatus(); }};
    return runner_.Stream<v1::ExportThreadsResponse>(
        kPolicy, context, request,
        [this](const Call&, const v1::ExportThreadsRequest&, Stream& stream) { return write(stream); });
  }

  std::function<Task<absl::Status>(Stream&)> write;

 private:
  testing::FixedRandom random_;
  const std::unique_ptr<Authenticator> authenticator_ = testing::MakeTestAuthenticator();
  CallRunner runner_{*authenticator_, random_, {}};
};

Task<absl::Status> WriteLines(Stream& stream, std::vector<std::string> texts) {
  LineStream<v1::ExportThreadsResponse> lines(stream);
  for (const std::string& text : texts) {
    lines.Add(text + "\n");
    CO_RETURN_IF_ERROR(co_await lines.Send());
  }
  co_return absl::OkStatus();
}

class StreamAuditTest : public ::testing::Test {
 protected:
  StreamAuditTest() {
    service_.write = [](Stream& stream) { return WriteLines(stream, {"one", "two"}); };
  }

  struct Outcome {
    grpc::Status status;
    std::vector<std::string> pieces;
  };
  // Of an export of patient-1.
  Outcome Export(Role role, const std::string& subject) {
    const auto context = ContextOf(role, subject);
    v1::ExportThreadsRequest request;
    request.set_parent("patients/patient-1");
    const auto reader = stub_.ExportThreads(context.get(), request);
    Outcome outcome;
    for (v1::ExportThreadsResponse piece; reader->Read(&piece);) outcome.pieces.push_back(piece.ndjson());
    outcome.status = reader->Finish();
    return outcome;
  }

  const testing::FakeClock clock_{absl::FromUnixSeconds(1'750'000'000)};
  testing::MemoryAccessLog log_;
  AccessAudit audit_{log_, "messaging", clock_};
  ExportService service_{audit_};
  testing::InProcessServer server_{{&service_}};
  v1::MessagingService::Stub stub_{server_.channel()};
};

TEST_F(StreamAuditTest, OneRecordIsThereWhenTheFirstMessageIsWritten) {
  size_t when_written = 0;
  service_.write = [&](Stream& stream) -> Task<absl::Status> {
    EXPECT_THAT(log_.records, IsEmpty());
    CO_RETURN_IF_ERROR(co_await WriteLines(stream, {"one"}));
    when_written = log_.records.size();
    co_return co_await WriteLines(stream, {"two"});
  };
  EXPECT_THAT(Export(Role::kClinician, "nurse-1").pieces, ElementsAre("one\n", "two\n"));
  EXPECT_EQ(when_written, 1u);
  ASSERT_THAT(log_.records, SizeIs(1));
  EXPECT_EQ(log_.records[0].person, "nurse-1");
  EXPECT_EQ(log_.records[0].rule, "care-team");
  EXPECT_THAT(log_.records[0].patients, ElementsAre("patient-1"));
}

TEST_F(StreamAuditTest, ARefusalIsADenialAndNoLook) {
  service_.write = [](Stream&) -> Task<absl::Status> { co_return NotFound("patient"); };
  EXPECT_THAT(Export(Role::kClinician, "nurse-1").status, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(log_.records, IsEmpty());
  EXPECT_THAT(log_.denials, SizeIs(1));
}

TEST_F(StreamAuditTest, WhatCannotBeRecordedIsNotTold) {
  log_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  const Outcome outcome = Export(Role::kClinician, "nurse-1");
  EXPECT_THAT(outcome.pieces, IsEmpty());
  EXPECT_THAT(outcome.status, FailsOnTheWireWith(StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE"));
}

TEST_F(StreamAuditTest, APatientsOwnIsNotRecorded) {
  EXPECT_THAT(Export(Role::kPatient, "patient-1").pieces, SizeIs(2));
  EXPECT_THAT(log_.records, IsEmpty());
}

}  // namespace
}  // namespace careloop::rpc
