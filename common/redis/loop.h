#ifndef CARELOOP_COMMON_REDIS_LOOP_H_
#define CARELOOP_COMMON_REDIS_LOOP_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/scheduler.h"

struct epoll_event;

namespace careloop::redis {

// One thread that waits for sockets, timers and posted work. It is the Redis loop thread of a service: store calls
// resume their awaiters on it, so nothing on it may block.
//
// In one turn it serves the sockets that are ready, then the timers that are due, then what has been posted. A thread
// that posts pays for a wake-up only when the loop sleeps, and an idle loop without timers does not run at all.
//
// Post, After, RunAndWait and OnThread are thread-safe; Watch, Unwatch, StartTimer and CancelTimer belong to the loop
// thread (or to any one thread once Stop has returned).
//
// The constructor starts the thread; it ends the process if the kernel gives no epoll, which happens at start or never.
// Everything that uses a loop is stopped before it: clients and tails first, then the loop.
class Loop final : public Scheduler {
 public:
  class Watcher {
   public:
    virtual ~Watcher() = default;
    virtual void OnEvents(uint32_t epoll_events) = 0;
  };
  using WatchId = uint64_t;
  using TimerId = std::pair<std::chrono::steady_clock::time_point, uint64_t>;

  Loop();
  ~Loop() override;  // stops
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void Post(std::function<void()> work) override;
  void After(absl::Duration delay, std::function<void()> work) override;

  // Runs `work` on the loop thread and returns when it is done; at once, and here, when this is the loop thread or the
  // loop has stopped. Not concurrently with Stop.
  void RunAndWait(std::function<void()> work);
  bool OnThread() const;

  // Ends the thread after the turn it is in and joins it. Work and timers that are left are dropped. May be repeated;
  // not from the loop thread.
  void Stop();

  // `watcher` outlives the watch. No event is delivered after Unwatch, not even one that epoll has reported already.
  WatchId Watch(int fd, uint32_t epoll_events, Watcher& watcher);
  void SetEvents(WatchId id, int fd, uint32_t epoll_events);
  void Unwatch(WatchId id, int fd);

  TimerId StartTimer(absl::Duration delay, std::function<void()> work);
  void CancelTimer(const TimerId& timer);  // no effect on one that has run

 private:
  void Run();
  int Sleep(epoll_event* events, int capacity);
  int SleepLimitMillis() const;
  void ServeSockets(const epoll_event* events, int count);
  void RunTimers();
  void RunPosted();
  void Wake();

  const int epoll_fd_;
  const int wake_fd_;

  Mutex mutex_;
  std::vector<std::function<void()>> posted_ ABSL_GUARDED_BY(mutex_);
  bool sleeping_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<bool> stopping_ = false;

  // Of the loop thread.
  uint64_t last_id_ = 0;
  std::map<WatchId, Watcher*> watchers_;
  std::map<TimerId, std::function<void()>> timers_;
  std::vector<std::function<void()>> running_;

  std::thread thread_;
  std::thread::id thread_id_;  // unlike thread_.get_id() still the same after Stop
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_LOOP_H_
