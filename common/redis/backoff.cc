#include "common/redis/backoff.h"

#include <algorithm>

namespace careloop::redis {

absl::Duration Backoff::Next() {
  const double share = static_cast<unsigned char>(random_.Bytes(1)[0]) / 255.0;
  const absl::Duration wait = next_ / 2 + next_ / 2 * share;
  next_ = std::min(next_ * 2, longest_);
  return wait;
}

}  // namespace careloop::redis
