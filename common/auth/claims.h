#ifndef CARELOOP_COMMON_AUTH_CLAIMS_H_
#define CARELOOP_COMMON_AUTH_CLAIMS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/call/call.h"

namespace careloop {

// What a token must say to be meant for this site.
struct TokenRules {
  std::string issuer;                 // equal to `iss`
  std::string audience = "careloop";  // equal to `aud` or among its elements
};

// Times of a token are compared with this much tolerance for the clocks of issuer and site.
inline constexpr absl::Duration kClockSkew = absl::Seconds(30);

constexpr bool HasExpired(absl::Time expires, absl::Time now) { return now >= expires + kClockSkew; }

// What a token is refused with then.
absl::Status Expired();

// The caller whom the claims of a verified token describe, without `token`. UNAUTHENTICATED with TOKEN_INVALID or
// TOKEN_EXPIRED; the message names the claim and the rule, never its value.
absl::StatusOr<Caller> ReadClaims(std::string_view json, const TokenRules& rules, absl::Time now);

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_CLAIMS_H_
