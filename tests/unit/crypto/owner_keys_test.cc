#include "common/crypto/owner_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/base/error.h"
#include "common/crypto/sodium_random.h"

namespace careloop {
namespace {

constexpr RecordName kNote = {.type = "note", .parent = "course-1", .id = "note-1"};

class OwnerKeysTest : public ::testing::Test {
 protected:
  static DataKey KeyOf(unsigned char seed) { return {std::string(16, static_cast<char>(seed)), SecretKey({seed})}; }
  OwnerKeys Keys(std::string owner, std::vector<DataKey> keys) {
    return {std::move(owner), "patient-1", std::move(keys), random_};
  }
  static void ExpectRefused(const absl::StatusOr<std::string>& plain) {
    EXPECT_EQ(plain.status().code(), absl::StatusCode::kInternal);
    EXPECT_TRUE(HasReason(plain.status()));
  }

  SodiumRandom random_;
  const OwnerKeys keys_ = Keys("owner1", {KeyOf(1)});
};

TEST_F(OwnerKeysTest, DecryptWhatTheyEncryptedUnderItsName) {
  const std::string bytes = keys_.Encrypt("Dose halved", kNote);
  EXPECT_EQ(keys_.Decrypt(bytes, kNote).value(), "Dose halved");
  EXPECT_EQ(bytes.find("halved"), std::string::npos);
}

TEST_F(OwnerKeysTest, DecryptNothingUnderAnotherNameOrOfAnotherOwner) {
  const std::string bytes = keys_.Encrypt("Dose halved", kNote);
  ExpectRefused(keys_.Decrypt(bytes, {"entry", "course-1", "note-1"}));
  ExpectRefused(keys_.Decrypt(bytes, {"note", "course-2", "note-1"}));
  ExpectRefused(keys_.Decrypt(bytes, {"note", "course-1", "note-2"}));
  ExpectRefused(Keys("owner2", {KeyOf(1)}).Decrypt(bytes, kNote));
}

TEST_F(OwnerKeysTest, EncryptWithTheLastAndDecryptWithAll) {
  const std::string earlier = keys_.Encrypt("earlier", kNote);
  const OwnerKeys renewed = Keys("owner1", {KeyOf(1), KeyOf(2)});
  const std::string later = renewed.Encrypt("later", kNote);
  EXPECT_EQ(renewed.Decrypt(earlier, kNote).value(), "earlier");
  EXPECT_EQ(renewed.Decrypt(later, kNote).value(), "later");
  ExpectRefused(keys_.Decrypt(later, kNote));
}

TEST_F(OwnerKeysTest, RefuseWhatIsNotEncrypted) {
  for (const std::string& bytes : {std::string(), std::string("\1Dose halved"), std::string(200, '\1')}) {
    ExpectRefused(keys_.Decrypt(bytes, kNote));
    ExpectRefused(keys_.DecryptNamed(bytes, "note", "course-1"));
  }
}

TEST_F(OwnerKeysTest, DecryptARecordThatSaysItsIdUnderThatIdAlone) {
  const std::string bytes = keys_.EncryptNamed("Dose halved", "note", "course-1", "note-1");
  EXPECT_EQ(bytes.substr(0, 7), "\6note-1");
  EXPECT_EQ(keys_.DecryptNamed(bytes, "note", "course-1").value(), "Dose halved");
  ExpectRefused(keys_.DecryptNamed(bytes, "note", "course-2"));
  std::string other = bytes;
  other[6] = '2';
  ExpectRefused(keys_.DecryptNamed(other, "note", "course-1"));
  for (size_t size = 0; size < bytes.size(); ++size) {
    ExpectRefused(keys_.DecryptNamed(bytes.substr(0, size), "note", "course-1"));
  }
}

TEST_F(OwnerKeysTest, OfASiteAreTheSameForTheSameSecretAlone) {
  const SecretKey secret({7});
  const std::string bytes = OwnerKeys::OfSite(secret, random_).Encrypt("rules", kNote);
  EXPECT_EQ(OwnerKeys::OfSite(secret, random_).Decrypt(bytes, kNote).value(), "rules");
  ExpectRefused(OwnerKeys::OfSite(SecretKey({8}), random_).Decrypt(bytes, kNote));
}

}  // namespace
}  // namespace careloop
