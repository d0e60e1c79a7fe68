#ifndef CARELOOP_COMMON_CRYPTO_KEYED_HASH_H_
#define CARELOOP_COMMON_CRYPTO_KEYED_HASH_H_

#include <string>
#include <string_view>

#include "common/crypto/secret_key.h"

namespace careloop {

// A keyed hash of bytes that may hold a person's words: without the key it can neither be made nor guessed from likely
// input. SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, INDOCRYPT 2012), a pseudo-random function: each
// call that changes something hashes twice, and BLAKE2b was a twentieth of all that a service does for it. Two purposes
// of one secret give unrelated hashes. Thread-safe.
class KeyedHash {
 public:
  KeyedHash(const SecretKey& secret, std::string_view purpose) : key_(secret.ForPurpose(purpose)) {}

  std::string Hash16(std::string_view data) const;  // raw bytes

 private:
  SecretKey key_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_KEYED_HASH_H_
