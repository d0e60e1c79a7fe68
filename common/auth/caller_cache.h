#ifndef CARELOOP_COMMON_AUTH_CALLER_CACHE_H_
#define CARELOOP_COMMON_AUTH_CALLER_CACHE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/call/call.h"

namespace careloop {

// Callers by their verified token: bounded, split over several locks, forgetting those that were not used lately. Only
// verified tokens may be put in, so a stranger can neither fill it nor choose its keys. Thread-safe.
class CallerCache {
 public:
  explicit CallerCache(size_t capacity);

  // The caller of `token`, if it was verified under this version of the keys and is still valid at `now`; else null.
  std::shared_ptr<const Caller> Find(std::string_view token, uint64_t key_version, absl::Time now);

  void Insert(std::shared_ptr<const Caller> caller, uint64_t key_version);

  size_t size() const;

 private:
  struct Entry {
    std::shared_ptr<const Caller> caller;
    uint64_t key_version;
  };
  using Entries = std::unordered_map<std::string_view, Entry>;  // each key is a view of its entry's caller->token

  // When `recent` is full it becomes `older`, and the former `older` is dropped; what is found in `older` moves back.
  // So at least the last `half` tokens used are there, and no more than twice as many.
  struct Shard {
    mutable Mutex mutex;
    Entries recent ABSL_GUARDED_BY(mutex);
    Entries older ABSL_GUARDED_BY(mutex);
  };
  static constexpr size_t kShards = 16;

  Shard& ShardOf(std::string_view token);
  void Remember(Shard& shard, Entry entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);

  const size_t half_;  // of one shard's share
  std::array<Shard, kShards> shards_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_CALLER_CACHE_H_
