#include "services/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <thread>
#include <vector>

#include "absl/time/clock.h"

namespace careloop::cli {
namespace {

constexpr size_t kLongJob = 20;
constexpr size_t kBarWidth = 30;
constexpr absl::Duration kRedrawInterval = absl::Milliseconds(100);
constexpr size_t kAtATime = 8;
constexpr char kClearLine[] = "\r\x1b[K";

}  // namespace

Progress::Progress(std::string what, size_t steps)
    : what_(std::move(what)), steps_(steps), shown_(steps >= kLongJob && isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_) std::cerr << kClearLine << std::flush;
}

void Progress::Advance() {
  if (!shown_) return;
  const MutexLock lock(mutex_);
  ++done_;
  const absl::Time now = absl::Now();
  if (done_ < steps_ && now - drawn_ < kRedrawInterval) return;
  drawn_ = now;
  Draw();
}

void Progress::Draw() {
  const size_t filled = kBarWidth * done_ / steps_;
  std::cerr << kClearLine << what_ << " [" << std::string(filled, '#') << std::string(kBarWidth - filled, ' ') << "] "
            << done_ << " of " << steps_ << std::flush;
}

absl::Status ForEachStep(const std::string& what, size_t steps, const std::function<absl::Status(size_t)>& step) {
  Progress progress(what, steps);
  std::atomic<size_t> next = 0;
  Mutex mutex;
  absl::Status first;
  const auto work = [&] {
    for (size_t i = next++; i < steps; i = next++) {
      const absl::Status status = step(i);
      progress.Advance();
      if (status.ok()) continue;
      next = steps;  // nobody starts another one
      const MutexLock lock(mutex);
      first.Update(status);
    }
  };
  std::vector<std::thread> threads;
  for (size_t i = 0; i < std::min(steps, kAtATime); ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  return first;
}

}  // namespace careloop::cli
