#ifndef CARELOOP_COMMON_BASE_EXPIRING_CACHE_H_
#define CARELOOP_COMMON_BASE_EXPIRING_CACHE_H_

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace careloop {

// Remembers answers for a limited time. Bounded: when it is full it forgets what has expired, and if that is not
// enough, everything. Thread-safe.
template <typename Key, typename Value>
class ExpiringCache {
 public:
  ExpiringCache(const Clock& clock, absl::Duration lifetime, size_t limit)
      : clock_(clock), lifetime_(lifetime), limit_(limit) {}

  // What was put less than `age`, or else the lifetime, ago. An entry from the future (the clock was set back) counts
  // as expired.
  std::optional<Value> Get(const Key& key) const { return Get(key, lifetime_); }
  std::optional<Value> Get(const Key& key, absl::Duration age) const {
    const absl::Time now = clock_.Now();
    MutexLock lock(mutex_);
    const auto entry = entries_.find(key);
    if (entry == entries_.end() || Expired(entry->second.put, now, age)) return std::nullopt;
    return entry->second.value;
  }

  // The same, and forgets it: what is dear to copy is for one caller at a time, who may put it back.
  std::optional<Value> Take(const Key& key) {
    const absl::Time now = clock_.Now();
    MutexLock lock(mutex_);
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) return std::nullopt;
    std::optional<Value> taken;
    if (!Expired(entry->second.put, now, lifetime_)) taken = std::move(entry->second.value);
    entries_.erase(entry);
    return taken;
  }

  void Put(const Key& key, Value value) { Put(key, std::move(value), clock_.Now()); }
  // `asked`: when the value was asked for, from which on it ages.
  void Put(const Key& key, Value value, absl::Time asked) {
    const absl::Time now = clock_.Now();
    MutexLock lock(mutex_);
    if (entries_.size() >= limit_ && !entries_.contains(key)) MakeRoom(now);
    entries_.insert_or_assign(key, Entry{std::move(value), asked});
  }

  void Forget(const Key& key) {
    MutexLock lock(mutex_);
    entries_.erase(key);
  }

  // Frees what Get does not give any more.
  void DropExpired() {
    const absl::Time now = clock_.Now();
    MutexLock lock(mutex_);
    EraseExpired(now);
  }

  void Clear() {
    MutexLock lock(mutex_);
    entries_.clear();
  }

 private:
  struct Entry {
    Value value;
    absl::Time put;
  };

  static bool Expired(absl::Time put, absl::Time now, absl::Duration age) { return now - put >= age || put > now; }

  void EraseExpired(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    absl::erase_if(entries_, [&](const auto& entry) { return Expired(entry.second.put, now, lifetime_); });
  }

  void MakeRoom(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    EraseExpired(now);
    if (entries_.size() >= limit_) entries_.clear();
  }

  const Clock& clock_;
  const absl::Duration lifetime_;
  const size_t limit_;
  mutable Mutex mutex_;
  absl::flat_hash_map<Key, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_EXPIRING_CACHE_H_
