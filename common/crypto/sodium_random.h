#ifndef CARELOOP_COMMON_CRYPTO_SODIUM_RANDOM_H_
#define CARELOOP_COMMON_CRYPTO_SODIUM_RANDOM_H_

#include <cstddef>
#include <string>

#include "common/base/random.h"

namespace careloop {

// The system's randomness, drawn through a small pool per thread, since a system call for every nonce costs more than
// the encryption it is for. Bytes handed out are wiped from the pool; a forked child starts with an empty one.
// Thread-safe.
class SodiumRandom final : public Random {
 public:
  SodiumRandom();
  std::string Bytes(size_t count) override;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_SODIUM_RANDOM_H_
