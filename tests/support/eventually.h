#ifndef CARELOOP_TESTS_SUPPORT_EVENTUALLY_H_
#define CARELOOP_TESTS_SUPPORT_EVENTUALLY_H_

#include <chrono>
#include <functional>
#include <thread>

namespace careloop::testing {

// For what another process or thread does and tells nobody of. True as soon as `condition` holds; false if it does not
// within twenty seconds.
inline bool Eventually(const std::function<bool()>& condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < limit) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_EVENTUALLY_H_
