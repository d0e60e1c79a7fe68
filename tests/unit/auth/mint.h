#ifndef CARELOOP_TESTS_UNIT_AUTH_MINT_H_
#define CARELOOP_TESTS_UNIT_AUTH_MINT_H_

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/time.h"
#include "common/base/strings.h"
#include "tests/support/forged_tokens.h"

namespace careloop::testing {

// The issuer of a site, which makes good tokens of many shapes, and each of its forgers, who holds its public keys and
// may have it sign what should never be signed.
class Mint {
 public:
  explicit Mint(absl::Time now) : now_(absl::ToUnixSeconds(now)) {}

  static constexpr char kIssuer[] = "https://login.test";
  int64_t now() const { return now_; }
  const ForgingKey& ec() const { return ec_; }
  const ForgingKey& rsa() const { return rsa_; }
  const ForgingKey& stranger() const { return stranger_; }
  std::string Jwks() const {
    return StrCat(R"({"keys":[)", ec_.Jwk("ec", "ES256"), ",", rsa_.Jwk("rs", "RS256"), ",", rsa_.Jwk("ps", "PS256"),
                  "]}");
  }

  // Header and claims of the i-th good token: no two have the same claims.
  nlohmann::json Header(int i) const {
    nlohmann::json header = {{"alg", "ES256"}, {"kid", "ec"}};
    if (i % 3 == 1) header["typ"] = "JWT";
    if (i % 3 == 2) header["typ"] = "at+jwt";
    return header;
  }
  nlohmann::json Claims(int i) const {
    nlohmann::json claims = {{"iss", kIssuer},
                             {"aud", "careloop"},
                             {"sub", StrCat("patient-", i)},
                             {"role", i % 2 == 0 ? "patient" : "clinician"},
                             {"name", "Demo Person"},
                             {"sid", StrCat("session-", i)},
                             {"jti", StrCat("token-", i)},
                             {"exp", now_ + 60 + i}};
    if (i % 5 == 1) claims["aud"] = {"other", "careloop"};
    if (i % 5 == 2) claims["iat"] = now_ - i;
    if (i % 5 == 3) claims["nbf"] = now_ - i - 0.5;
    return claims;
  }
  std::string Good(int i) const { return Sign(Header(i).dump(), Claims(i).dump(i % 4 - 1)); }

  // The issuer's own signature over any text.
  std::string Sign(const std::string& header, const std::string& claims) const {
    return ec_.Token(header, claims, "ES256");
  }
  std::string WithHeader(int i, const char* member, const nlohmann::json& value) const {
    nlohmann::json header = Header(i);
    header[member] = value;
    return Sign(header.dump(), Claims(i).dump());
  }
  std::string WithClaim(int i, const char* claim, const nlohmann::json& value) const {
    nlohmann::json claims = Claims(i);
    claims[claim] = value;
    return Sign(Header(i).dump(), claims.dump());
  }
  std::string Without(int i, const char* claim) const {
    nlohmann::json claims = Claims(i);
    claims.erase(claim);
    return Sign(Header(i).dump(), claims.dump());
  }
  // The claims as text, with `member` put first as it is.
  std::string WithClaimText(int i, const std::string& member) const {
    return Sign(Header(i).dump(), "{" + member + "," + Claims(i).dump().substr(1));
  }

 private:
  const int64_t now_;
  const ForgingKey ec_ = ForgingKey::Ec();
  const ForgingKey rsa_ = ForgingKey::Rsa();
  const ForgingKey stranger_ = ForgingKey::Ec();
};

// The i-th of some values, over and over.
template <typename Value = std::string>
Value Pick(int i, std::initializer_list<Value> values) {
  return *(values.begin() + i % static_cast<int>(values.size()));
}

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_UNIT_AUTH_MINT_H_
