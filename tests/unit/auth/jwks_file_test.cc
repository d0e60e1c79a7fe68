#include "common/auth/jwks_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "common/auth/token_signer.h"
#include "tests/support/test_tokens.h"

namespace careloop {
namespace {

using ::testing::HasSubstr;

class JwksFileTest : public ::testing::Test {
 protected:
  JwksFileTest()
      : path_(::testing::TempDir() + "jwks_" + ::testing::UnitTest::GetInstance()->current_test_info()->name()) {}
  ~JwksFileTest() override { std::filesystem::remove(path_); }

  void Write(const std::string& text) { std::ofstream(path_, std::ios::trunc) << text; }

  bool Accepts(const JwksFile& file, const TokenSigner& signer, std::string_view kid) {
    const std::string token = signer.Sign(testing::GoodClaims(Role::kPatient, "patient-1", "Demo Patient")).value();
    return file.Current()->Verifies(token, kid, "ES256");
  }

  const std::string path_;
  const TokenSigner first_ = TokenSigner::Create("first").value();
  const TokenSigner second_ = TokenSigner::Create("second").value();
};

TEST_F(JwksFileTest, RefusesToLoadAFileThatIsMissingBadOrTooLong) {
  EXPECT_THAT(std::string(JwksFile::Load(path_).status().message()), HasSubstr(path_));
  Write("{");
  EXPECT_THAT(std::string(JwksFile::Load(path_).status().message()), HasSubstr(path_));
  Write(std::string(300 * 1024, ' ') + first_.PublicJwks());
  EXPECT_THAT(std::string(JwksFile::Load(path_).status().message()), HasSubstr("longer than"));
  EXPECT_FALSE(JwksFile::Load(::testing::TempDir()).ok()) << "a directory";
}

TEST_F(JwksFileTest, TakesNewKeysWhenTheFileChanges) {
  Write(first_.PublicJwks());
  const auto file = JwksFile::Load(path_).value();
  EXPECT_TRUE(Accepts(*file, first_, "first"));
  const uint64_t version = file->version();
  Write(second_.PublicJwks());
  file->Poll();
  EXPECT_TRUE(Accepts(*file, second_, "second"));
  EXPECT_FALSE(Accepts(*file, first_, "first"));
  EXPECT_GT(file->version(), version);
}

TEST_F(JwksFileTest, IsOfTheSameVersionWhileTheFileIsTheSame) {
  Write(first_.PublicJwks());
  const auto file = JwksFile::Load(path_).value();
  const uint64_t version = file->version();
  const auto keys = file->Current();
  Write(first_.PublicJwks());
  file->Poll();
  EXPECT_EQ(file->version(), version);
  EXPECT_EQ(file->Current(), keys);
}

TEST_F(JwksFileTest, KeepsItsKeysWhileTheFileIsBrokenAndTakesTheMendedOne) {
  Write(first_.PublicJwks());
  const auto file = JwksFile::Load(path_).value();
  const uint64_t version = file->version();
  for (const std::string& broken :
       {std::string(), std::string("{"), first_.PrivateJwk(), std::string(R"({"keys":[]})")}) {
    Write(broken);
    file->Poll();
    EXPECT_TRUE(Accepts(*file, first_, "first")) << broken.size();
    EXPECT_EQ(file->version(), version);
  }
  std::filesystem::remove(path_);
  file->Poll();
  EXPECT_TRUE(Accepts(*file, first_, "first"));
  Write(second_.PublicJwks());
  file->Poll();
  EXPECT_TRUE(Accepts(*file, second_, "second"));
}

TEST_F(JwksFileTest, LogsABrokenFileOnce) {
  Write(first_.PublicJwks());
  const auto file = JwksFile::Load(path_).value();
  Write("{");
  ::testing::internal::CaptureStderr();
  for (int i = 0; i < 3; ++i) file->Poll();
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("jwks_not_reloaded"));
  EXPECT_EQ(log.find('\n'), log.size() - 1) << log;
}

}  // namespace
}  // namespace careloop
