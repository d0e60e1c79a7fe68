#include "tests/fault/killer.h"

#include <algorithm>

#include "absl/time/clock.h"

namespace careloop::fault {

void Killer::KillEach(const std::vector<Victim>& victims, int times) {
  std::vector<Victim> order;
  for (int i = 0; i < times; ++i) order.insert(order.end(), victims.begin(), victims.end());
  std::shuffle(order.begin(), order.end(), random_);
  for (const Victim victim : order) KillOnce(victim);
}

void Killer::KillOnce(Victim victim) {
  load_.WaitForAcks(std::uniform_int_distribution<int>(20, 200)(random_));
  absl::SleepFor(absl::Microseconds(std::uniform_int_distribution<int>(0, 3000)(random_)));  // anywhere within a call
  stack_.Kill(victim);
  const absl::Time start = absl::Now();
  stack_.Start(victim);
  stack_.WaitUntilServing();
  longest_recovery_ = std::max(longest_recovery_, absl::Now() - start);
}

}  // namespace careloop::fault
