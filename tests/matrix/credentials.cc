#include "tests/matrix/credentials.h"

#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/strings.h"
#include "tests/support/forged_tokens.h"
#include "tests/support/test_tokens.h"

namespace careloop::matrix {
namespace {

constexpr char kRevokedToken[] = "token-that-was-revoked";
constexpr char kRevokedSession[] = "session-that-was-revoked";
constexpr char kName[] = "Demo Person";

// Before it tokens were issued that are revoked since; after it those that are good.
absl::Time RevocationTime() {
  static const absl::Time time = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()) - 60);
  return time;
}

TokenClaims ClaimsOf(Role role, const std::string& person, TokenState state) {
  TokenClaims claims = testing::GoodClaims(role, person, kName);
  const absl::Time now = claims.issued_at;
  if (state == TokenState::kExpired) claims.expires = now - absl::Hours(1);
  if (state == TokenState::kNotYetValid) claims.issued_at = now + absl::Hours(1);
  if (state == TokenState::kNotYetValid) claims.expires = now + absl::Hours(2);
  if (state == TokenState::kWrongIssuer) claims.issuer = "https://login.elsewhere";
  if (state == TokenState::kWrongAudience) claims.audience = "another-system";
  if (state == TokenState::kWithoutPerson) claims.subject = "";
  if (state == TokenState::kRevokedToken) claims.token_id = kRevokedToken;
  if (state == TokenState::kRevokedSession) claims.session = kRevokedSession;
  if (state == TokenState::kRevokedPerson) claims.issued_at = RevocationTime() - absl::Minutes(1);
  return claims;
}

const TokenSigner& UnknownKey() {
  static const TokenSigner& signer = *new TokenSigner(TokenSigner::Create("unknown-key").value());
  return signer;
}

const TokenSigner& OtherKeyOfTheSameName() {
  static const TokenSigner& signer = *new TokenSigner(TokenSigner::Create("test-key").value());
  return signer;
}

// "header.claims", and what follows the second dot.
std::pair<std::string, std::string> Split(const std::string& token) {
  const size_t dot = token.rfind('.');
  return {token.substr(0, dot), token.substr(dot + 1)};
}

std::string Json(const TokenClaims& claims) {
  return StrCat(R"({"iss":")", claims.issuer, R"(","aud":"careloop","sub":")", claims.subject, R"(","role":")",
                RoleName(claims.role), R"(","name":"Demo Person","sid":"s","jti":"j","exp":)",
                absl::ToUnixSeconds(claims.expires), "}");
}

std::string TokenOf(Role role, const std::string& person, TokenState state) {
  const TokenClaims claims = ClaimsOf(role, person, state);
  std::string good = testing::TestSigner().Sign(claims).value();
  switch (state) {
    case TokenState::kUnknownKey:
      return UnknownKey().Sign(claims).value();
    case TokenState::kOtherKeyOfTheSameName:
      return OtherKeyOfTheSameName().Sign(claims).value();
    case TokenState::kUnsigned:
      return StrCat(testing::UnsignedToken(R"({"alg":"none","kid":"test-key"})", Json(claims)), ".");
    case TokenState::kSignedWithThePublicKey:
      return testing::HmacToken(R"({"alg":"HS256","kid":"test-key"})", Json(claims), testing::TestJwks());
    case TokenState::kClaimsOfAnother:
      return StrCat(Split(good).first, ".", Split(testing::TokenFor(role, "somebody-else", kName)).second);
    default:
      return good;
  }
}

Authorization Make(Role role, const std::string& person, TokenState state) {
  if (state == TokenState::kAbsent) return std::nullopt;
  if (state == TokenState::kGarbage) return "Bearer this-is-no-token";
  const std::string token = TokenOf(role, person, state);
  return StrCat(state == TokenState::kOtherScheme ? "Basic " : "Bearer ", token);
}

}  // namespace

std::string SignedIn(Role role, const std::string& person) { return *Make(role, person, TokenState::kValid); }

std::string Revocations(const std::vector<std::string>& persons) {
  std::string text = StrCat("jti ", kRevokedToken, "\nsid ", kRevokedSession, "\n");
  const std::string time = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", RevocationTime(), absl::UTCTimeZone());
  for (const std::string& person : persons) text += StrCat("sub ", person, " ", time, "\n");
  return text;
}

const Authorization& Credentials::Of(Role role, const std::string& person, TokenState state) {
  const auto [entry, is_new] = known_.try_emplace({role, person, state});
  if (is_new) entry->second = Make(role, person, state);
  return entry->second;
}

}  // namespace careloop::matrix
