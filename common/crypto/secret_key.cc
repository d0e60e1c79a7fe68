#include "common/crypto/secret_key.h"

#include <sodium.h>

#include <algorithm>

namespace careloop {

static_assert(SecretKey::kSize == crypto_generichash_KEYBYTES);

SecretKey SecretKey::From(std::string& bytes) {
  SecretKey key{Bytes{}};
  std::copy_n(bytes.begin(), kSize, key.bytes_.begin());
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

SecretKey::~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

SecretKey SecretKey::ForPurpose(std::string_view purpose) const {
  // The prefix keeps derived keys apart from hashes made with a key.
  static constexpr std::string_view kPrefix = "careloop key for purpose: ";
  crypto_generichash_state state;
  crypto_generichash_init(&state, data(), kSize, kSize);
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(kPrefix.data()), kPrefix.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size());
  SecretKey derived{Bytes{}};
  crypto_generichash_final(&state, derived.bytes_.data(), kSize);
  sodium_memzero(&state, sizeof(state));
  return derived;
}

}  // namespace careloop
