#include "common/crypto/keyed_hash.h"

#include <sodium.h>

#include "common/crypto/sodium_init.h"

namespace careloop {
namespace {

std::string Hash(const SecretKey& key, std::string_view data, size_t size) {
  InitSodium();
  std::string hash(size, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), size,
                     reinterpret_cast<const unsigned char*>(data.data()), data.size(), key.data(), SecretKey::kSize);
  return hash;
}

}  // namespace

std::string KeyedHash::Hash16(std::string_view data) const { return Hash(key_, data, 16); }

std::string KeyedHash::Hash32(std::string_view data) const { return Hash(key_, data, 32); }

bool KeyedHash::Verify(std::string_view data, std::string_view hash) const {
  if (hash.size() != 16 && hash.size() != 32) return false;
  const std::string expected = Hash(key_, data, hash.size());
  return sodium_memcmp(expected.data(), hash.data(), hash.size()) == 0;
}

}  // namespace careloop
