#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/auth/token_authenticator.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "tests/support/fake_clock.h"
#include "tests/support/forged_tokens.h"
#include "tests/support/test_tokens.h"

namespace careloop {
namespace {

class RevokedTokenTest : public ::testing::Test {
 protected:
  std::string Token(const TokenClaims& claims) const { return testing::TestSigner().Sign(claims).value(); }
  TokenClaims Claims() const { return testing::GoodClaims(Role::kPatient, "patient-1", "Demo Patient", clock_.Now()); }
  // "" if it is accepted.
  std::string ReasonFor(const std::string& token) {
    const auto caller = authenticator_.Authenticate("Bearer " + token);
    return caller.ok() ? "" : ReasonOf(caller.status());
  }

  testing::FakeClock clock_;
  testing::FakeKeySource keys_;
  testing::FakeRevocations revocations_;
  TokenAuthenticator authenticator_{{.issuer = std::string(testing::kTestIssuer)}, keys_, clock_, &revocations_};
};

TEST_F(RevokedTokenTest, IsRefusedAlsoWhenItIsKnown) {
  const TokenClaims claims = Claims();
  const std::string token = Token(claims);
  EXPECT_EQ(ReasonFor(token), "");
  const auto known = authenticator_.verifications();
  revocations_.Set(StrCat("jti ", claims.token_id, "\n"));
  EXPECT_EQ(ReasonFor(token), reason::kTokenInvalid);
  revocations_.Set("");
  EXPECT_EQ(ReasonFor(token), "");
  EXPECT_EQ(authenticator_.verifications(), known) << "a revocation makes nobody's token be verified anew";
}

// As the holder of many open streams does it, of whom the cache does not remember all.
TEST_F(RevokedTokenTest, OfAHeldCallerIsRefusedWithoutVerifyingAnybodysAnewUnlessTheKeysChange) {
  constexpr size_t kCallers = 40;
  TokenAuthenticator forgetful({.issuer = std::string(testing::kTestIssuer)}, keys_, clock_, &revocations_, 1);
  std::vector<std::shared_ptr<const Caller>> held;
  for (size_t i = 0; i < kCallers; ++i) {
    TokenClaims claims = Claims();
    claims.token_id = StrCat("token-", i);
    held.push_back(forgetful.Authenticate("Bearer " + Token(claims)).value());
  }
  const auto renew_all = [&] {
    for (auto& caller : held) caller = forgetful.Renew(caller).value();
  };
  renew_all();
  EXPECT_EQ(forgetful.verifications(), kCallers);
  keys_.Set(testing::TestJwks());
  renew_all();
  renew_all();
  EXPECT_EQ(forgetful.verifications(), 2 * kCallers);
  revocations_.Set("jti token-7\n");
  EXPECT_EQ(ReasonOf(forgetful.Renew(held[7]).status()), reason::kTokenInvalid);
  EXPECT_TRUE(forgetful.Renew(held[8]).ok());
  EXPECT_EQ(forgetful.verifications(), 2 * kCallers);
  clock_.Advance(absl::Hours(2));
  EXPECT_EQ(ReasonOf(forgetful.Renew(held[8]).status()), reason::kTokenExpired);
  keys_.Set(StrCat(R"({"keys":[)", testing::ForgingKey::Ec().Jwk("another", "ES256"), "]}"));
  EXPECT_EQ(ReasonOf(forgetful.Renew(held[9]).status()), reason::kTokenInvalid) << "its key is trusted no more";
}

TEST_F(RevokedTokenTest, IsRefusedWhenNobodyHasSeenItYet) {
  revocations_.Set(StrCat("sid ", Claims().session, "\n"));
  EXPECT_EQ(ReasonFor(Token(Claims())), reason::kTokenInvalid);
}

TEST_F(RevokedTokenTest, StaysRefusedWhereItsPersonMaySignInAgain) {
  const std::string before = Token(Claims());
  EXPECT_EQ(ReasonFor(before), "");
  clock_.Advance(absl::Seconds(10));
  revocations_.Set(
      StrCat("sub patient-1 ", absl::FormatTime(absl::RFC3339_full, clock_.Now(), absl::UTCTimeZone()), "\n"));
  EXPECT_EQ(ReasonFor(before), reason::kTokenInvalid);
  EXPECT_EQ(ReasonFor(Token(Claims())), "");
}

TEST_F(RevokedTokenTest, DoesNotDragAlongThoseOfOthers) {
  const std::string other = Token(testing::GoodClaims(Role::kPatient, "patient-2", "Demo Patient", clock_.Now()));
  revocations_.Set("sub patient-1 2100-01-01T00:00:00Z\n");
  EXPECT_EQ(ReasonFor(Token(Claims())), reason::kTokenInvalid);
  EXPECT_EQ(ReasonFor(other), "");
}

}  // namespace
}  // namespace careloop
