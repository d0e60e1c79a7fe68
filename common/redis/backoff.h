#ifndef CARELOOP_COMMON_REDIS_BACKOFF_H_
#define CARELOOP_COMMON_REDIS_BACKOFF_H_

#include "absl/time/time.h"
#include "common/base/random.h"

namespace careloop::redis {

// Waits between attempts: doubling from `first` to `longest`, each drawn from the upper half of its length, so that the
// clients of a Redis that restarts do not come back all at once. Not thread-safe.
class Backoff {
 public:
  Backoff(absl::Duration first, absl::Duration longest, Random& random)
      : first_(first), longest_(longest), random_(random), next_(first) {}

  absl::Duration Next();
  void Reset() { next_ = first_; }

 private:
  const absl::Duration first_;
  const absl::Duration longest_;
  Random& random_;
  absl::Duration next_;
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_BACKOFF_H_
