#ifndef CARELOOP_COMMON_BASE_RANDOM_H_
#define CARELOOP_COMMON_BASE_RANDOM_H_

#include <cstddef>
#include <string>

namespace careloop {

// Source of unpredictable bytes, for ids and nonces; injected so that a test can repeat itself. Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::string Bytes(size_t count) = 0;
};

// A new resource id: 26 characters of lower-case Crockford base32 that hold 130 random bits. Ids are unguessable, but
// no permission follows from knowing one.
std::string NewId(Random& random);

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_RANDOM_H_
