#include "common/crypto/site_secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/escaping.h"
#include "tests/support/fixed_random.h"

namespace careloop {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kBytes =
    "0123456789abcdef\xff\xfe\xfd\xfc"
    "456789ABCDEF";

class SiteSecretTest : public ::testing::Test {
 protected:
  SiteSecretTest()
      : path_(::testing::TempDir() + "secret_" + ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove(path_);
  }
  ~SiteSecretTest() override { std::filesystem::remove(path_); }

  void Write(const std::string& text, mode_t mode = 0600) {
    std::ofstream(path_, std::ios::trunc) << text;
    chmod(path_.c_str(), mode);
  }
  std::string Error() { return std::string(LoadSiteSecret(path_).status().message()); }

  const std::string path_;
};

TEST_F(SiteSecretTest, IsReadFromHexOrBase64) {
  ASSERT_EQ(kBytes.size(), SecretKey::kSize);
  for (const std::string& text : {absl::BytesToHexString(kBytes), absl::BytesToHexString(kBytes) + "\n",
                                  absl::Base64Escape(kBytes) + "\r\n", absl::WebSafeBase64Escape(kBytes)}) {
    Write(text);
    const auto secret = LoadSiteSecret(path_);
    ASSERT_TRUE(secret.ok()) << secret.status();
    EXPECT_EQ(std::memcmp(secret->data(), kBytes.data(), kBytes.size()), 0);
  }
}

TEST_F(SiteSecretTest, IsRefusedWhenOthersMayUseTheFile) {
  for (const mode_t mode : {0640, 0604, 0660, 0620, 0601, 0644}) {
    Write(absl::BytesToHexString(kBytes), mode);
    EXPECT_THAT(Error(), AllOf(HasSubstr(path_), HasSubstr("0600"))) << mode;
  }
}

TEST_F(SiteSecretTest, IsRefusedWhenItIsNotThirtyTwoBytesAndIsNotShown) {
  const std::string hex = absl::BytesToHexString(kBytes);
  for (const std::string& text : {std::string(), std::string("short"), hex.substr(2), hex + "00", hex.substr(1),
                                  hex + "\n" + hex, absl::Base64Escape(kBytes.substr(1)), "x" + hex.substr(1)}) {
    Write(text);
    EXPECT_THAT(Error(), AllOf(HasSubstr(path_), HasSubstr("32 bytes"), Not(HasSubstr(hex.substr(2, 8))))) << text;
  }
  Write(std::string(257, 'a'));
  EXPECT_THAT(Error(), HasSubstr("longer than 256"));
}

TEST_F(SiteSecretTest, IsRefusedWhenThereIsNoSuchFile) {
  EXPECT_THAT(Error(), AllOf(HasSubstr(path_), HasSubstr("cannot open")));
  std::filesystem::create_directory(path_);
  EXPECT_THAT(Error(), HasSubstr("not a regular file"));
}

TEST_F(SiteSecretTest, IsCreatedOnceForItsOwnerAlone) {
  testing::FixedRandom random;
  ASSERT_TRUE(CreateSiteSecret(path_, random).ok());
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600);
  EXPECT_TRUE(LoadSiteSecret(path_).ok());
  EXPECT_EQ(CreateSiteSecret(path_, random).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_FALSE(CreateSiteSecret(path_ + "/no/such/folder", random).ok());
}

TEST(SecretKey, GivesEachPurposeAKeyOfItsOwn) {
  SecretKey::Bytes bytes;
  std::memcpy(bytes.data(), kBytes.data(), bytes.size());
  const SecretKey secret(bytes);
  const auto equal = [](const SecretKey& a, const SecretKey& b) {
    return std::memcmp(a.data(), b.data(), SecretKey::kSize) == 0;
  };
  EXPECT_TRUE(equal(secret.ForPurpose("a"), secret.ForPurpose("a")));
  EXPECT_FALSE(equal(secret.ForPurpose("a"), secret.ForPurpose("b")));
  EXPECT_FALSE(equal(secret.ForPurpose(""), secret));
}

}  // namespace
}  // namespace careloop
