#ifndef CARELOOP_COMMON_AUTH_AUTHENTICATOR_H_
#define CARELOOP_COMMON_AUTH_AUTHENTICATOR_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/call/call.h"

namespace careloop {

// The port that tells who is calling. Thread-safe; does no I/O and never waits, so it may be called on any thread.
class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // `authorization` is the value of that metadata entry, empty if there is none. UNAUTHENTICATED with reason
  // TOKEN_MISSING, TOKEN_INVALID (also when it was revoked) or TOKEN_EXPIRED; the message says which rule was broken
  // and never holds any part of the token.
  virtual absl::StatusOr<std::shared_ptr<const Caller>> Authenticate(std::string_view authorization) = 0;

  // The same of somebody who was let in before, for whoever holds many and asks often. The result is whom to ask about
  // the next time. Their token is verified anew, which is dear, only when the keys have changed since, and only while
  // `verifications` is above 0, of which that takes one: else it is left for the next time, and they are refused now if
  // it has expired or was revoked.
  virtual absl::StatusOr<std::shared_ptr<const Caller>> Renew(const std::shared_ptr<const Caller>& caller,
                                                              int& verifications) = 0;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_AUTHENTICATOR_H_
