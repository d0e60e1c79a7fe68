#include "common/crypto/sealed_token.h"

#include <gtest/gtest.h>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/crypto/sodium_random.h"
#include "tests/support/fixed_random.h"

namespace careloop {
namespace {

constexpr char kContext[] = "patient-1 careloop.journal.v1.JournalService/ListEntries";
const std::string kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

SecretKey Secret(unsigned char fill) {
  SecretKey::Bytes bytes;
  bytes.fill(fill);
  return SecretKey(bytes);
}

class TokenSealerTest : public ::testing::Test {
 protected:
  std::string Seal(std::string_view payload) { return sealer_.SealToken(payload, kContext).value(); }

  void ExpectInvalid(const absl::StatusOr<std::string>& payload, std::string_view why) {
    ASSERT_FALSE(payload.ok()) << why;
    EXPECT_EQ(payload.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(payload.status()), reason::kPageTokenInvalid);
  }

  testing::FixedRandom random_;
  TokenSealer sealer_{Secret(1), "page-token", reason::kPageTokenInvalid, random_};
};

TEST_F(TokenSealerTest, OpensWhatItSealed) {
  for (const std::string& payload : {std::string(), std::string("x"), std::string("a\0b", 3), std::string(1000, '\xff'),
                                     std::string(TokenSealer::kMaxPayloadSize, 'p')}) {
    const std::string token = Seal(payload);
    EXPECT_LE(token.size(), TokenSealer::kMaxTokenSize);
    EXPECT_EQ(token.find_first_not_of(kAlphabet), std::string::npos);
    const auto opened = sealer_.OpenToken(token, kContext);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(*opened, payload);
  }
}

TEST_F(TokenSealerTest, ShowsNothingOfThePayloadAndNeverTheSameTokenTwice) {
  EXPECT_NE(Seal("entries/7"), Seal("entries/7"));
  EXPECT_EQ(Seal(std::string(300, 'a')).find("YWFh"), std::string::npos);
}

TEST_F(TokenSealerTest, RefusesAPayloadThatIsTooLong) {
  const auto token = sealer_.SealToken(std::string(TokenSealer::kMaxPayloadSize + 1, 'p'), kContext);
  EXPECT_EQ(token.status().code(), absl::StatusCode::kInternal);
}

TEST_F(TokenSealerTest, DoesNotOpenATokenInWhichAnyBitWasChanged) {
  const std::string token = Seal("entries/7");
  for (size_t i = 0; i < token.size(); ++i) {
    for (size_t bit = 1; bit < 64; bit *= 2) {
      std::string changed = token;
      changed[i] = kAlphabet[kAlphabet.find(token[i]) ^ bit];
      ExpectInvalid(sealer_.OpenToken(changed, kContext), StrCat("character ", i, ", bit ", bit));
    }
  }
}

TEST_F(TokenSealerTest, DoesNotOpenATokenOfAnotherLength) {
  const std::string token = Seal("entries/7");
  for (size_t size = 0; size < token.size(); ++size) {
    ExpectInvalid(sealer_.OpenToken(token.substr(0, size), kContext), StrCat(size));
  }
  for (const char* tail : {"A", "AAAA", "=", " ", "\n"}) ExpectInvalid(sealer_.OpenToken(token + tail, kContext), tail);
  ExpectInvalid(sealer_.OpenToken(std::string(TokenSealer::kMaxTokenSize + 1, 'A'), kContext), "too long");
  ExpectInvalid(sealer_.OpenToken("not a token", kContext), "not base64");
}

TEST_F(TokenSealerTest, OpensOnlyInItsContext) {
  const std::string token = Seal("entries/7");
  for (const char* context : {"", "patient-2 careloop.journal.v1.JournalService/ListEntries", "patient-1",
                              "patient-1 careloop.journal.v1.JournalService/ListEntries "}) {
    ExpectInvalid(sealer_.OpenToken(token, context), context);
  }
}

TEST_F(TokenSealerTest, OpensOnlyWithItsSecretAndPurpose) {
  const std::string token = Seal("entries/7");
  const TokenSealer other_secret(Secret(2), "page-token", reason::kPageTokenInvalid, random_);
  const TokenSealer other_purpose(Secret(1), "resume-token", reason::kPageTokenInvalid, random_);
  const TokenSealer same(Secret(1), "page-token", reason::kPageTokenInvalid, random_);
  ExpectInvalid(other_secret.OpenToken(token, kContext), "another secret");
  ExpectInvalid(other_purpose.OpenToken(token, kContext), "another purpose");
  EXPECT_TRUE(same.OpenToken(token, kContext).ok()) << "another instance of the service";
}

TEST(TokenSealer, WorksWithTheSystemsRandomness) {
  SodiumRandom random;
  const TokenSealer sealer(Secret(1), "page-token", reason::kPageTokenInvalid, random);
  EXPECT_EQ(sealer.OpenToken(sealer.SealToken("p", "c").value(), "c").value(), "p");
}

}  // namespace
}  // namespace careloop
