#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Gone after the stack that has its data there.
struct DataFolder {
  ~DataFolder() { std::filesystem::remove_all(path); }
  const std::string path = "/tmp/careloop-audit-data-" + std::to_string(getpid());
};

class CliAudit : public ::testing::Test {
 protected:
  // The patient records and shares an entry, the nurse reads it. Its number.
  std::string ShareAnEntryThatTheNurseReads() {
    const auto recorded = stack_.Json("patient", {"journal", "record", "--symptom", "nausea:frequency=2,severity=2"});
    const std::string name = recorded.at("entry").at("name");
    EXPECT_EQ(stack_.Run("patient", {"journal", "share", "--entry", name}).exit_code, 0);
    EXPECT_EQ(stack_.Run("clinician", {"journal", "get", name}).exit_code, 0);
    return name;
  }
  std::string File(const std::string& name) const { return "/tmp/careloop-audit-" + std::to_string(getpid()) + name; }

  const DataFolder data_;
  const RunningStack stack_{{"--data", data_.path}};
};

TEST_F(CliAudit, ShowsThePatientWhoHasLooked) {
  const std::string entry = ShareAnEntryThatTheNurseReads();
  const CommandResult list = stack_.Run("patient", {"audit", "list"});
  ASSERT_EQ(list.exit_code, 0) << list.err;
  EXPECT_THAT(list.out, HasSubstr("Demo Nurse (clinician) read an entry of your journal"));
  EXPECT_THAT(list.out, HasSubstr(entry + ", allowed by: share"));
  EXPECT_THAT(list.out, HasSubstr("Demo Admin (admin) enrolled you with a care team"));
  EXPECT_THAT(stack_.Run("other_patient", {"audit", "list"}).out, Not(HasSubstr("Demo Nurse")));
  const std::string patient = entry.substr(0, entry.find("/entries"));
  EXPECT_EQ(stack_.Run("other_patient", {"audit", "list", "--patient", patient}).exit_code, 4);
  EXPECT_EQ(stack_.Run("clinician", {"audit", "list", "--patient", patient}).exit_code, 3);
}

TEST_F(CliAudit, ExportsTheLogAndVerifiesItOfflineAlsoOnceThePatientWasErased) {
  ShareAnEntryThatTheNurseReads();
  ASSERT_EQ(stack_.Run("admin", {"admin", "erase", "--patient", stack_.Text("patient"), "--for-ever"}).exit_code, 0);
  const std::string exported = File(".ndjson");
  const std::string heads = data_.path + "/audit/journal.heads";
  CommandResult verified;
  Eventually("what was exported is sealed", [&] {
    EXPECT_EQ(stack_.Run("admin", {"audit", "export", "--service", "journal", "-o", exported}).exit_code, 0);
    verified = RunCareloop({"audit", "verify", exported, heads, "--public-key", heads + ".pub"});
    return verified.out.find("sealed up to record") != std::string::npos;
  });
  EXPECT_EQ(verified.exit_code, 0) << verified.out;
  EXPECT_THAT(verified.out, HasSubstr("Nothing of what is sealed was edited"));

  std::stringstream text;
  text << std::ifstream(exported).rdbuf();
  std::string edited = text.str();
  EXPECT_THAT(edited, HasSubstr("AdminService/ErasePatient"));
  const size_t rule = edited.find("own-record");
  ASSERT_NE(rule, std::string::npos);
  std::ofstream(exported) << edited.replace(rule, 3, "new");
  const CommandResult found = RunCareloop({"audit", "verify", exported, heads});
  EXPECT_EQ(found.exit_code, 1);
  EXPECT_THAT(found.out, HasSubstr("FOUND: record 1 does not say what its bytes say"));
  std::remove(exported.c_str());
}

TEST_F(CliAudit, VerifiesASystemAtWorkAgainstHeadsThatWereCopiedBefore) {
  const std::string entry = ShareAnEntryThatTheNurseReads();
  const std::string exported = File(".ndjson"), copy = File(".heads"), heads = data_.path + "/audit/journal.heads";
  Eventually("something is sealed", [&] { return std::filesystem::file_size(heads) > 0; });
  std::filesystem::copy_file(heads, copy, std::filesystem::copy_options::overwrite_existing);
  ASSERT_EQ(stack_.Run("admin", {"audit", "export", "--service", "journal", "-o", exported}).exit_code, 0);
  ASSERT_EQ(stack_.Run("clinician", {"journal", "get", entry}).exit_code, 0);
  EXPECT_EQ(RunCareloop({"audit", "verify", exported, copy, "--public-key", heads + ".pub"}).exit_code, 0);
  CommandResult younger;
  Eventually("what came after the export is sealed", [&] {
    younger = RunCareloop({"audit", "verify", exported, heads});
    return younger.exit_code != 0;
  });
  EXPECT_THAT(younger.out, HasSubstr("or the heads are younger than the export"));
  std::remove(exported.c_str());
  std::remove(copy.c_str());
}

TEST_F(CliAudit, ExportsWhatWasDenied) {
  const std::string entry = ShareAnEntryThatTheNurseReads();
  EXPECT_EQ(stack_.Run("other_clinician", {"journal", "get", entry}).exit_code, 4);
  const CommandResult denials = stack_.Run("admin", {"audit", "export", "--service", "journal", "--denials"});
  EXPECT_THAT(denials.out, HasSubstr("Other Nurse"));
  EXPECT_EQ(stack_.Run("clinician", {"audit", "export", "--service", "journal"}).exit_code, 3);
  EXPECT_THAT(stack_.Run("admin", {"audit", "export", "--service", "journal", "--denials"}).out,
              HasSubstr("AuditService/ExportLog"));
}

TEST_F(CliAudit, ChecksThatRecordsLieWhereTheyWereWritten) {
  ShareAnEntryThatTheNurseReads();
  const CommandResult checked = stack_.Run("admin", {"audit", "check"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("journal: 1 records compared"));
  EXPECT_THAT(checked.out, HasSubstr("messaging: "));
  EXPECT_THAT(checked.out, Not(HasSubstr("FOUND")));
  EXPECT_EQ(stack_.Run("clinician", {"audit", "check", "--service", "journal"}).exit_code, 3);
}

TEST_F(CliAudit, SaysWhatItCannotVerify) {
  EXPECT_EQ(RunCareloop({"audit", "verify", "/nowhere/export", "/nowhere/heads"}).exit_code, 2);
}

}  // namespace
}  // namespace careloop::testing
