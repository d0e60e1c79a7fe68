#include "common/base/turns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "common/base/task.h"
#include "common/base/workers.h"
#include "tests/support/task_driver.h"

namespace careloop {
namespace {

using ::testing::ElementsAre;
using testing::StartTask;

// Something to wait for.
struct Gate {
  std::coroutine_handle<> waiting;

  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) { waiting = handle; }
  void await_resume() const {}
  void Open() { std::exchange(waiting, nullptr).resume(); }
};

class TurnsTest : public ::testing::Test {
 protected:
  Task<int> TakeTurn(std::string key, int number, Gate* gate = nullptr) {
    const auto turn = co_await turns_.Take(std::move(key));
    began_.push_back(number);
    if (gate != nullptr) co_await *gate;
    co_return number;
  }

  Turns turns_;
  std::vector<int> began_;
};

TEST_F(TurnsTest, OfOneKeyComeOneAfterAnotherInTheOrderInWhichTheyWereTaken) {
  Gate first;
  Gate second;
  auto one = StartTask(TakeTurn("a", 1, &first));
  auto two = StartTask(TakeTurn("a", 2, &second));
  auto three = StartTask(TakeTurn("a", 3));
  EXPECT_THAT(began_, ElementsAre(1));
  first.Open();
  EXPECT_EQ(one.get(), 1);
  EXPECT_THAT(began_, ElementsAre(1, 2));
  second.Open();
  EXPECT_EQ(three.get(), 3);
  EXPECT_THAT(began_, ElementsAre(1, 2, 3));
}

TEST_F(TurnsTest, OfAnotherKeyDoNotWait) {
  Gate gate;
  auto one = StartTask(TakeTurn("a", 1, &gate));
  EXPECT_EQ(StartTask(TakeTurn("b", 2)).get(), 2);
  gate.Open();
  EXPECT_EQ(one.get(), 1);
}

TEST_F(TurnsTest, AreFreeAgainOnceNobodyWaits) {
  EXPECT_EQ(StartTask(TakeTurn("a", 1)).get(), 1);
  EXPECT_EQ(StartTask(TakeTurn("a", 2)).get(), 2);
}

Task<int> Count(Turns& turns, Workers& workers, int& inside, int& total) {
  co_await workers.Turn();
  const auto turn = co_await turns.Take("a");
  const int before = ++inside;
  co_await workers.Turn();
  --inside;
  ++total;
  co_return before;
}

TEST(Turns, HoldWhateverThreadsTakeThem) {
  constexpr int kMany = 200;
  Turns turns;
  Workers workers(4);
  int inside = 0;
  int total = 0;
  std::vector<std::future<int>> all;
  for (int i = 0; i < kMany; ++i) all.push_back(StartTask(Count(turns, workers, inside, total)));
  for (auto& one : all) EXPECT_EQ(one.get(), 1) << "nobody else is inside";
  EXPECT_EQ(total, kMany);
}

}  // namespace
}  // namespace careloop
