#ifndef CARELOOP_COMMON_CRYPTO_SODIUM_INIT_H_
#define CARELOOP_COMMON_CRYPTO_SODIUM_INIT_H_

namespace careloop {

// Makes libsodium ready to use, once; ends the process if the system has no source of randomness. Thread-safe and cheap
// when done before, so everything in this folder that calls libsodium calls it first.
void InitSodium();

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_SODIUM_INIT_H_
