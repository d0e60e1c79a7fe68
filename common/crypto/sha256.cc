#include "common/crypto/sha256.h"

#include <sodium.h>

#include "common/crypto/sodium_init.h"

namespace careloop {

std::string Sha256(std::string_view bytes) {
  InitSodium();
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return hash;
}

std::string Sha256Hex(std::string_view bytes) {
  const std::string hash = Sha256(bytes);
  std::string hex(2 * hash.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(hash.data()), hash.size());
  hex.pop_back();
  return hex;
}

}  // namespace careloop
