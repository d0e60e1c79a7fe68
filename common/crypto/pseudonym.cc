#include "common/crypto/pseudonym.h"

#include <array>

#include "absl/strings/escaping.h"
#include "common/crypto/sodium_init.h"

namespace careloop {
namespace {

static_assert(SecretKey::kSize == crypto_auth_hmacsha256_KEYBYTES);
constexpr size_t kBytes = 16;  // one in 2^64 pairs of persons would share them

}  // namespace

Pseudonyms::Pseudonyms(const SecretKey& secret) {
  InitSodium();
  crypto_auth_hmacsha256_init(&keyed_, secret.ForPurpose("pseudonym").data(), SecretKey::kSize);
}

Pseudonyms::~Pseudonyms() { sodium_memzero(&keyed_, sizeof(keyed_)); }

std::string Pseudonyms::Of(std::string_view person) const {
  crypto_auth_hmacsha256_state state = keyed_;
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac;
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(person.data()), person.size());
  crypto_auth_hmacsha256_final(&state, mac.data());  // which wipes the state
  return absl::BytesToHexString({reinterpret_cast<const char*>(mac.data()), kBytes});
}

}  // namespace careloop
