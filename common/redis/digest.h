#ifndef CARELOOP_COMMON_REDIS_DIGEST_H_
#define CARELOOP_COMMON_REDIS_DIGEST_H_

#include <string>
#include <string_view>

namespace careloop::redis {

// SHA-256 in lower-case hexadecimal, as Redis keeps the passwords of its users. Never for a person's words: a plain
// hash of likely text can be guessed.
std::string Sha256Hex(std::string_view text);

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_DIGEST_H_
