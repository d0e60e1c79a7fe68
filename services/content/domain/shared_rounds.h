#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_SHARED_ROUNDS_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_SHARED_ROUNDS_H_

#include <coroutine>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/base/mutex.h"

namespace careloop::content {

// Work of which all want the latest outcome, done in rounds: one runs at a time, and whoever comes while it runs has a
// share in the next, which begins after they came. However many come, each waits for two rounds at most. Thread-safe.
class SharedRounds {
 public:
  // Awaited: nothing if the caller has to do the work, and then to call End; else the outcome of a round that another
  // did, which resumes the caller on that one's thread.
  auto Join() { return Share{*this, std::nullopt, nullptr}; }

  // Of the round that the caller did. The next one begins here, if there is any who wants it.
  void End(const absl::Status& outcome) {
    std::vector<Share*> done;
    Share* next = nullptr;
    {
      const MutexLock lock(mutex_);
      done.swap(sharing_);
      if (waiting_.empty()) {
        running_ = false;
      } else {
        next = waiting_.front();
        sharing_.assign(waiting_.begin() + 1, waiting_.end());
        waiting_.clear();
      }
    }
    for (Share* share : done) {
      share->outcome = outcome;
      share->handle.resume();
    }
    if (next != nullptr) next->handle.resume();
  }

 private:
  // One who came. Lives in the frame that awaits it.
  struct Share {
    SharedRounds& rounds;
    std::optional<absl::Status> outcome;
    std::coroutine_handle<> handle;

    bool await_ready() const { return false; }
    bool await_suspend(std::coroutine_handle<> waiting) {
      handle = waiting;
      return rounds.Wait(this);  // once it waits another thread may resume it, and it may be gone
    }
    std::optional<absl::Status> await_resume() { return std::move(outcome); }
  };

  // False if no round runs: the caller's does now.
  bool Wait(Share* share) {
    const MutexLock lock(mutex_);
    if (running_) {
      waiting_.push_back(share);
      return true;
    }
    running_ = true;
    return false;
  }

  Mutex mutex_;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Share*> sharing_ ABSL_GUARDED_BY(mutex_);  // in the round that runs
  std::vector<Share*> waiting_ ABSL_GUARDED_BY(mutex_);  // for the next
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_SHARED_ROUNDS_H_
