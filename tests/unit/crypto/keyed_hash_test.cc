#include "common/crypto/keyed_hash.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace careloop {
namespace {

SecretKey Secret(unsigned char fill) {
  SecretKey::Bytes bytes;
  bytes.fill(fill);
  return SecretKey(bytes);
}

TEST(KeyedHash, IsTheSameForTheSameSecretPurposeAndData) {
  EXPECT_EQ(KeyedHash(Secret(1), "request").Hash16("data"), KeyedHash(Secret(1), "request").Hash16("data"));
  EXPECT_EQ(KeyedHash(Secret(1), "request").Hash32("data"), KeyedHash(Secret(1), "request").Hash32("data"));
}

// Stored fingerprints outlive a version of the program: this value may never change.
TEST(KeyedHash, KeepsItsValuesFromVersionToVersion) {
  EXPECT_EQ(absl::BytesToHexString(KeyedHash(Secret(1), "request").Hash16("data")), "9abc5ff183aa18c52198f77392c74600");
}

TEST(KeyedHash, DiffersWithAnyOfThem) {
  const std::string hash = KeyedHash(Secret(1), "request").Hash32("data");
  EXPECT_NE(hash, KeyedHash(Secret(2), "request").Hash32("data"));
  EXPECT_NE(hash, KeyedHash(Secret(1), "other").Hash32("data"));
  EXPECT_NE(hash, KeyedHash(Secret(1), "request").Hash32("datb"));
  EXPECT_NE(hash, KeyedHash(Secret(1), "request").Hash32(""));
}

TEST(KeyedHash, OfSixteenBytesIsNoPartOfTheLongOne) {
  const KeyedHash hash(Secret(1), "request");
  EXPECT_EQ(hash.Hash16("data").size(), 16);
  EXPECT_EQ(hash.Hash32("data").size(), 32);
  EXPECT_NE(hash.Hash32("data").substr(0, 16), hash.Hash16("data"));
}

TEST(KeyedHash, VerifiesBothLengthsAndNothingElse) {
  const KeyedHash hash(Secret(1), "request");
  EXPECT_TRUE(hash.Verify("data", hash.Hash16("data")));
  EXPECT_TRUE(hash.Verify("data", hash.Hash32("data")));
  EXPECT_FALSE(hash.Verify("other", hash.Hash16("data")));
  EXPECT_FALSE(hash.Verify("data", hash.Hash32("data").substr(0, 16)));
  EXPECT_FALSE(hash.Verify("data", ""));
  EXPECT_FALSE(hash.Verify("data", hash.Hash16("data").substr(0, 15)));
  for (size_t i = 0; i < 16; ++i) {
    std::string changed = hash.Hash16("data");
    changed[i] ^= 1;
    EXPECT_FALSE(hash.Verify("data", changed)) << i;
  }
}

}  // namespace
}  // namespace careloop
