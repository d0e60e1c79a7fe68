#ifndef CARELOOP_COMMON_CRYPTO_SEALED_TOKEN_H_
#define CARELOOP_COMMON_CRYPTO_SEALED_TOKEN_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/random.h"
#include "common/crypto/secret_key.h"

namespace careloop {

// Makes the opaque tokens that a client carries for us (page and resume tokens): encrypted and authenticated
// (XChaCha20-Poly1305), and bound to a context, such as caller, method and filter, in which alone they open. The
// context is not in the token. A token never carries permission: what it opens to is checked like any request.
// Thread-safe if `random` is.
class TokenSealer {
 public:
  static constexpr size_t kMaxTokenSize = 8192;
  static constexpr size_t kMaxPayloadSize = kMaxTokenSize / 4 * 3 - 41;  // less version, nonce and tag

  // Tokens of another purpose, or made with another secret, do not open. `invalid_reason` is the reason of Open's
  // errors, e.g. reason::kPageTokenInvalid; static storage. `random` outlives this object.
  TokenSealer(const SecretKey& secret, std::string_view purpose, std::string_view invalid_reason, Random& random)
      : key_(secret.ForPurpose(purpose)), invalid_reason_(invalid_reason), random_(random) {}

  // URL-safe text of at most kMaxTokenSize characters. INTERNAL if `payload` is longer than kMaxPayloadSize.
  absl::StatusOr<std::string> SealToken(std::string_view payload, std::string_view context) const;

  // The payload. INVALID_ARGUMENT with `invalid_reason` if `token` is not one that SealToken made for this context.
  absl::StatusOr<std::string> OpenToken(std::string_view token, std::string_view context) const;

 private:
  SecretKey key_;
  std::string_view invalid_reason_;
  Random& random_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_SEALED_TOKEN_H_
