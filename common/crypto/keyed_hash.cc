#include "common/crypto/keyed_hash.h"

#include <sodium.h>

#include "common/crypto/sodium_init.h"

namespace careloop {

static_assert(crypto_shorthash_siphashx24_KEYBYTES <= SecretKey::kSize);

std::string KeyedHash::Hash16(std::string_view data) const {
  InitSodium();
  std::string hash(crypto_shorthash_siphashx24_BYTES, '\0');
  crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(hash.data()),
                              reinterpret_cast<const unsigned char*>(data.data()), data.size(), key_.data());
  return hash;
}

}  // namespace careloop
