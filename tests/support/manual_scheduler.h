#ifndef CARELOOP_TESTS_SUPPORT_MANUAL_SCHEDULER_H_
#define CARELOOP_TESTS_SUPPORT_MANUAL_SCHEDULER_H_

#include <deque>
#include <functional>
#include <map>
#include <utility>

#include "common/base/mutex.h"
#include "common/base/scheduler.h"

namespace careloop::testing {

// A scheduler that runs posted work and timers when it is told to, on the thread that tells it. Posting is thread-safe.
class ManualScheduler final : public Scheduler {
 public:
  void Post(std::function<void()> work) override {
    const MutexLock lock(mutex_);
    posted_.push_back(std::move(work));
  }
  void After(absl::Duration delay, std::function<void()> work) override {
    const MutexLock lock(mutex_);
    timers_.emplace(now_ + delay, std::move(work));
  }

  // Runs the first piece of posted work; false if there is none.
  bool RunOne() {
    std::function<void()> work;
    {
      const MutexLock lock(mutex_);
      if (posted_.empty()) return false;
      work = std::move(posted_.front());
      posted_.pop_front();
    }
    work();
    return true;
  }

  // Runs what is posted, and what that posts.
  void Run() {
    while (RunOne()) {
    }
  }

  // Lets time pass: runs the timers that become due, in order, with what is posted in between.
  void Advance(absl::Duration by) {
    const absl::Duration end = now_ + by;
    Run();
    while (RunTimerDueBy(end)) Run();
    now_ = end;
  }

  size_t timers() const {
    const MutexLock lock(mutex_);
    return timers_.size();
  }

 private:
  bool RunTimerDueBy(absl::Duration end) {
    std::function<void()> work;
    {
      const MutexLock lock(mutex_);
      if (timers_.empty() || timers_.begin()->first > end) return false;
      auto timer = timers_.extract(timers_.begin());
      now_ = timer.key();
      work = std::move(timer.mapped());
    }
    work();
    return true;
  }

  mutable Mutex mutex_;
  std::deque<std::function<void()>> posted_ ABSL_GUARDED_BY(mutex_);
  std::multimap<absl::Duration, std::function<void()>> timers_ ABSL_GUARDED_BY(mutex_);
  absl::Duration now_;  // since the start; of the thread that advances it
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_MANUAL_SCHEDULER_H_
