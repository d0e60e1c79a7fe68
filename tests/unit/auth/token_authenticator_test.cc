#include "common/auth/token_authenticator.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "tests/support/fake_clock.h"
#include "tests/support/forged_tokens.h"
#include "tests/support/test_tokens.h"

namespace careloop {
namespace {

using testing::Base64Url;
using testing::FakeClock;
using testing::FakeKeySource;
using testing::ForgingKey;

const ForgingKey& EcKey() {
  static const ForgingKey& key = *new ForgingKey(ForgingKey::Ec());
  return key;
}

const ForgingKey& RsaKey() {
  static const ForgingKey& key = *new ForgingKey(ForgingKey::Rsa());
  return key;
}

const std::string kHeader = R"({"alg":"ES256","typ":"JWT","kid":"ec"})";

// One site with an EC key "ec" and one RSA key, known as "rs" for RS256 and as "ps" for PS256.
class TokenAuthenticatorTest : public ::testing::Test {
 protected:
  std::string Claims() const {
    return StrCat(
        R"({"iss":"https://login.test","aud":"careloop","sub":"patient-1","role":"patient","name":"Demo Patient",)",
        R"("sid":"session-1","jti":"token-1","exp":)", absl::ToUnixSeconds(clock_.Now()) + 300, "}");
  }
  std::string GoodToken() const { return EcKey().Token(kHeader, Claims(), "ES256"); }
  std::string TokenWithHeader(std::string_view header) const { return EcKey().Token(header, Claims(), "ES256"); }

  bool Accepts(const std::string& token) { return authenticator_.Authenticate("Bearer " + token).ok(); }

  std::string ReasonFor(const std::string& authorization) {
    const auto caller = authenticator_.Authenticate(authorization);
    if (caller.ok()) return "accepted";
    EXPECT_EQ(caller.status().code(), absl::StatusCode::kUnauthenticated);
    return ReasonOf(caller.status());
  }
  void ExpectRefused(const std::string& token, std::string_view why) {
    const auto caller = authenticator_.Authenticate("Bearer " + token);
    ASSERT_FALSE(caller.ok()) << why;
    EXPECT_EQ(ReasonOf(caller.status()), reason::kTokenInvalid) << why;
    EXPECT_TRUE(token.size() < 20 || caller.status().message().find(token.substr(0, 20)) == absl::string_view::npos)
        << why;
  }

  FakeClock clock_;
  FakeKeySource keys_{StrCat(R"({"keys":[)", EcKey().Jwk("ec", "ES256"), ",", RsaKey().Jwk("rs", "RS256"), ",",
                             RsaKey().Jwk("ps", "PS256"), "]}")};
  TokenAuthenticator authenticator_{{.issuer = "https://login.test"}, keys_, clock_};
};

TEST_F(TokenAuthenticatorTest, AcceptsAGoodToken) {
  const std::string token = GoodToken();
  const auto caller = authenticator_.Authenticate("Bearer " + token);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ((*caller)->subject, "patient-1");
  EXPECT_EQ((*caller)->token, token);
}

TEST_F(TokenAuthenticatorTest, AcceptsEachAllowedAlgorithmWithItsKey) {
  EXPECT_TRUE(Accepts(EcKey().Token(R"({"alg":"ES256","kid":"ec"})", Claims(), "ES256")));
  EXPECT_TRUE(Accepts(RsaKey().Token(R"({"alg":"RS256","kid":"rs"})", Claims(), "RS256")));
  EXPECT_TRUE(Accepts(RsaKey().Token(R"({"alg":"PS256","kid":"ps"})", Claims(), "PS256")));
}

TEST_F(TokenAuthenticatorTest, TakesTheSchemeInAnyCase) {
  EXPECT_EQ(ReasonFor("bearer " + GoodToken()), "accepted");
  EXPECT_EQ(ReasonFor("BEARER " + GoodToken()), "accepted");
}

TEST_F(TokenAuthenticatorTest, SaysThatATokenIsMissing) {
  for (const char* authorization : {"", "Bearer", "Bearer ", "Basic cGF0aWVudDpwYXNz", "Token x", " "}) {
    EXPECT_EQ(ReasonFor(authorization), reason::kTokenMissing) << authorization;
  }
}

TEST_F(TokenAuthenticatorTest, SaysThatATokenHasExpired) {
  const std::string token = GoodToken();
  clock_.Advance(absl::Seconds(330));
  EXPECT_EQ(ReasonFor("Bearer " + token), reason::kTokenExpired);
}

TEST_F(TokenAuthenticatorTest, RefusesAnythingThatIsNotCompactForm) {
  const std::string good = GoodToken();
  const std::string input = good.substr(0, good.rfind('.'));
  const std::vector<std::string> bad = {".",
                                        "..",
                                        "...",
                                        "a.b.c",
                                        "x",
                                        input,
                                        input + ".",
                                        good + ".",
                                        good + "..",
                                        "." + good,
                                        good + ".x",
                                        good + " ",
                                        " " + good,
                                        good + "\n",
                                        "\t" + good,
                                        good + "=",
                                        good + "==",
                                        good + "%",
                                        good + "\xe2\x80\x8b",
                                        good + "," + good,
                                        good + " " + good,
                                        absl::StrReplaceAll(good, {{".", ". "}}),
                                        absl::StrReplaceAll(good, {{".", "\xe3\x80\x82"}}),
                                        "{\"payload\":\"" + good + "\"}",
                                        std::string("\0", 1) + good,
                                        good + std::string("\0", 1)};
  for (const std::string& token : bad) ExpectRefused(token, token);
}

TEST_F(TokenAuthenticatorTest, RefusesASignatureInOtherThanItsCanonicalForm) {
  std::string token = GoodToken();  // 64 bytes leave four bits of the last character unused
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  token.back() = alphabet[alphabet.find(token.back()) + 1];
  ExpectRefused(token, "stray bits");
}

TEST_F(TokenAuthenticatorTest, RefusesATokenInWhichAnyByteWasChanged) {
  const std::string good = GoodToken();
  for (size_t i = 0; i < good.size(); ++i) {
    std::string token = good;
    token[i] = token[i] == 'A' ? 'B' : 'A';
    ExpectRefused(token, StrCat("byte ", i));
  }
}

TEST_F(TokenAuthenticatorTest, RefusesATokenThatWasCutShort) {
  const std::string good = GoodToken();
  for (size_t size = 1; size < good.size(); size += 7) ExpectRefused(good.substr(0, size), StrCat(size, " bytes"));
}

TEST_F(TokenAuthenticatorTest, RefusesATokenOfMoreThanEightKibibytes) {
  const std::string claims = Claims();
  const auto padded = [&](size_t size) {
    return EcKey().Token(
        kHeader, StrCat(claims.substr(0, claims.size() - 1), R"(,"pad":")", std::string(size, 'x'), "\"}"), "ES256");
  };
  EXPECT_TRUE(Accepts(padded(5700)));
  ExpectRefused(padded(6700), "9 KiB");
  ExpectRefused(std::string(1 << 20, 'a'), "1 MiB");
}

TEST_F(TokenAuthenticatorTest, RefusesAnUnsignedToken) {
  for (const char* algorithm : {"none", "None", "NONE", "nOnE", ""}) {
    const std::string header = StrCat(R"({"alg":")", algorithm, R"(","kid":"ec"})");
    ExpectRefused(testing::UnsignedToken(header, Claims()) + ".", algorithm);
    ExpectRefused(TokenWithHeader(header), algorithm);
  }
}

TEST_F(TokenAuthenticatorTest, RefusesAnHmacMadeWithThePublicKeyAsItsSecret) {
  for (const char* kid : {"rs", "ps", "ec"}) {
    for (const char* algorithm : {"HS256", "RS256", "PS256", "ES256"}) {
      const std::string header = StrCat(R"({"alg":")", algorithm, R"(","kid":")", kid, "\"}");
      for (const std::string& secret :
           {RsaKey().PublicPem(), RsaKey().PublicDer(), RsaKey().Jwk("rs", "RS256"), EcKey().PublicPem(),
            EcKey().PublicDer(), EcKey().Jwk("ec", "ES256"), std::string()}) {
        ExpectRefused(testing::HmacToken(header, Claims(), secret), header);
      }
    }
  }
}

TEST_F(TokenAuthenticatorTest, RefusesAnAlgorithmThatIsNotTheKeysOwn) {
  ExpectRefused(RsaKey().Token(R"({"alg":"PS256","kid":"rs"})", Claims(), "PS256"), "PS256 with an RS256 key");
  ExpectRefused(RsaKey().Token(R"({"alg":"RS256","kid":"ps"})", Claims(), "RS256"), "RS256 with a PS256 key");
  ExpectRefused(RsaKey().Token(R"({"alg":"RS256","kid":"ec"})", Claims(), "RS256"), "RS256 with an EC key");
  ExpectRefused(EcKey().Token(R"({"alg":"ES256","kid":"rs"})", Claims(), "ES256"), "ES256 with an RSA key");
  for (const char* algorithm : {"ES384", "ES512", "RS384", "RS512", "EdDSA", "A128KW", "dir", "es256", "ES256 "}) {
    ExpectRefused(TokenWithHeader(StrCat(R"({"alg":")", algorithm, R"(","kid":"ec"})")), algorithm);
  }
}

TEST_F(TokenAuthenticatorTest, RefusesAnotherKeysSignature) {
  ExpectRefused(ForgingKey::Ec().Token(kHeader, Claims(), "ES256"), "a key of the same kind");
  ExpectRefused(RsaKey().Token(kHeader, Claims(), "RS256"), "a key of another kind");
}

TEST_F(TokenAuthenticatorTest, RefusesATokenWithoutAKnownKey) {
  ExpectRefused(TokenWithHeader(R"({"alg":"ES256"})"), "no kid");
  ExpectRefused(TokenWithHeader(R"({"alg":"ES256","kid":1})"), "kid is a number");
  ExpectRefused(TokenWithHeader(R"({"kid":"ec"})"), "no alg");
  ExpectRefused(TokenWithHeader(R"({"alg":["ES256"],"kid":"ec"})"), "alg is a list");
  for (const char* kid : {"", "EC", "ec ", "ec\\u0000", "other", "../ec", "/dev/null"}) {
    ExpectRefused(TokenWithHeader(StrCat(R"({"alg":"ES256","kid":")", kid, "\"}")), kid);
  }
}

TEST_F(TokenAuthenticatorTest, RefusesAHeaderThatBringsOrNamesAKeyOrAnExtension) {
  const ForgingKey own = ForgingKey::Ec();
  for (const std::string& member :
       {StrCat(R"("jwk":)", own.Jwk("ec", "ES256")), std::string(R"("jku":"https://evil.example/jwks")"),
        std::string(R"("x5u":"https://evil.example/cert")"), std::string(R"("x5c":["MIIB"])"),
        std::string(R"("crit":["b64"],"b64":false)"), std::string(R"("crit":[])"), std::string(R"("jku":null)")}) {
    const std::string header = StrCat(R"({"alg":"ES256","kid":"ec",)", member, "}");
    ExpectRefused(TokenWithHeader(header), member);
    ExpectRefused(own.Token(header, Claims(), "ES256"), member);
  }
}

TEST_F(TokenAuthenticatorTest, RefusesATokenOfAnotherType) {
  EXPECT_TRUE(Accepts(TokenWithHeader(R"({"alg":"ES256","kid":"ec","typ":"at+jwt"})")));
  EXPECT_TRUE(Accepts(TokenWithHeader(R"({"alg":"ES256","kid":"ec","typ":"jwt"})")));
  for (const char* type : {R"("logout+jwt")", R"("JWE")", R"("")", "1", "null", R"("JWT ")"}) {
    ExpectRefused(TokenWithHeader(StrCat(R"({"alg":"ES256","kid":"ec","typ":)", type, "}")), type);
  }
}

TEST_F(TokenAuthenticatorTest, RefusesAHeaderThatIsNotOneObjectWithMembersOfTheirOwn) {
  for (const char* header :
       {"", "null", "[]", "\"ES256\"", R"({"alg":"ES256","kid":"ec")", R"({"alg":"none","alg":"ES256","kid":"ec"})",
        R"({"alg":"ES256","alg":"none","kid":"ec"})", R"({"alg":"ES256","kid":"other","kid":"ec"})",
        R"({"alg":"ES256","kid":"ec"}{})", R"({"alg":"ES256","kid":"ec","a\u006cg":"none"})"}) {
    ExpectRefused(TokenWithHeader(header), header);
  }
}

TEST_F(TokenAuthenticatorTest, RefusesClaimsThatAreWrongUnderAGoodSignature) {
  const std::string claims = Claims();
  const auto with = [&](std::string_view from, std::string_view to) {
    return EcKey().Token(kHeader, absl::StrReplaceAll(claims, {{ForAbsl(from), ForAbsl(to)}}), "ES256");
  };
  ExpectRefused(with("https://login.test", "https://evil.example"), "issuer");
  ExpectRefused(with("\"careloop\"", "\"other\""), "audience");
  ExpectRefused(with("\"patient\"", "\"root\""), "role");
  ExpectRefused(with("\"role\"", "\"role\":\"admin\",\"role\""), "role twice");
  ExpectRefused(with("patient-1", "patient 1"), "subject");
  ExpectRefused(with("}", R"(,"nbf":4000000000})"), "not yet valid");
  ExpectRefused(EcKey().Token(kHeader, "not json", "ES256"), "no JSON");
}

TEST_F(TokenAuthenticatorTest, RefusesTokensOfOtherMakeLikeJweAndNested) {
  ExpectRefused(StrCat(Base64Url(R"({"alg":"dir","enc":"A256GCM"})"), "..", Base64Url("iv"), ".", Base64Url("x"), ".",
                       Base64Url("tag")),
                "JWE");
  ExpectRefused(EcKey().Token(R"({"alg":"ES256","kid":"ec","cty":"JWT"})", GoodToken(), "ES256"), "a token in a token");
}

}  // namespace
}  // namespace careloop
