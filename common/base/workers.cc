#include "common/base/workers.h"

#include <algorithm>

namespace careloop {

Workers::Workers(int count) {
  for (int i = 0; i < std::max(count, 1); ++i) threads_.emplace_back([this] { Run(); });
}

Workers::~Workers() {
  for (size_t i = 0; i < threads_.size(); ++i) Add(nullptr);
  for (std::thread& thread : threads_) thread.join();
}

void Workers::Add(std::coroutine_handle<> waiter) {
  const MutexLock lock(mutex_);
  waiting_.push_back(waiter);
  waiters_.release();  // under the lock: by the time that this runs, the waiter could be done and this object gone
}

void Workers::Run() {
  for (;;) {
    waiters_.acquire();
    std::coroutine_handle<> waiter;
    {
      const MutexLock lock(mutex_);
      waiter = waiting_.front();
      waiting_.pop_front();
    }
    if (waiter == nullptr) return;
    waiter.resume();
  }
}

}  // namespace careloop
