#include "common/auth/revocation_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace careloop {
namespace {

using ::testing::HasSubstr;

class RevocationFileTest : public ::testing::Test {
 protected:
  RevocationFileTest()
      : path_(::testing::TempDir() + "revoked_" + ::testing::UnitTest::GetInstance()->current_test_info()->name()) {}
  ~RevocationFileTest() override { std::filesystem::remove(path_); }

  void Write(const std::string& text) { std::ofstream(path_, std::ios::trunc) << text; }
  std::string RefusalToLoad() { return std::string(RevocationFile::Load(path_).status().message()); }
  static bool Revokes(const RevocationFile& file, const char* token) {
    return file.Current()->Revokes({.subject = "somebody", .session = "a-session", .token_id = token});
  }

  const std::string path_;
};

TEST_F(RevocationFileTest, RefusesToLoadAFileThatIsMissingBadOrTooLong) {
  EXPECT_THAT(RefusalToLoad(), HasSubstr("revocation file " + path_ + ": cannot be read"));
  Write("jti one\nnonsense\n");
  EXPECT_THAT(RefusalToLoad(), HasSubstr(path_ + ": line 2"));
  Write(std::string(17 << 20, '\n'));
  EXPECT_THAT(RefusalToLoad(), HasSubstr("longer than"));
  EXPECT_FALSE(RevocationFile::Load(::testing::TempDir()).ok()) << "a directory";
}

TEST_F(RevocationFileTest, TakesTheListOfTheFileAsItChanges) {
  Write("");
  const auto file = RevocationFile::Load(path_).value();
  EXPECT_FALSE(Revokes(*file, "one"));
  Write("jti one\n");
  EXPECT_FALSE(Revokes(*file, "one")) << "nothing is read on the path of a call";
  file->Poll();
  EXPECT_TRUE(Revokes(*file, "one"));
  Write("jti two\n");
  file->Poll();
  EXPECT_FALSE(Revokes(*file, "one"));
  EXPECT_TRUE(Revokes(*file, "two"));
}

TEST_F(RevocationFileTest, IsClearedByACommentAndNotByHavingBecomeEmpty) {
  Write("jti one\n");
  const auto file = RevocationFile::Load(path_).value();
  Write("");
  file->Poll();
  EXPECT_TRUE(Revokes(*file, "one"));
  Write("# nobody\n");
  file->Poll();
  EXPECT_FALSE(Revokes(*file, "one"));
}

TEST_F(RevocationFileTest, KeepsTheListOfAnUnchangedFile) {
  Write("jti one\n");
  const auto file = RevocationFile::Load(path_).value();
  const auto list = file->Current();
  file->Poll();
  EXPECT_EQ(file->Current(), list);
}

TEST_F(RevocationFileTest, KeepsItsListWhileTheFileIsBrokenOrGoneAndTakesTheMendedOne) {
  Write("jti one\n");
  const auto file = RevocationFile::Load(path_).value();
  for (const char* broken : {"jti two", "nonsense\n", "jti two\nsub x\n"}) {
    Write(broken);
    file->Poll();
    EXPECT_TRUE(Revokes(*file, "one")) << broken;
    EXPECT_FALSE(Revokes(*file, "two")) << broken;
  }
  std::filesystem::remove(path_);
  file->Poll();
  EXPECT_TRUE(Revokes(*file, "one"));
  Write("jti two\n");
  file->Poll();
  EXPECT_FALSE(Revokes(*file, "one"));
  EXPECT_TRUE(Revokes(*file, "two"));
}

}  // namespace
}  // namespace careloop
