#include "common/auth/jwks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "common/base/strings.h"
#include "tests/support/forged_tokens.h"
#include "tests/support/test_tokens.h"

namespace careloop {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using testing::ForgingKey;
using ::testing::HasSubstr;

json EcEntry() {
  static const json& entry = *new json(json::parse(ForgingKey::Ec().Jwk("ec", "ES256")));
  return entry;
}

json RsaEntry() {
  static const json& entry = *new json(json::parse(ForgingKey::Rsa().Jwk("rsa", "RS256")));
  return entry;
}

json With(json entry, const char* member, json value) {
  entry[member] = std::move(value);
  return entry;
}

absl::Status Parse(const json& entries) { return KeySet::Parse(json{{"keys", entries}}.dump()).status(); }

// The error for one bad entry after a good one names the place.
std::string ErrorFor(const json& entry) {
  const absl::Status status = Parse({With(EcEntry(), "kid", "good"), entry});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << entry;
  EXPECT_THAT(std::string(status.message()), HasSubstr("keys[1]"));
  return std::string(status.message());
}

TEST(KeySet, HoldsKeysOfBothKinds) {
  const auto keys = KeySet::Parse(json{{"keys", {EcEntry(), RsaEntry()}}}.dump());
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ((*keys)->size(), 2);
  EXPECT_TRUE(Parse(json::array({With(With(EcEntry(), "use", "sig"), "key_ops", {"verify"})})).ok());
}

TEST(KeySet, VerifiesOnlyWithTheNamedKeyAndItsAlgorithm) {
  const ForgingKey key = ForgingKey::Ec();
  const auto keys = KeySet::Parse(key.Jwks("ec", "ES256"));
  const std::string token = key.Token(R"({"alg":"ES256","kid":"ec"})", "{}", "ES256");
  EXPECT_TRUE((*keys)->Verifies(token, "ec", "ES256"));
  EXPECT_FALSE((*keys)->Verifies(token, "ec", "RS256"));
  EXPECT_FALSE((*keys)->Verifies(token, "other", "ES256"));
  EXPECT_FALSE((*keys)->Verifies("no token", "ec", "ES256"));
  const std::string disguised = key.Token(R"({"alg":"ES384","kid":"ec"})", "{}", "ES256");
  EXPECT_FALSE((*keys)->Verifies(disguised, "ec", "ES256")) << "the header says another algorithm than the caller";
}

TEST(KeySet, RefusesTextThatIsNoKeySet) {
  for (const char* text :
       {"", "[]", "null", "{}", R"({"keys":1})", R"({"keys":[]})", R"({"keys":[],"keys":[]})", "{\"keys\":["}) {
    EXPECT_EQ(KeySet::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_EQ(KeySet::Parse(EcEntry().dump()).status().code(), absl::StatusCode::kInvalidArgument) << "a key, not a set";
}

TEST(KeySet, RefusesMoreThanAHundredKeys) {
  json entries = json::array();
  for (int i = 0; i < 101; ++i) entries.push_back(With(EcEntry(), "kid", StrCat("key-", i)));
  EXPECT_THAT(std::string(Parse(entries).message()), HasSubstr("101 keys"));
}

TEST(KeySet, RefusesAnEntryWithoutAProperKid) {
  for (const json& kid : {json(""), json(1), json(nullptr), json("a b"), json("a\nb"), json(std::string(129, 'k'))}) {
    EXPECT_THAT(ErrorFor(With(EcEntry(), "kid", kid)), HasSubstr("kid"));
  }
  json entry = EcEntry();
  entry.erase("kid");
  EXPECT_THAT(ErrorFor(entry), HasSubstr("kid"));
  EXPECT_THAT(ErrorFor("text"), HasSubstr("kid"));
}

TEST(KeySet, RefusesTwoEntriesOfOneKid) {
  EXPECT_THAT(std::string(Parse({EcEntry(), EcEntry()}).message()),
              AllOf(HasSubstr("keys[1] (kid ec)"), HasSubstr("repeats")));
}

TEST(KeySet, RefusesAWeakOrUnreasonableRsaKey) {
  EXPECT_THAT(ErrorFor(json::parse(ForgingKey::Rsa(1024).Jwk("weak", "RS256"))),
              AllOf(HasSubstr("kid weak"), HasSubstr("1024 bits")));
  json padded = json::parse(ForgingKey::Rsa(1024).Jwk("weak", "RS256"));
  padded["n"] = testing::Base64Url(std::string(200, '\0') + "\x01");
  EXPECT_THAT(ErrorFor(padded), HasSubstr(" 1 bits")) << "leading zero bytes do not count";
  EXPECT_THAT(ErrorFor(With(RsaEntry(), "n", testing::Base64Url(std::string(1025, '\xff')))), HasSubstr("8200 bits"));
  EXPECT_THAT(ErrorFor(With(RsaEntry(), "n", "not+base64url")), HasSubstr(" 0 bits"));
  for (const std::string& exponent : {std::string(), std::string("\x01"), std::string("\x03"),
                                      std::string("\x01\x00\x02", 3), std::string(9, '\x01')}) {
    EXPECT_THAT(ErrorFor(With(RsaEntry(), "e", testing::Base64Url(exponent))), HasSubstr("exponent"));
  }
}

TEST(KeySet, RefusesEveryCurveButP256) {
  for (const char* curve : {"P-384", "P-521"}) {
    EXPECT_THAT(ErrorFor(json::parse(ForgingKey::Ec(curve).Jwk("curve", "ES256"))), HasSubstr("P-256"));
  }
  EXPECT_THAT(ErrorFor(With(EcEntry(), "crv", "secp256k1")), HasSubstr("P-256"));
}

TEST(KeySet, RefusesAPointThatIsNotOnTheCurve) {
  EXPECT_THAT(ErrorFor(With(With(EcEntry(), "kid", "off"), "x", testing::Base64Url(std::string(32, '\x05')))),
              HasSubstr("not a valid key"));
  EXPECT_THAT(ErrorFor(With(EcEntry(), "x", testing::Base64Url("short"))), HasSubstr("member x"));
  EXPECT_THAT(ErrorFor(With(EcEntry(), "y", 1)), HasSubstr("member y"));
}

TEST(KeySet, RefusesAlgorithmsOutsideTheListOrUnfitForTheKey) {
  for (const char* algorithm : {"none", "HS256", "RS256", "ES384", "EdDSA", "es256", ""}) {
    EXPECT_THAT(ErrorFor(With(EcEntry(), "alg", algorithm)), HasSubstr("alg"));
  }
  EXPECT_THAT(ErrorFor(With(RsaEntry(), "alg", "ES256")), HasSubstr("alg"));
  json entry = EcEntry();
  entry.erase("alg");
  EXPECT_THAT(ErrorFor(entry), HasSubstr("alg"));
  EXPECT_THAT(ErrorFor({{"kty", "OKP"}, {"kid", "ed"}, {"alg", "EdDSA"}, {"crv", "Ed25519"}, {"x", "AAAA"}}),
              HasSubstr("kty"));
}

TEST(KeySet, RefusesPrivateKeyMaterialAndDoesNotShowIt) {
  const TokenSigner signer = TokenSigner::Create("private").value();
  const json entry = json::parse(signer.PrivateJwk());
  EXPECT_THAT(ErrorFor(entry),
              AllOf(HasSubstr("private key material"), ::testing::Not(HasSubstr(entry["d"].get<std::string>()))));
  EXPECT_THAT(ErrorFor({{"kty", "oct"}, {"kid", "shared"}, {"alg", "HS256"}, {"k", "c2VjcmV0"}}),
              HasSubstr("private key material"));
}

TEST(KeySet, RefusesKeysThatAreNotForVerifyingSignatures) {
  EXPECT_THAT(ErrorFor(With(EcEntry(), "use", "enc")), HasSubstr("verify"));
  EXPECT_THAT(ErrorFor(With(EcEntry(), "key_ops", {"sign", "verify"})), HasSubstr("verify"));
  EXPECT_THAT(ErrorFor(With(EcEntry(), "key_ops", {"encrypt"})), HasSubstr("verify"));
}

}  // namespace
}  // namespace careloop
