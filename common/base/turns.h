#ifndef CARELOOP_COMMON_BASE_TURNS_H_
#define CARELOOP_COMMON_BASE_TURNS_H_

#include <coroutine>
#include <deque>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "common/base/mutex.h"

namespace careloop {

// For what would only be in its own way: of all that take a turn for the same key one goes on at a time, in the order
// in which they came. Blocks no thread: whoever waits is suspended, and goes on, inline, where the one before has ended
// its turn. How many wait is for the caller to bound. Thread-safe; outlives its turns.
class Turns {
 public:
  // Ends when it is destroyed.
  class Turn {
   public:
    Turn(Turns& turns, std::string key) : turns_(turns), key_(std::move(key)) {}
    ~Turn() { turns_.Next(key_); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Turns& turns_;
    const std::string key_;
  };

  // const auto turn = co_await turns.Take(key);
  auto Take(std::string key) {
    struct Awaiter {
      Turns& turns;
      std::string key;

      bool await_ready() const noexcept { return false; }
      bool await_suspend(std::coroutine_handle<> handle) { return turns.HasToWait(key, handle); }
      Turn await_resume() { return Turn(turns, std::move(key)); }
    };
    return Awaiter{*this, std::move(key)};
  }

 private:
  using Waiting = std::deque<std::coroutine_handle<>>;

  bool HasToWait(const std::string& key, std::coroutine_handle<> handle) {
    const MutexLock lock(mutex_);
    const auto [taken, is_free] = taken_.try_emplace(key);
    if (!is_free) taken->second.push_back(handle);
    return !is_free;
  }

  void Next(const std::string& key) {
    if (const std::coroutine_handle<> next = TakeNext(key)) next.resume();
  }

  std::coroutine_handle<> TakeNext(const std::string& key) {
    const MutexLock lock(mutex_);
    const auto taken = taken_.find(key);
    if (taken->second.empty()) {
      taken_.erase(taken);
      return nullptr;
    }
    const std::coroutine_handle<> next = taken->second.front();
    taken->second.pop_front();
    return next;
  }

  Mutex mutex_;
  // By key: who waits behind the one whose turn it is.
  absl::flat_hash_map<std::string, Waiting> taken_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_TURNS_H_
