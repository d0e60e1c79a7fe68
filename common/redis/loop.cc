#include "common/redis/loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>

namespace careloop::redis {
namespace {

using std::chrono::steady_clock;

constexpr Loop::WatchId kWakeUp = 0;

int OrDie(int result, const char* what) {
  if (result >= 0) return result;
  std::perror(what);
  std::abort();
}

epoll_event EventFor(uint32_t events, Loop::WatchId id) {
  epoll_event event = {};
  event.events = events;
  event.data.u64 = id;
  return event;
}

}  // namespace

Loop::Loop()
    : epoll_fd_(OrDie(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wake_fd_(OrDie(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
  epoll_event event = EventFor(EPOLLIN, kWakeUp);
  OrDie(epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, wake_fd_, &event), "epoll_ctl");
  thread_ = std::thread([this] { Run(); });
  thread_id_ = thread_.get_id();
}

Loop::~Loop() {
  Stop();
  close(wake_fd_);
  close(epoll_fd_);
}

void Loop::Post(std::function<void()> work) {
  bool wake = false;
  {
    MutexLock lock(mutex_);
    posted_.push_back(std::move(work));
    wake = std::exchange(sleeping_, false);
  }
  if (wake) Wake();
}

void Loop::After(absl::Duration delay, std::function<void()> work) {
  if (OnThread()) {
    StartTimer(delay, std::move(work));
  } else {
    Post([this, delay, work = std::move(work)]() mutable { StartTimer(delay, std::move(work)); });
  }
}

void Loop::RunAndWait(std::function<void()> work) {
  if (OnThread() || stopping_) return work();
  const auto done = std::make_shared<std::promise<void>>();
  Post([&work, done] {
    work();
    done->set_value();
  });
  done->get_future().wait();
}

bool Loop::OnThread() const { return std::this_thread::get_id() == thread_id_; }

void Loop::Stop() {
  stopping_ = true;
  Wake();
  if (thread_.joinable()) thread_.join();
}

void Loop::Wake() {
  const uint64_t one = 1;
  // Fails only when the counter is full: then a wake-up is pending anyway.
  [[maybe_unused]] const ssize_t written = write(wake_fd_, &one, sizeof(one));
}

Loop::WatchId Loop::Watch(int fd, uint32_t epoll_events, Watcher& watcher) {
  const WatchId id = ++last_id_;
  watchers_.emplace(id, &watcher);
  epoll_event event = EventFor(epoll_events, id);
  OrDie(epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
  return id;
}

void Loop::SetEvents(WatchId id, int fd, uint32_t epoll_events) {
  epoll_event event = EventFor(epoll_events, id);
  OrDie(epoll_ctl(epoll_fd_, EPOLL_CTL_MOD, fd, &event), "epoll_ctl");
}

void Loop::Unwatch(WatchId id, int fd) {
  watchers_.erase(id);
  OrDie(epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, fd, nullptr), "epoll_ctl");
}

Loop::TimerId Loop::StartTimer(absl::Duration delay, std::function<void()> work) {
  const TimerId id(steady_clock::now() + absl::ToChronoNanoseconds(delay), ++last_id_);
  timers_.emplace(id, std::move(work));
  return id;
}

void Loop::CancelTimer(const TimerId& timer) { timers_.erase(timer); }

void Loop::Run() {
  std::array<epoll_event, 16> events;
  while (!stopping_) {
    const int count = Sleep(events.data(), events.size());
    ServeSockets(events.data(), count);
    RunTimers();
    RunPosted();
  }
}

int Loop::Sleep(epoll_event* events, int capacity) {
  bool sleep = false;
  {
    MutexLock lock(mutex_);
    sleep = sleeping_ = posted_.empty();
  }
  const int count = epoll_wait(epoll_fd_, events, capacity, sleep ? SleepLimitMillis() : 0);
  MutexLock lock(mutex_);
  sleeping_ = false;
  return count;
}

int Loop::SleepLimitMillis() const {
  if (timers_.empty()) return -1;
  const auto left = timers_.begin()->first.first - steady_clock::now();
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::clamp<int64_t>(millis, 0, INT_MAX));
}

void Loop::ServeSockets(const epoll_event* events, int count) {
  for (int i = 0; i < count; ++i) {
    const WatchId id = events[i].data.u64;  // a copy: the kernel's struct is packed
    if (id == kWakeUp) {
      uint64_t ignored = 0;
      [[maybe_unused]] const ssize_t got = read(wake_fd_, &ignored, sizeof(ignored));
    } else if (const auto it = watchers_.find(id); it != watchers_.end()) {
      it->second->OnEvents(events[i].events);
    }
  }
}

void Loop::RunTimers() {
  if (timers_.empty()) return;
  const auto now = steady_clock::now();
  while (!timers_.empty() && timers_.begin()->first.first <= now) timers_.extract(timers_.begin()).mapped()();
}

void Loop::RunPosted() {
  {
    MutexLock lock(mutex_);
    running_.swap(posted_);
  }
  for (const auto& work : running_) work();
  running_.clear();
}

}  // namespace careloop::redis
