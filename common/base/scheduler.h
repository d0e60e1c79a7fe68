#ifndef CARELOOP_COMMON_BASE_SCHEDULER_H_
#define CARELOOP_COMMON_BASE_SCHEDULER_H_

#include <coroutine>
#include <functional>

#include "absl/time/time.h"

namespace careloop {

// Runs short, non-blocking work later, on one thread of its own (in a service: the Redis loop thread). Thread-safe.
// What has not run when the scheduler stops is dropped; it never runs after Stop of its owner has returned.
class Scheduler {
 public:
  virtual ~Scheduler() = default;
  virtual void Post(std::function<void()> work) = 0;
  virtual void After(absl::Duration delay, std::function<void()> work) = 0;
};

// Goes on on the scheduler's thread:  co_await ResumeOn{scheduler};
struct ResumeOn {
  Scheduler& scheduler;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) const {
    scheduler.Post([handle] { handle.resume(); });
  }
  void await_resume() const noexcept {}
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_SCHEDULER_H_
