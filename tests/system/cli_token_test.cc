#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/str_split.h"
#include "common/base/strings.h"
#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

using ::testing::Test;

// A key pair of the test's own.
class CliToken : public Test {
 protected:
  CliToken() {
    EXPECT_NE(mkdtemp(directory_.data()), nullptr);
    made_ = RunCareloop({"token", "--new-key", key(), "--jwks", jwks()});
  }
  ~CliToken() override { std::filesystem::remove_all(directory_); }

  std::string key() const { return directory_ + "/key.json"; }
  std::string jwks() const { return directory_ + "/jwks.json"; }

  std::string directory_ = "/tmp/careloop-token-XXXXXX";
  CommandResult made_;
};

TEST_F(CliToken, MakesAKeyThatOnlyItsOwnerReads) {
  ASSERT_EQ(made_.exit_code, 0) << made_.err;
  struct stat key_file{};
  ASSERT_EQ(stat(key().c_str(), &key_file), 0);
  EXPECT_EQ(key_file.st_mode & 0777, mode_t{0600});
  EXPECT_TRUE(std::filesystem::exists(jwks()));
}

TEST_F(CliToken, PrintsOneTokenOfThreeParts) {
  const CommandResult result = RunCareloop({"token", "--key", key(), "--role", "clinician", "--subject", "n-1"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const std::vector<std::string> parts = absl::StrSplit(result.out, '.');
  EXPECT_EQ(parts.size(), 3u);
}

TEST_F(CliToken, RefusesARoleThatDoesNotExist) {
  const CommandResult result = RunCareloop({"token", "--key", key(), "--role", "king", "--subject", "n-1"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.err, "careloop: --role: \"king\" is not patient, caregiver, clinician, editor, admin or service\n");
}

TEST_F(CliToken, RefusesATimeToLiveThatIsNoDuration) {
  const CommandResult result =
      RunCareloop({"token", "--key", key(), "--role", "patient", "--subject", "p-1", "--ttl", "soon"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("--ttl"), std::string::npos);
}

TEST_F(CliToken, RefusesASubjectThatIsNoPersonsId) {
  for (const char* subject : {"a b", "-", "p/1", "\xC3\xBC"}) {
    const CommandResult result = RunCareloop({"token", "--key", key(), "--role", "patient", "--subject", subject});
    EXPECT_EQ(result.exit_code, 2) << subject;
    EXPECT_EQ(result.err, "careloop: --subject: needs 1 to 128 of A-Z a-z 0-9 . _ -\n");
  }
}

TEST_F(CliToken, NeedsAKeyAndASubject) {
  EXPECT_EQ(RunCareloop({"token", "--role", "patient", "--subject", "p-1"}).exit_code, 2);
  EXPECT_EQ(RunCareloop({"token", "--key", key(), "--role", "patient"}).exit_code, 2);
  EXPECT_EQ(RunCareloop({"token", "--key", directory_ + "/absent", "--role", "patient", "--subject", "p"}).exit_code,
            2);
  EXPECT_EQ(RunCareloop({"token", "--new-key", key()}).exit_code, 2);
}

}  // namespace
}  // namespace careloop::testing
