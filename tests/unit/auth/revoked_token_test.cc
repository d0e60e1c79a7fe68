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

  static std::string RenewalOf(const std::shared_ptr<const Caller>& held, Authenticator& authenticator,
                               int verifications = 1) {
    const auto caller = authenticator.Renew(held, verifications);
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
  const auto renew_all = [&](int verifications) {
    for (auto& caller : held) caller = forgetful.Renew(caller, verifications).value();
  };
  renew_all(100);
  EXPECT_EQ(forgetful.verifications(), kCallers);
  keys_.Set(testing::TestJwks());
  renew_all(30);
  EXPECT_EQ(forgetful.verifications(), kCallers + 30) << "the others the next time";
  renew_all(30);
  renew_all(30);
  EXPECT_EQ(forgetful.verifications(), 2 * kCallers);
  revocations_.Set("jti token-7\n");
  EXPECT_EQ(RenewalOf(held[7], forgetful), reason::kTokenInvalid);
  EXPECT_EQ(RenewalOf(held[8], forgetful), "");
  EXPECT_EQ(forgetful.verifications(), 2 * kCallers);
}

TEST_F(RevokedTokenTest, OfAHeldCallerIsRefusedWhoseTokenIsLeftToBeVerifiedLater) {
  const TokenClaims claims = Claims();
  const auto held = authenticator_.Authenticate("Bearer " + Token(claims)).value();
  keys_.Set(StrCat(R"({"keys":[)", testing::ForgingKey::Ec().Jwk("another", "ES256"), "]}"));
  EXPECT_EQ(RenewalOf(held, authenticator_, 0), "");
  EXPECT_EQ(RenewalOf(held, authenticator_, 1), reason::kTokenInvalid) << "its key is trusted no more";
  revocations_.Set(StrCat("jti ", claims.token_id, "\n"));
  EXPECT_EQ(RenewalOf(held, authenticator_, 0), reason::kTokenInvalid);
  revocations_.Set("");
  const auto before = authenticator_.verifications();
  clock_.Advance(absl::Hours(2));
  for (const int verifications : {0, 1}) {
    EXPECT_EQ(RenewalOf(held, authenticator_, verifications), reason::kTokenExpired);
  }
  EXPECT_EQ(authenticator_.verifications(), before) << "nor is it verified for that";
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
