#ifndef CARELOOP_COMMON_CRYPTO_SIGNATURE_H_
#define CARELOOP_COMMON_CRYPTO_SIGNATURE_H_

#include <array>
#include <string>
#include <string_view>

#include "common/crypto/secret_key.h"

namespace careloop {

// Ed25519 (RFC 8032): what is signed can be checked by everybody who has the public key. Thread-safe.
class SigningKey {
 public:
  // The same seed gives the same key pair.
  explicit SigningKey(const SecretKey& seed);
  ~SigningKey();
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  std::string Sign(std::string_view text) const;                 // 64 bytes
  const std::string& public_key() const { return public_key_; }  // 32 bytes

 private:
  std::array<unsigned char, 64> secret_;
  std::string public_key_;
};

// Whether the owner of the public key has signed this text.
bool IsSignedBy(std::string_view public_key, std::string_view text, std::string_view signature);

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_SIGNATURE_H_
