#include "common/service/audit_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fixed_random.h"
#include "tests/support/in_process_server.h"
#include "tests/support/memory_access_log.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_tokens.h"

namespace careloop::service {
namespace {

using ::testing::SizeIs;

// Notes on which threads it was read.
class WatchedLog final : public testing::MemoryAccessLog {
 public:
  Task<absl::StatusOr<std::vector<audit::LoggedAccess>>> Read(int64_t after, int most, Deadline deadline) override {
    readers.push_back(std::this_thread::get_id());
    return MemoryAccessLog::Read(after, most, deadline);
  }
  std::vector<std::thread::id> readers;
};

Task<std::thread::id> ThreadOf(Workers& workers) {
  co_await workers.Turn();
  co_return std::this_thread::get_id();
}

audit::AccessRecord MessageSent(const std::string& patient, const std::string& id) {
  return {.method = "careloop.messaging.v1.MessagingService/SendMessage",
          .resource = StrCat("patients/", patient, "/threads/t-1"),
          .request_id = id};
}

// Of "p-1" a message that was written before, and one that is while they are read; of others errors.
class MadeUpRecords final : public store::StoredRecords {
 public:
  explicit MadeUpRecords(testing::MemoryAccessLog& log) : log_(log) {}

  Task<absl::StatusOr<std::vector<store::RecordChain>>> Of(const Call& call, std::string patient) override {
    if (patient == "p-erased") co_return NotFound("patient");
    if (patient == "p-spoiled") co_return absl::InternalError("spoiled");
    if (patient == "p-away") co_return StoreUnavailable("away");
    log_.records.push_back(MessageSent("p-1", "while"));
    co_return std::vector<store::RecordChain>{{.place = "threads/t-1", .records = {{"1", "before"}, {"2", "while"}}}};
  }

 private:
  testing::MemoryAccessLog& log_;
};

class ExportLogTest : public ::testing::Test {
 protected:
  // The pieces of an export by an admin.
  std::vector<std::string> Export() {
    grpc::ClientContext context;
    context.AddMetadata("authorization", StrCat("Bearer ", testing::TokenFor(Role::kAdmin, "admin-1", "Demo Admin")));
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    const auto reader = stub_.ExportLog(&context, {});
    std::vector<std::string> pieces;
    for (audit::v1::ExportLogResponse piece; reader->Read(&piece);) pieces.push_back(piece.ndjson());
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return pieces;
  }

  grpc::Status Check(audit::v1::CheckRecordsResponse& answer) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", StrCat("Bearer ", testing::TokenFor(Role::kAdmin, "admin-1", "Demo Admin")));
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    return stub_.CheckRecords(&context, {}, &answer);
  }

  const testing::FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  testing::FixedRandom random_;
  const std::unique_ptr<Authenticator> authenticator_ = testing::MakeTestAuthenticator();
  rpc::CallRunner runner_{*authenticator_, random_, {}};
  WatchedLog log_;
  rpc::AccessAudit access_audit_{log_, "journal", clock_};
  const rpc::PageTokens tokens_{SecretKey(SecretKey::Bytes{}), random_};
  Workers workers_{1};
  MadeUpRecords made_up_{log_};
  AuditService service_{"journal", runner_, access_audit_, log_, made_up_, tokens_, workers_};
  testing::InProcessServer server_{{&service_}};
  audit::v1::AuditService::Stub stub_{server_.channel()};
};

TEST_F(ExportLogTest, SendsRecordsOfManyPatientsInPiecesThatEveryClientTakes) {
  audit::AccessRecord inbox_page;
  for (int i = 0; i < 200; ++i) inbox_page.patients.push_back(StrCat(std::string(80, 'p'), i));
  log_.records.assign(256, inbox_page);
  int64_t lines = 0;
  for (const std::string& piece : Export()) {
    EXPECT_LT(piece.size(), size_t{1} << 20);
    EXPECT_EQ(piece.back(), '\n');
    lines += std::ranges::count(piece, '\n');
  }
  EXPECT_EQ(lines, 257) << "and the one of the export";
}

TEST_F(ExportLogTest, SendsFewRecordsInOnePiece) {
  log_.records.resize(10);
  EXPECT_THAT(Export(), SizeIs(1));
}

// What has not filled a piece yet is followed by the next read, on the thread that has printed.
TEST_F(ExportLogTest, PrintsWhereItHoldsUpNobody) {
  log_.records.resize(10);
  Export();
  ASSERT_THAT(log_.readers, SizeIs(2));
  const std::thread::id worker = testing::RunTask(ThreadOf(workers_));
  EXPECT_NE(log_.readers[0], worker);
  EXPECT_EQ(log_.readers[1], worker);
}

TEST_F(ExportLogTest, CheckHasNoFindingOfWhatIsWrittenMeanwhile) {
  log_.records = {MessageSent("p-1", "before"), MessageSent("p-erased", "1")};
  audit::v1::CheckRecordsResponse answer;
  ASSERT_TRUE(Check(answer).ok());
  EXPECT_EQ(answer.finding_count(), 0) << answer.DebugString();
  EXPECT_EQ(answer.checked_count(), 2);
  EXPECT_EQ(answer.unchecked_patient_count(), 1);
  EXPECT_EQ(answer.last_sequence(), 3) << "with what came meanwhile";
  EXPECT_EQ(answer.service(), "journal");
}

TEST_F(ExportLogTest, CheckTellsOfWhomNothingCanBeReadAndEndsOnlyWhereTheStoreIsAway) {
  log_.records = {MessageSent("p-spoiled", "1"), MessageSent("p-1", "missing")};
  audit::v1::CheckRecordsResponse answer;
  ASSERT_TRUE(Check(answer).ok());
  ASSERT_THAT(answer.findings(), SizeIs(2)) << answer.DebugString();
  EXPECT_EQ(answer.findings(0).name(), "patients/p-spoiled");
  EXPECT_EQ(answer.findings(0).fault(), audit::v1::RECORD_FAULT_UNREADABLE);
  EXPECT_EQ(answer.findings(1).fault(), audit::v1::RECORD_FAULT_MISSING);
  EXPECT_EQ(answer.findings(1).sequence(), 2);
  log_.records = {MessageSent("p-away", "1")};
  EXPECT_EQ(Check(answer).error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace careloop::service
