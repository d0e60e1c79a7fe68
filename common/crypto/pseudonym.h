#ifndef CARELOOP_COMMON_CRYPTO_PSEUDONYM_H_
#define CARELOOP_COMMON_CRYPTO_PSEUDONYM_H_

#include <sodium.h>

#include <string>
#include <string_view>

#include "common/crypto/secret_key.h"

namespace careloop {

// The name of a person where it can be read: 32 hex digits of an HMAC-SHA-256, always the same for the same person and
// secret. Without the secret it can neither be made from an id nor guessed from likely ones. Thread-safe.
class Pseudonyms {
 public:
  explicit Pseudonyms(const SecretKey& secret);
  Pseudonyms(const Pseudonyms&) = delete;
  Pseudonyms& operator=(const Pseudonyms&) = delete;
  ~Pseudonyms();

  std::string Of(std::string_view person) const;

 private:
  crypto_auth_hmacsha256_state keyed_;  // has taken in the key, which is half of the work
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_PSEUDONYM_H_
