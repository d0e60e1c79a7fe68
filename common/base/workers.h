#ifndef CARELOOP_COMMON_BASE_WORKERS_H_
#define CARELOOP_COMMON_BASE_WORKERS_H_

#include <coroutine>
#include <deque>
#include <semaphore>
#include <thread>
#include <vector>

#include "common/base/mutex.h"

namespace careloop {

// A few threads for what computes too long for a reactor or the loop thread: there it would delay every other call.
//
//   co_await workers.Turn();  // what follows runs on one of these threads
//
// Turns begin in the order in which they were asked for. How many wait is bounded by the calls in flight. Thread-safe.
class Workers {
 public:
  // Starts `count` threads, at least one.
  explicit Workers(int count);
  // Lets every turn that was asked for have its run. No turn is asked for from then on.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  auto Turn() {
    struct Awaiter {
      Workers& workers;
      bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> waiter) const { workers.Add(waiter); }
      void await_resume() const noexcept {}
    };
    return Awaiter{*this};
  }

 private:
  void Add(std::coroutine_handle<> waiter);  // null: ends one thread
  void Run();

  Mutex mutex_;
  std::deque<std::coroutine_handle<>> waiting_ ABSL_GUARDED_BY(mutex_);
  std::counting_semaphore<> waiters_{0};  // as many as there are in waiting_
  std::vector<std::thread> threads_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_WORKERS_H_
