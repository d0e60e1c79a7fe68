#ifndef CARELOOP_TESTS_FAULT_KILLER_H_
#define CARELOOP_TESTS_FAULT_KILLER_H_

#include <random>
#include <vector>

#include "absl/time/time.h"
#include "tests/fault/load.h"
#include "tests/fault/stack.h"

namespace careloop::fault {

// Kills the processes of a stack under load, one at a time, each at a random instant, and starts each again at once.
class Killer {
 public:
  // Both outlive this object.
  Killer(Stack& stack, const Load& load) : stack_(stack), load_(load) {}

  // So many kills of each victim, in random order. Each next one comes when the last one's work goes on.
  void KillEach(const std::vector<Victim>& victims, int times);

  // From the start of the process to its health saying that it serves, or for Redis all services.
  absl::Duration longest_recovery() const { return longest_recovery_; }

 private:
  void KillOnce(Victim victim);

  Stack& stack_;
  const Load& load_;
  std::mt19937 random_{std::random_device{}()};
  absl::Duration longest_recovery_;
};

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_KILLER_H_
