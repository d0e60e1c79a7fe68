#ifndef CARELOOP_SERVICES_CLI_PROGRESS_H_
#define CARELOOP_SERVICES_CLI_PROGRESS_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace careloop::cli {

// A bar on the standard error stream that says how far a long job is, if somebody watches: on a terminal, and of a job
// of many steps. It is gone with this object. Thread-safe.
class Progress {
 public:
  Progress(std::string what, size_t steps);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // One more step is done.
  void Advance();

 private:
  void Draw() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string what_;
  const size_t steps_;
  const bool shown_;
  Mutex mutex_;
  size_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time drawn_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

// Takes the steps 0 to `steps` - 1 of a job, several at a time and in no order, until all are done or one fails: the
// first failure. `step` is called on several threads. Shows progress.
absl::Status ForEachStep(const std::string& what, size_t steps, const std::function<absl::Status(size_t)>& step);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_PROGRESS_H_
