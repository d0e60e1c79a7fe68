#ifndef CARELOOP_TESTS_FAULT_STEADY_CALLER_H_
#define CARELOOP_TESTS_FAULT_STEADY_CALLER_H_

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "tests/fault/stack.h"

namespace careloop::fault {

// Somebody who calls each service in turn, one call after the other, from construction on.
class SteadyCaller {
 public:
  // `call` answers "", or what was wrong.
  explicit SteadyCaller(std::function<std::string(Victim)> call)
      : call_(std::move(call)), thread_([this](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            for (const Victim service : kServices) Call(service);
          }
        }) {}

  int calls() const { return calls_; }
  // What was wrong, a line for each call that failed.
  std::string failures() const {
    const std::lock_guard lock(mutex_);
    return failures_;
  }

 private:
  void Call(Victim service) {
    const std::string wrong = call_(service);
    if (!wrong.empty()) {
      const std::lock_guard lock(mutex_);
      failures_ += wrong + "\n";
    }
    ++calls_;
  }

  const std::function<std::string(Victim)> call_;
  std::atomic<int> calls_ = 0;
  mutable std::mutex mutex_;
  std::string failures_;  // guarded by mutex_
  std::jthread thread_;
};

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_STEADY_CALLER_H_
