#include "common/base/task.h"

#include <gtest/gtest.h>

#include <coroutine>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"

namespace careloop {
namespace {

Task<int> Ready(int value) { co_return value; }

// Something to wait for: the awaiting coroutine goes on when, and on the thread where, Open is called.
class Gate {
 public:
  auto operator co_await() {
    struct Awaiter {
      Gate& gate;
      bool await_ready() const { return false; }
      void await_suspend(std::coroutine_handle<> waiter) { gate.waiter_ = waiter; }
      void await_resume() const {}
    };
    return Awaiter{*this};
  }
  void Open() { std::exchange(waiter_, nullptr).resume(); }
  bool awaited() const { return waiter_ != nullptr; }

 private:
  std::coroutine_handle<> waiter_;
};

// Tells when it is destroyed.
struct Witness {
  explicit Witness(int& destroyed) : destroyed(destroyed) {}
  ~Witness() { ++destroyed; }
  int& destroyed;
};

Task<void> SumReadyTasks(int count, int64_t& sum) {
  for (int i = 0; i < count; ++i) {
    const int one = co_await Ready(1);
    sum += one;
  }
}

TEST(Task, DoesNotGrowTheStackOverAHundredThousandReadyAwaits) {
  int64_t sum = 0;
  StartDetached(SumReadyTasks(100'000, sum));
  EXPECT_EQ(sum, 100'000);
}

Task<void> SetWhenRun(bool& ran) {
  ran = true;
  co_return;
}

TEST(Task, IsLazy) {
  bool ran = false;
  {
    const Task<void> task = SetWhenRun(ran);
    EXPECT_FALSE(ran);
  }
  EXPECT_FALSE(ran) << "a task that nobody awaits never runs";
  StartDetached(SetWhenRun(ran));
  EXPECT_TRUE(ran);
}

Task<std::unique_ptr<int>> MakeUnique(int value) { co_return std::make_unique<int>(value); }

Task<void> TakeUnique(int& out) {
  const std::unique_ptr<int> value = co_await MakeUnique(7);
  out = *value;
}

TEST(Task, GivesAResultThatCanOnlyBeMoved) {
  int out = 0;
  StartDetached(TakeUnique(out));
  EXPECT_EQ(out, 7);
}

Task<int> Depth(int depth) {
  if (depth == 0) co_return 0;
  const int below = co_await Depth(depth - 1);
  co_return below + 1;
}

Task<void> StoreDepth(int depth, int& out) { out = co_await Depth(depth); }

TEST(Task, NestsThousandsDeep) {
  int out = 0;
  StartDetached(StoreDepth(10'000, out));
  EXPECT_EQ(out, 10'000);
}

Task<int> WaitFor(Gate& gate, int value) {
  co_await gate;
  co_return value;
}

Task<void> StoreAfter(Gate& gate, int& out) {
  const int value = co_await WaitFor(gate, 5);
  out = value;
}

TEST(Task, GoesOnWhereTheWaitEnds) {
  Gate gate;
  int out = 0;
  StartDetached(StoreAfter(gate, out));
  EXPECT_EQ(out, 0);
  ASSERT_TRUE(gate.awaited());
  gate.Open();
  EXPECT_EQ(out, 5);
}

Task<void> StoreThread(Gate& gate, std::thread::id& out) {
  co_await gate;
  out = std::this_thread::get_id();
}

TEST(Task, GoesOnAcrossThreads) {
  Gate gate;
  std::thread::id ran_on;
  StartDetached(StoreThread(gate, ran_on));
  std::thread other([&gate] { gate.Open(); });
  const std::thread::id expected = other.get_id();
  other.join();
  EXPECT_EQ(ran_on, expected);
}

Task<void> HoldWitness(Gate& gate, std::unique_ptr<Witness> witness) { co_await gate; }

TEST(Task, FreesItsFrameOnceWhenItEnds) {
  Gate gate;
  int destroyed = 0;
  StartDetached(HoldWitness(gate, std::make_unique<Witness>(destroyed)));
  EXPECT_EQ(destroyed, 0);
  gate.Open();
  EXPECT_EQ(destroyed, 1);
}

TEST(Task, FreesItsParametersWhenItIsNeverAwaited) {
  Gate gate;
  int destroyed = 0;
  {
    const Task<void> task = HoldWitness(gate, std::make_unique<Witness>(destroyed));
  }
  EXPECT_EQ(destroyed, 1);
}

TEST(Task, MovesAsAValue) {
  bool first = false;
  bool second = false;
  Task<void> task = SetWhenRun(first);
  Task<void> other = SetWhenRun(second);
  task = std::move(other);
  StartDetached(std::move(task));
  EXPECT_FALSE(first);
  EXPECT_TRUE(second);
}

Task<absl::StatusOr<int>> Parse(bool good) {
  if (!good) co_return absl::InvalidArgumentError("bad");
  co_return 3;
}

Task<absl::Status> Check(bool good) {
  if (!good) co_return absl::InternalError("broken");
  co_return absl::OkStatus();
}

Task<absl::StatusOr<int>> ParseAndCheck(bool parses, bool checks) {
  CO_ASSIGN_OR_RETURN(const int value, co_await Parse(parses));
  CO_RETURN_IF_ERROR(co_await Check(checks));
  co_return value + 1;
}

Task<void> StoreResult(bool parses, bool checks, absl::StatusOr<int>& out) {
  out = co_await ParseAndCheck(parses, checks);
}

TEST(Task, ReturnsEarlyOnAnErrorWithTheMacros) {
  absl::StatusOr<int> out = 0;
  StartDetached(StoreResult(true, true, out));
  EXPECT_EQ(out.value(), 4);
  StartDetached(StoreResult(false, true, out));
  EXPECT_EQ(out.status().code(), absl::StatusCode::kInvalidArgument);
  StartDetached(StoreResult(true, false, out));
  EXPECT_EQ(out.status().code(), absl::StatusCode::kInternal);
}

Task<void> ThrowNow() {
  throw 1;
  co_return;
}

TEST(TaskDeathTest, EndsTheProcessWhenAnExceptionLeavesIt) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(StartDetached(ThrowNow()), "");
}

}  // namespace
}  // namespace careloop
