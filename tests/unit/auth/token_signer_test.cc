#include "common/auth/token_signer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/auth/token_authenticator.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test_tokens.h"

namespace careloop {
namespace {

using nlohmann::json;
using testing::GoodClaims;

TEST(TokenSigner, SignsTokensThatAreAcceptedAsWhatTheySay) {
  const auto authenticator = testing::MakeTestAuthenticator();
  const std::string token = testing::TokenFor(Role::kClinician, "nurse-1", "Demo Nurse \xc3\xa4\"\\");
  const auto caller = authenticator->Authenticate("Bearer " + token);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ((*caller)->role, Role::kClinician);
  EXPECT_EQ((*caller)->subject, "nurse-1");
  EXPECT_EQ((*caller)->name, "Demo Nurse \xc3\xa4\"\\");
}

TEST(TokenSigner, ComesBackFromItsPrivateKey) {
  const TokenSigner signer = TokenSigner::Create("kid-1").value();
  const auto again = TokenSigner::FromPrivateJwk(signer.PrivateJwk());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->PublicJwks(), signer.PublicJwks());
  const auto keys = KeySet::Parse(signer.PublicJwks()).value();
  const testing::FakeClock clock;
  EXPECT_TRUE(keys->Verifies(again->Sign(GoodClaims(Role::kAdmin, "a", "A", clock.Now())).value(), "kid-1", "ES256"));
}

TEST(TokenSigner, PublishesNothingPrivate) {
  const json keys = json::parse(TokenSigner::Create("kid-1").value().PublicJwks());
  EXPECT_FALSE(keys["keys"][0].contains("d"));
  EXPECT_EQ(keys["keys"][0]["alg"], "ES256");
}

TEST(TokenSigner, MakesADifferentKeyEachTime) {
  EXPECT_NE(TokenSigner::Create("kid").value().PublicJwks(), TokenSigner::Create("kid").value().PublicJwks());
}

TEST(TokenSigner, RefusesAKeyThatItCannotSignWith) {
  const TokenSigner signer = TokenSigner::Create("kid-1").value();
  const json good = json::parse(signer.PrivateJwk());
  const auto refuses = [](const json& key) { return !TokenSigner::FromPrivateJwk(key.dump()).ok(); };
  for (const char* member : {"d", "kid", "crv", "kty"}) {
    json key = good;
    key.erase(member);
    EXPECT_TRUE(refuses(key)) << member;
  }
  json bad = good;
  bad["d"] = "not+base64url";
  EXPECT_TRUE(refuses(bad));
  EXPECT_FALSE(TokenSigner::FromPrivateJwk("").ok());
  EXPECT_FALSE(TokenSigner::FromPrivateJwk(signer.PublicJwks()).ok());
}

TEST(TokenSigner, PublishesTheKeyThatItSignsWithWhateverItsFileSaysOfThePublicHalf) {
  json mixed = json::parse(TokenSigner::Create("kid-1").value().PrivateJwk());
  mixed["d"] = json::parse(TokenSigner::Create("kid-2").value().PrivateJwk())["d"];
  const auto signer = TokenSigner::FromPrivateJwk(mixed.dump());
  ASSERT_TRUE(signer.ok()) << signer.status();
  const auto keys = KeySet::Parse(signer->PublicJwks()).value();
  const testing::FakeClock clock;
  EXPECT_TRUE(keys->Verifies(signer->Sign(GoodClaims(Role::kAdmin, "a", "A", clock.Now())).value(), "kid-1", "ES256"));
}

TEST(TokenSigner, DoesNotThrowOnTextThatIsNotUtf8) {
  EXPECT_TRUE(testing::TestSigner().Sign(GoodClaims(Role::kPatient, "p", "\xff")).ok());
}

}  // namespace
}  // namespace careloop
