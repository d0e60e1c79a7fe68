#ifndef CARELOOP_COMMON_BASE_CLOCK_H_
#define CARELOOP_COMMON_BASE_CLOCK_H_

#include <chrono>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace careloop {

// Wall-clock time, injected wherever a time is stored, shown or compared with one that is. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

// Deadlines are monotonic: a step of the wall clock neither ends calls early nor keeps them for ever.
using Deadline = std::chrono::steady_clock::time_point;

inline Deadline DeadlineAfter(absl::Duration d) {
  return std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(d);
}

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_CLOCK_H_
