#include "common/redis/digest.h"

#include <sodium.h>

#include "absl/strings/escaping.h"
#include "common/base/strings.h"

namespace careloop::redis {

std::string Sha256Hex(std::string_view text) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return absl::BytesToHexString(digest);
}

}  // namespace careloop::redis
