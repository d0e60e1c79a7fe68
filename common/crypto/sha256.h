#ifndef CARELOOP_COMMON_CRYPTO_SHA256_H_
#define CARELOOP_COMMON_CRYPTO_SHA256_H_

#include <string>
#include <string_view>

namespace careloop {

// SHA-256 (FIPS 180-4) as 64 hexadecimal digits in lower case: what a receiver compares to be sure of the bytes. Says
// what they are, so never of a person's words. Thread-safe.
std::string Sha256Hex(std::string_view bytes);

// The same as 32 bytes, to be hashed on.
std::string Sha256(std::string_view bytes);

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_SHA256_H_
