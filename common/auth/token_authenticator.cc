#include "common/auth/token_authenticator.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "common/auth/strict_json.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop {
namespace {

absl::Status Invalid(std::string_view rule) {
  return Error(absl::StatusCode::kUnauthenticated, reason::kTokenInvalid, StrCat("token: ", rule));
}

absl::StatusOr<std::string_view> BearerToken(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization.size() <= kScheme.size() || !absl::StartsWithIgnoreCase(ForAbsl(authorization), ForAbsl(kScheme))) {
    return Error(absl::StatusCode::kUnauthenticated, reason::kTokenMissing,
                 "metadata entry authorization must be \"Bearer \" and a token");
  }
  const std::string_view token = authorization.substr(kScheme.size());
  if (token.size() > TokenAuthenticator::kMaxTokenSize) {
    return Invalid(StrCat("has ", token.size(), " bytes, limit ", TokenAuthenticator::kMaxTokenSize));
  }
  return token;
}

struct Parts {
  std::string header;
  std::string claims;
};

// The decoded parts of header.claims.signature; nothing if `token` is not exactly that.
std::optional<Parts> Split(std::string_view token) {
  const size_t first = token.find('.');
  const size_t second = token.find('.', first + 1);  // a third is no base64
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  std::optional<std::string> header = DecodeBase64Url(token.substr(0, first));
  std::optional<std::string> claims = DecodeBase64Url(token.substr(first + 1, second - first - 1));
  const std::optional<std::string> signature = DecodeBase64Url(token.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  return Parts{*std::move(header), *std::move(claims)};
}

struct Header {
  std::string key;        // member kid
  std::string algorithm;  // member alg
};

// A token may not bring or point to the key it is to be verified with, nor ask for extensions that we do not know.
absl::StatusOr<Header> ReadHeader(std::string_view text) {
  const nlohmann::json header = ParseStrictObject(text);
  if (header.is_null()) return Invalid("the header is not one JSON object");
  for (const char* member : {"crit", "jku", "jwk", "x5c", "x5u"}) {
    if (header.contains(member)) return Invalid(StrCat("header member ", member, " is not allowed"));
  }
  if (header.contains("typ")) {
    const std::string* type = TextMember(header, "typ");
    const bool known =
        type != nullptr && (absl::EqualsIgnoreCase(*type, "JWT") || absl::EqualsIgnoreCase(*type, "at+jwt"));
    if (!known) return Invalid("header member typ must be JWT or at+jwt");
  }
  const std::string* key = TextMember(header, "kid");
  const std::string* algorithm = TextMember(header, "alg");
  if (key == nullptr || algorithm == nullptr) return Invalid("header members kid and alg are required");
  return Header{*key, *algorithm};
}

}  // namespace

TokenAuthenticator::TokenAuthenticator(TokenRules rules, const KeySource& keys, const Clock& clock,
                                       const RevocationSource* revocations, size_t cache_size)
    : rules_(std::move(rules)), keys_(keys), clock_(clock), revocations_(revocations), cache_(cache_size) {}

absl::StatusOr<std::shared_ptr<const Caller>> TokenAuthenticator::Authenticate(std::string_view authorization) {
  ASSIGN_OR_RETURN(const std::string_view token, BearerToken(authorization));
  ASSIGN_OR_RETURN(std::shared_ptr<const Caller> caller, Known(token));
  return UnlessRevoked(std::move(caller));
}

absl::StatusOr<std::shared_ptr<const Caller>> TokenAuthenticator::Renew(const std::shared_ptr<const Caller>& caller,
                                                                        int& verifications) {
  if (HasExpired(caller->expires, clock_.Now())) return Expired();
  if (caller->key_version == keys_.version() || verifications <= 0) return UnlessRevoked(caller);
  --verifications;
  return Authenticate(StrCat("Bearer ", caller->token));
}

absl::StatusOr<std::shared_ptr<const Caller>> TokenAuthenticator::UnlessRevoked(
    std::shared_ptr<const Caller> caller) const {
  if (revocations_ != nullptr && revocations_->Current()->Revokes(*caller)) return Invalid("has been revoked");
  return caller;
}

absl::StatusOr<std::shared_ptr<const Caller>> TokenAuthenticator::Known(std::string_view token) {
  const absl::Time now = clock_.Now();
  const uint64_t key_version = keys_.version();  // before the keys are used: they may change meanwhile
  if (std::shared_ptr<const Caller> caller = cache_.Find(token, key_version, now)) return caller;
  ASSIGN_OR_RETURN(std::shared_ptr<const Caller> caller, Verify(token, key_version, now));
  cache_.Insert(caller, key_version);
  return caller;
}

absl::StatusOr<std::shared_ptr<const Caller>> TokenAuthenticator::Verify(std::string_view token, uint64_t key_version,
                                                                         absl::Time now) {
  const std::optional<Parts> parts = Split(token);
  if (!parts) return Invalid("is not a signed JWT in compact form");
  ASSIGN_OR_RETURN(const Header header, ReadHeader(parts->header));
  verifications_.fetch_add(1, std::memory_order_relaxed);
  if (!keys_.Current()->Verifies(token, header.key, header.algorithm)) {
    return Invalid("is not signed with a key of this site and that key's algorithm");
  }
  ASSIGN_OR_RETURN(Caller caller, ReadClaims(parts->claims, rules_, now));
  caller.token = std::string(token);
  caller.key_version = key_version;
  return std::make_shared<const Caller>(std::move(caller));
}

}  // namespace careloop
