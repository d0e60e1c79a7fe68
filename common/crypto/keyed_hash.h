#ifndef CARELOOP_COMMON_CRYPTO_KEYED_HASH_H_
#define CARELOOP_COMMON_CRYPTO_KEYED_HASH_H_

#include <string>
#include <string_view>

#include "common/crypto/secret_key.h"

namespace careloop {

// A keyed hash (BLAKE2b) of bytes that may hold a person's words: without the key it can neither be made nor guessed
// from likely input. Two purposes of one secret give unrelated hashes. Thread-safe.
class KeyedHash {
 public:
  KeyedHash(const SecretKey& secret, std::string_view purpose) : key_(secret.ForPurpose(purpose)) {}

  // Raw bytes. The short hash is not a prefix of the long one.
  std::string Hash16(std::string_view data) const;
  std::string Hash32(std::string_view data) const;

  // True if `hash` is Hash16 or Hash32 of `data`; takes the same time wherever they differ.
  bool Verify(std::string_view data, std::string_view hash) const;

 private:
  SecretKey key_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_KEYED_HASH_H_
