#include "common/crypto/signature.h"

#include <sodium.h>

#include "common/crypto/sodium_init.h"

namespace careloop {
namespace {

static_assert(SecretKey::kSize == crypto_sign_SEEDBYTES);

const unsigned char* Unsigned(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

SigningKey::SigningKey(const SecretKey& seed) : public_key_(crypto_sign_PUBLICKEYBYTES, '\0') {
  static_assert(sizeof(secret_) == crypto_sign_SECRETKEYBYTES);
  InitSodium();
  crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(public_key_.data()), secret_.data(), seed.data());
}

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

std::string SigningKey::Sign(std::string_view text) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, Unsigned(text), text.size(),
                       secret_.data());
  return signature;
}

bool IsSignedBy(std::string_view public_key, std::string_view text, std::string_view signature) {
  InitSodium();
  if (public_key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES) return false;
  return crypto_sign_verify_detached(Unsigned(signature), Unsigned(text), text.size(), Unsigned(public_key)) == 0;
}

}  // namespace careloop
