#include "common/crypto/aead.h"

#include <sodium.h>

#include "common/crypto/sodium_init.h"

namespace careloop::aead {
namespace {

static_assert(kNonceSize == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kTagSize == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(SecretKey::kSize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* Unsigned(const char* bytes) { return reinterpret_cast<const unsigned char*>(bytes); }
unsigned char* Unsigned(char* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

}  // namespace

std::string Seal(const SecretKey& key, std::string_view plain, std::string_view associated, Random& random) {
  InitSodium();
  std::string sealed = random.Bytes(kNonceSize);
  sealed.resize(kOverhead + plain.size());
  crypto_aead_xchacha20poly1305_ietf_encrypt(Unsigned(sealed.data()) + kNonceSize, nullptr, Unsigned(plain.data()),
                                             plain.size(), Unsigned(associated.data()), associated.size(), nullptr,
                                             Unsigned(sealed.data()), key.data());
  return sealed;
}

std::optional<std::string> Open(const SecretKey& key, std::string_view sealed, std::string_view associated) {
  InitSodium();
  if (sealed.size() < kOverhead) return std::nullopt;
  const std::string_view ciphertext = sealed.substr(kNonceSize);
  std::string plain(ciphertext.size() - kTagSize, '\0');
  const int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
      Unsigned(plain.data()), nullptr, nullptr, Unsigned(ciphertext.data()), ciphertext.size(),
      Unsigned(associated.data()), associated.size(), Unsigned(sealed.data()), key.data());
  if (result != 0) return std::nullopt;
  return plain;
}

}  // namespace careloop::aead
