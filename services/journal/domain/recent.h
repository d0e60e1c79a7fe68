#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_RECENT_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_RECENT_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace careloop::journal {

// Values that were fetched a short while ago, by a key. Never gives out one that is older than `max_age`, nor one from
// a clock that has since been set back, and never holds more than `capacity` (2 or more). Thread-safe; `clock` outlives
// it.
template <typename Value>
class Recent {
 public:
  Recent(const Clock& clock, absl::Duration max_age, size_t capacity)
      : clock_(clock), max_age_(max_age), generation_size_(capacity / 2) {}

  // Null if there is none. `asked` is when the value was asked for: its age counts from there, not from its arrival.
  std::shared_ptr<const Value> Find(const std::string& key) const {
    const absl::Time now = clock_.Now();
    const MutexLock lock(mutex_);
    for (const Generation* generation : {&young_, &old_}) {
      const auto found = generation->find(key);
      if (found == generation->end()) continue;
      const absl::Duration age = now - found->second.asked;
      return age >= absl::ZeroDuration() && age < max_age_ ? found->second.value : nullptr;
    }
    return nullptr;
  }

  void Put(const std::string& key, absl::Time asked, std::shared_ptr<const Value> value) {
    const MutexLock lock(mutex_);
    // The old half goes as a whole: cheap, bounded, and nothing here lives long anyway.
    if (young_.size() >= generation_size_) old_ = std::exchange(young_, {});
    young_.insert_or_assign(key, Item{asked, std::move(value)});
  }

 private:
  struct Item {
    absl::Time asked;
    std::shared_ptr<const Value> value;
  };
  using Generation = absl::flat_hash_map<std::string, Item>;

  const Clock& clock_;
  const absl::Duration max_age_;
  const size_t generation_size_;
  mutable Mutex mutex_;
  Generation young_ ABSL_GUARDED_BY(mutex_);
  Generation old_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_RECENT_H_
