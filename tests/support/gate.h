#ifndef CARELOOP_TESTS_SUPPORT_GATE_H_
#define CARELOOP_TESTS_SUPPORT_GATE_H_

#include <coroutine>
#include <cstddef>
#include <vector>

namespace careloop::testing {

// Where the tasks of a fake wait until the test lets them go on, one by one and in any order; an open gate stops
// nobody. Open it and let all pass before the end of the test: what still waits would never be freed. Not thread-safe.
class Gate {
 public:
  explicit Gate(bool open = true) : open_(open) {}

  auto Pass() {
    struct Awaiter {
      Gate& gate;
      bool await_ready() const { return gate.open_; }
      void await_suspend(std::coroutine_handle<> handle) { gate.waiting_.push_back(handle); }
      void await_resume() const {}
    };
    return Awaiter{*this};
  }

  void Close() { open_ = false; }
  void Open() {
    open_ = true;
    LetAllPass();
  }

  size_t waiting() const { return waiting_.size(); }
  void LetPass(size_t index = 0) {
    const std::coroutine_handle<> handle = waiting_.at(index);
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(index));
    handle.resume();
  }
  // Also those that come while the others pass.
  void LetAllPass() {
    while (!waiting_.empty()) LetPass();
  }

 private:
  bool open_;
  std::vector<std::coroutine_handle<>> waiting_;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_GATE_H_
