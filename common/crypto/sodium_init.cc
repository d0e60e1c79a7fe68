#include "common/crypto/sodium_init.h"

#include <sodium.h>

#include <cstdio>
#include <cstdlib>

namespace careloop {

void InitSodium() {
  static const bool ready = sodium_init() >= 0;
  if (ready) return;
  std::fputs("libsodium found no source of randomness\n", stderr);
  std::abort();
}

}  // namespace careloop
