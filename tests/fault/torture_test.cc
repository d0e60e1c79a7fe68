#include <gtest/gtest.h>

#include <iostream>

#include "tests/fault/checker.h"
#include "tests/fault/killer.h"

namespace careloop::fault {
namespace {

void Torture(int kills_of_each) {
  Stack stack;
  const Site site(stack, 3);
  Load load(stack, site);
  Killer killer(stack, load);
  killer.KillEach({kVictims.begin(), kVictims.end()}, kills_of_each);
  load.WaitForAcks(100);
  const std::vector<Ledger> ledgers = load.Stop();
  std::cout << kills_of_each << " kills of each process, " << load.unknown_outcomes()
            << " unknown outcomes, longest recovery " << killer.longest_recovery() << std::endl;
  EXPECT_GT(load.unknown_outcomes(), 0);
  ExpectSound(stack, ledgers);
}

TEST(Torture, LosesAndDoublesNothingWhenEachProcessIsKilledTwice) { Torture(2); }

TEST(LongTorture, LosesAndDoublesNothingWhenEachProcessIsKilledTwentyTimes) { Torture(20); }

}  // namespace
}  // namespace careloop::fault
