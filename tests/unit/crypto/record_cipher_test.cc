#include "common/crypto/record_cipher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "common/base/error.h"
#include "common/crypto/pseudonym.h"
#include "common/crypto/sodium_random.h"

namespace careloop {
namespace {

constexpr RecordPlace kPlace = {.owner = "p1", .parent = "thread-1", .type = "message", .record = "r1"};

class RecordCipherTest : public ::testing::Test {
 protected:
  static DataKey KeyOf(unsigned char seed) { return {std::string(16, static_cast<char>(seed)), SecretKey({seed})}; }
  std::string Encrypt(std::string_view plain) { return EncryptRecord(key_, plain, kPlace, random_); }
  void ExpectUnreadable(std::string_view bytes, const RecordPlace& place = kPlace) {
    const auto plain = DecryptRecord(key_, bytes, place);
    ASSERT_FALSE(plain.ok());
    EXPECT_EQ(plain.status().code(), absl::StatusCode::kInternal);
    EXPECT_TRUE(HasReason(plain.status()));
  }

  SodiumRandom random_;
  const DataKey key_ = KeyOf(1);
};

TEST_F(RecordCipherTest, DecryptsWhatItEncryptedInItsPlace) {
  for (const std::string& plain :
       {std::string(), std::string("Worse in the morning."), std::string(100'000, 'x'), std::string("\0\xff", 2)}) {
    const std::string bytes = Encrypt(plain);
    EXPECT_EQ(bytes.size(), plain.size() + 57);
    EXPECT_EQ(KeyIdOfRecord(bytes).value(), key_.id);
    EXPECT_EQ(DecryptRecord(key_, bytes, kPlace).value(), plain);
  }
}

TEST_F(RecordCipherTest, ShowsNothingOfWhatItEncrypts) {
  const std::string plain = "Worse in the morning.";
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string bytes = Encrypt(plain);
    EXPECT_EQ(bytes.find("morning"), std::string::npos);
    EXPECT_TRUE(seen.insert(bytes).second) << "the same text twice looks different";
  }
}

TEST_F(RecordCipherTest, OpensNowhereElse) {
  const std::string bytes = Encrypt("text");
  ExpectUnreadable(bytes, {"p2", "thread-1", "message", "r1"});
  ExpectUnreadable(bytes, {"p1", "thread-2", "message", "r1"});
  ExpectUnreadable(bytes, {"p1", "thread-1", "entry", "r1"});
  ExpectUnreadable(bytes, {"p1", "thread-1", "message", "r2"});
  ExpectUnreadable(bytes, {"p1thread-1", "", "message", "r1"});
  ExpectUnreadable(bytes, {"p1", "thread-1message", "", "r1"});
}

TEST_F(RecordCipherTest, OpensWithNoOtherKeyEvenUnderTheSameId) {
  const std::string bytes = Encrypt("text");
  EXPECT_FALSE(DecryptRecord(KeyOf(2), bytes, kPlace).ok());
  EXPECT_FALSE(DecryptRecord({key_.id, SecretKey({2})}, bytes, kPlace).ok());
  EXPECT_FALSE(DecryptRecord({KeyOf(2).id, key_.key}, bytes, kPlace).ok());
}

TEST_F(RecordCipherTest, RefusesWhatWasChangedOrCut) {
  const std::string bytes = Encrypt("text");
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const int bit : {0, 7}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ 1 << bit);
      ExpectUnreadable(changed);
    }
    ExpectUnreadable(bytes.substr(0, i));
  }
  ExpectUnreadable(bytes + "x");
}

TEST(Pseudonyms, AreTheSameForTheSamePersonAndSecretAlone) {
  const Pseudonyms one(SecretKey({1}));
  const Pseudonyms two(SecretKey({2}));
  EXPECT_EQ(one.Of("patient-1"), Pseudonyms(SecretKey({1})).Of("patient-1"));
  EXPECT_NE(one.Of("patient-1"), one.Of("patient-2"));
  EXPECT_NE(one.Of("patient-1"), two.Of("patient-1"));
  EXPECT_THAT(one.Of("patient-1"), ::testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_THAT(one.Of(""), ::testing::MatchesRegex("[0-9a-f]{32}"));
}

}  // namespace
}  // namespace careloop
