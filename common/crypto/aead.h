#ifndef CARELOOP_COMMON_CRYPTO_AEAD_H_
#define CARELOOP_COMMON_CRYPTO_AEAD_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/random.h"
#include "common/crypto/secret_key.h"

// XChaCha20-Poly1305 of libsodium: 24 random bytes of nonce never repeat, however many records one key encrypts.
namespace careloop::aead {

inline constexpr size_t kNonceSize = 24;
inline constexpr size_t kTagSize = 16;
inline constexpr size_t kOverhead = kNonceSize + kTagSize;

// nonce | ciphertext with its tag. `associated` is authenticated and not stored.
std::string Seal(const SecretKey& key, std::string_view plain, std::string_view associated, Random& random);

// Nothing unless `sealed` was made with this key and these associated data, and is whole.
std::optional<std::string> Open(const SecretKey& key, std::string_view sealed, std::string_view associated);

}  // namespace careloop::aead

#endif  // CARELOOP_COMMON_CRYPTO_AEAD_H_
