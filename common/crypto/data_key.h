#ifndef CARELOOP_COMMON_CRYPTO_DATA_KEY_H_
#define CARELOOP_COMMON_CRYPTO_DATA_KEY_H_

#include <cstddef>
#include <string>

#include "common/crypto/secret_key.h"

namespace careloop {

// A key that encrypts what is stored of one owner: of a patient, or of the site. Its id, random bytes that are no
// secret, stands before everything that it encrypts.
struct DataKey {
  static constexpr size_t kIdSize = 16;

  std::string id;
  SecretKey key;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_DATA_KEY_H_
