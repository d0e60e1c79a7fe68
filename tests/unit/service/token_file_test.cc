#include "common/service/token_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/base/error.h"
#include "tests/support/matchers.h"

namespace careloop::service {
namespace {

using ::testing::HasSubstr;

class TokenFileTest : public ::testing::Test {
 protected:
  TokenFileTest()
      : path_(::testing::TempDir() + "token_" + ::testing::UnitTest::GetInstance()->current_test_info()->name()) {}
  ~TokenFileTest() override { std::filesystem::remove(path_); }

  void Write(const std::string& text, int mode = 0600) {
    std::ofstream(path_, std::ios::trunc) << text;
    std::filesystem::permissions(path_, std::filesystem::perms(mode));
  }
  void ExpectRefused() {
    const absl::Status status = TokenFile::Load(path_).status();
    EXPECT_THAT(status, testing::FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
    EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
  }

  const std::string path_;
};

TEST_F(TokenFileTest, HoldsTheTokenWithoutTheSpaceAroundIt) {
  Write(" abc.def\n");
  EXPECT_EQ(TokenFile::Load(path_).value()->Current(), "abc.def");
}

TEST_F(TokenFileTest, RefusesToLoadWhatIsMissingEmptyOrNoToken) {
  ExpectRefused();
  Write(" \n");
  ExpectRefused();
  Write("two words");
  ExpectRefused();
  Write("control\x01");
  ExpectRefused();
}

TEST_F(TokenFileTest, IsOfItsOwnerAndTheirGroupAlone) {
  for (const int mode : {0600, 0640, 0440}) {
    Write("token", mode);
    EXPECT_TRUE(TokenFile::Load(path_).ok()) << mode;
  }
  for (const int mode : {0644, 0604, 0602}) {
    Write("token", mode);
    ExpectRefused();
  }
  Write("token", 0644);
  EXPECT_THAT(std::string(TokenFile::Load(path_).status().message()),
              HasSubstr("others may use it (mode 0644); make it 0600, or 0640 for a group"));
}

TEST_F(TokenFileTest, TakesTheNewTokenWhenTheFileIsReplaced) {
  Write("first");
  const auto file = TokenFile::Load(path_).value();
  Write("second");
  EXPECT_EQ(file->Current(), "first") << "nothing is read on the path of a call";
  file->Poll();
  EXPECT_EQ(file->Current(), "second");
}

TEST_F(TokenFileTest, KeepsTheTokenWhileTheFileIsBadAndTakesTheNextGoodOne) {
  Write("first");
  const auto file = TokenFile::Load(path_).value();
  Write("");
  file->Poll();
  EXPECT_EQ(file->Current(), "first");
  std::filesystem::remove(path_);
  file->Poll();
  EXPECT_EQ(file->Current(), "first");
  Write("second");
  file->Poll();
  EXPECT_EQ(file->Current(), "second");
}

}  // namespace
}  // namespace careloop::service
