#include "common/crypto/key_encryption_keys.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "common/base/descriptor.h"
#include "common/base/strings.h"
#include "tests/support/site_folder.h"

namespace careloop {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kFirst(64, 'a');
const std::string kSecond(64, 'b');

class KeyEncryptionKeysTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& text, mode_t mode = 0600) {
    std::string path = folder_.Write("keys", text);
    chmod(path.c_str(), mode);
    return path;
  }
  static std::string CurrentOf(const absl::StatusOr<KeyEncryptionKeys>& keys) { return keys.value().current_id(); }
  static std::string ErrorOf(const absl::StatusOr<KeyEncryptionKeys>& keys) {
    return std::string(keys.status().message());
  }

  const testing::SiteFolder folder_;
};

TEST_F(KeyEncryptionKeysTest, AreReadFromAFileTheCurrentOneFirst) {
  const std::string first = CurrentOf(LoadKeyEncryptionKeys(Write(kFirst + "\n")));
  const std::string second = CurrentOf(LoadKeyEncryptionKeys(Write(kSecond)));
  EXPECT_NE(first, second);
  EXPECT_EQ(CurrentOf(LoadKeyEncryptionKeys(Write(kFirst + "\n" + kSecond + "\n"))), first);
  EXPECT_EQ(CurrentOf(LoadKeyEncryptionKeys(Write("\n" + kSecond + "\r\n\n" + kFirst))), second);
}

TEST_F(KeyEncryptionKeysTest, AreReadFromWhatACommandPrints) {
  const std::string path = Write(kFirst + "\n" + kSecond + "\n");
  EXPECT_EQ(CurrentOf(PrintedKeyEncryptionKeys("cat " + path)), CurrentOf(LoadKeyEncryptionKeys(path)));
  EXPECT_EQ(CurrentOf(PrintedKeyEncryptionKeys("cat '" + path + "' | cat")), CurrentOf(LoadKeyEncryptionKeys(path)));
}

TEST_F(KeyEncryptionKeysTest, AreThoseOfACommandThatLeavesSomebodyBehindWhoKeepsItsOutputOpen) {
  const std::string path = Write(kFirst + "\n");
  const std::string wait = folder_.path() + "/wait";
  ASSERT_EQ(mkfifo(wait.c_str(), 0600), 0);
  const auto printed = PrintedKeyEncryptionKeys(StrCat("cat ", path, "; cat ", wait, " &"));
  EXPECT_EQ(CurrentOf(printed), CurrentOf(LoadKeyEncryptionKeys(path)));
  const Descriptor end(open(wait.c_str(), O_WRONLY | O_CLOEXEC));  // whoever is left behind ends with it
}

TEST_F(KeyEncryptionKeysTest, AreRefusedWhenOthersMayUseTheFileOrThereIsNone) {
  EXPECT_THAT(ErrorOf(LoadKeyEncryptionKeys(Write(kFirst, 0640))), AllOf(HasSubstr("/keys"), HasSubstr("0600")));
  EXPECT_THAT(ErrorOf(LoadKeyEncryptionKeys("/nowhere/keys")), HasSubstr("/nowhere/keys"));
}

TEST_F(KeyEncryptionKeysTest, AreRefusedUnlessEveryLineIsOneAndAreNotShown) {
  for (const std::string& text :
       {std::string(), std::string("\n"), kFirst.substr(2), kFirst + "\nx", kFirst + kSecond, std::string(2000, 'c')}) {
    const std::string path = Write(text);
    EXPECT_THAT(ErrorOf(LoadKeyEncryptionKeys(path)), AllOf(HasSubstr(path), Not(HasSubstr("aaaa"))));
    EXPECT_THAT(ErrorOf(PrintedKeyEncryptionKeys("cat " + path)), AllOf(HasSubstr(path), Not(HasSubstr("aaaa"))));
  }
  EXPECT_THAT(ErrorOf(PrintedKeyEncryptionKeys("cat " + Write(kFirst) + "; exit 3")), HasSubstr("failed"));
}

}  // namespace
}  // namespace careloop
