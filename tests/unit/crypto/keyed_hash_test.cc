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
  EXPECT_EQ(KeyedHash(Secret(1), "request").Hash16("data").size(), 16);
}

// Stored fingerprints outlive a version of the program: this value may never change.
TEST(KeyedHash, KeepsItsValuesFromVersionToVersion) {
  EXPECT_EQ(absl::BytesToHexString(KeyedHash(Secret(1), "request").Hash16("data")), "696bbbba2a0da0e6ef30fc47af6a9980");
}

TEST(KeyedHash, DiffersWithAnyOfThem) {
  const std::string hash = KeyedHash(Secret(1), "request").Hash16("data");
  EXPECT_NE(hash, KeyedHash(Secret(2), "request").Hash16("data"));
  EXPECT_NE(hash, KeyedHash(Secret(1), "other").Hash16("data"));
  EXPECT_NE(hash, KeyedHash(Secret(1), "request").Hash16("datb"));
  EXPECT_NE(hash, KeyedHash(Secret(1), "request").Hash16(""));
}

}  // namespace
}  // namespace careloop
