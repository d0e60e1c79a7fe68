#include "common/base/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "common/base/task.h"
#include "tests/support/task_driver.h"

namespace careloop {
namespace {

using careloop::testing::RunTask;

Task<std::thread::id> ThreadOfATurn(Workers& workers) {
  co_await workers.Turn();
  co_return std::this_thread::get_id();
}

TEST(Workers, GiveATurnOnAThreadOfTheirOwn) {
  Workers workers(1);
  const std::thread::id first = RunTask(ThreadOfATurn(workers));
  EXPECT_NE(first, std::this_thread::get_id());
  EXPECT_EQ(RunTask(ThreadOfATurn(workers)), first) << "one worker is one thread";
}

Task<void> HoldUntil(Workers& workers, std::latch& arrived, std::latch& end) {
  co_await workers.Turn();
  arrived.count_down();
  end.wait();
}

TEST(Workers, RunAsManyTurnsAtOnceAsTheyHaveThreads) {
  std::latch arrived(3), end(1);  // there until no worker waits any more
  Workers workers(3);
  for (int i = 0; i < 3; ++i) StartDetached(HoldUntil(workers, arrived, end));
  arrived.wait();
  end.count_down();
}

Task<void> Note(Workers& workers, int number, std::vector<int>& noted) {
  co_await workers.Turn();
  noted.push_back(number);
}

TEST(Workers, GiveTurnsInTheOrderInWhichTheyWereAskedForAndAllBeforeTheyEnd) {
  std::vector<int> noted;
  std::latch arrived(1), end(1);
  {
    Workers workers(1);
    StartDetached(HoldUntil(workers, arrived, end));
    for (int i = 0; i < 100; ++i) StartDetached(Note(workers, i, noted));
    end.count_down();
  }
  ASSERT_EQ(noted.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(noted[static_cast<size_t>(i)], i);
}

TEST(Workers, ServeManyThreads) {
  std::atomic<int> turns = 0;
  Workers workers(2);
  {
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < 4; ++caller) {
      callers.emplace_back([&] {
        for (int i = 0; i < 500; ++i) {
          RunTask(ThreadOfATurn(workers));
          ++turns;
        }
      });
    }
  }
  EXPECT_EQ(turns, 2000);
}

}  // namespace
}  // namespace careloop
