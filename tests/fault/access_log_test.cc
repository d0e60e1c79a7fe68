// The access log when a service dies before it has sealed it, and when its Redis is put back to an older state.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "careloop/audit/v1/audit_service.grpc.pb.h"
#include "common/audit/export.h"
#include "common/audit/verification.h"
#include "common/base/strings.h"
#include "tests/fault/client.h"
#include "tests/fault/site.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::Contains;
using testing::Eventually;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AccessLog : public ::testing::Test {
 protected:
  std::string Export() const {
    audit::v1::AuditService::Stub stub(admin_.ChannelTo(Victim::kJournal));
    grpc::ClientContext context;
    admin_.Authorize(context);
    const auto reader = stub.ExportLog(&context, {});
    std::string lines;
    audit::v1::ExportLogResponse piece;
    while (reader->Read(&piece)) lines += piece.ndjson();
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return lines;
  }
  audit::Verification Verify() const {
    std::istringstream exported(Export());
    std::ifstream heads(stack_.File("journal.heads"));
    return audit::Verify(exported, heads, "");
  }
  void WaitUntilSealed() const {
    Eventually("all but the export's own record is sealed", [&] {
      const audit::Verification result = Verify();
      return result.heads > 0 && result.sealed >= result.records - 1;
    });
  }
  int64_t RecordedEntries() const {
    std::istringstream lines(Export());
    int64_t count = 0;
    for (std::string line; std::getline(lines, line);) {
      count += line.find("JournalService/RecordEntry") != std::string::npos ? 1 : 0;
    }
    return count;
  }
  void Record(const std::string& note) const {
    patient_.Change(&JournalStub::RecordEntry, EntryOf(patient_.person(), note));
  }

  Stack stack_;
  const Site site_{stack_, 1};
  const Client admin_{stack_, {"admin", Role::kAdmin, "Demo Admin"}};
  const Client patient_{stack_, site_.patient().person};
};

// Of the patient's own changes: a repetition leaves no second record, unlike somebody else's.
TEST_F(AccessLog, HasEveryAcknowledgedChangeOnceAndIsSealedAfterKillsBetweenAppendAndSeal) {
  constexpr int kEntries = 12;
  for (int i = 0; i < kEntries; ++i) {
    Record(StrCat("entry ", i));
    if (i % 3 == 0) stack_.Kill(Victim::kJournal);
    if (i % 3 == 0) stack_.Start(Victim::kJournal);
  }
  stack_.WaitUntilServing();
  WaitUntilSealed();
  EXPECT_EQ(RecordedEntries(), kEntries);
  EXPECT_THAT(Verify().problems, IsEmpty());
}

TEST_F(AccessLog, TellsOfARedisThatWasPutBackToAnOlderStateAndWrittenOn) {
  Record("before");
  WaitUntilSealed();
  const std::string copy = stack_.File("older");
  stack_.Kill(Victim::kRedis);
  fs::copy(stack_.redis().data(), copy, fs::copy_options::recursive);
  stack_.Start(Victim::kRedis);
  stack_.WaitUntilServing();
  for (int i = 0; i < 5; ++i) Record("lost");
  WaitUntilSealed();
  EXPECT_THAT(Verify().problems, IsEmpty());
  stack_.Kill(Victim::kRedis);
  fs::remove_all(stack_.redis().data());
  fs::copy(copy, stack_.redis().data(), fs::copy_options::recursive);
  stack_.Start(Victim::kRedis);
  stack_.WaitUntilServing();
  for (int i = 0; i < 12; ++i) Record("another");
  Eventually("the service tells",
             [&] { return stack_.LogOf(Victim::kJournal).find("access_log_tampered") != std::string::npos; });
  EXPECT_THAT(Verify().problems, Contains(AnyOf(HasSubstr("was set back"), HasSubstr("not as it was sealed"))));
}

}  // namespace
}  // namespace careloop::fault
