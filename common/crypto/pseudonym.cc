#include "common/crypto/pseudonym.h"

#include <sodium.h>

#include <array>

#include "absl/strings/escaping.h"
#include "common/crypto/sodium_init.h"

namespace careloop {
namespace {

static_assert(SecretKey::kSize == crypto_auth_hmacsha256_KEYBYTES);
constexpr size_t kBytes = 16;  // one in 2^64 pairs of persons would share them

}  // namespace

std::string Pseudonyms::Of(std::string_view person) const {
  InitSodium();
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac;
  crypto_auth_hmacsha256(mac.data(), reinterpret_cast<const unsigned char*>(person.data()), person.size(), key_.data());
  return absl::BytesToHexString({reinterpret_cast<const char*>(mac.data()), kBytes});
}

}  // namespace careloop
