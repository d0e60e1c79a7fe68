#ifndef CARELOOP_TESTS_SUPPORT_FIXED_RANDOM_H_
#define CARELOOP_TESTS_SUPPORT_FIXED_RANDOM_H_

#include <cstdint>
#include <random>
#include <string>

#include "absl/base/thread_annotations.h"
#include "common/base/mutex.h"
#include "common/base/random.h"

namespace careloop::testing {

// The same bytes for the same seed, in every run; different on every draw. Thread-safe.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(uint32_t seed = 1) : engine_(seed) {}

  std::string Bytes(size_t count) override {
    const MutexLock lock(mutex_);
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = static_cast<char>(engine_());
    return bytes;
  }

 private:
  Mutex mutex_;
  std::mt19937 engine_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_FIXED_RANDOM_H_
