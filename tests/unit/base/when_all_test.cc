#include "common/base/when_all.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <coroutine>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace careloop {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

// A value to wait for, which Give gives.
class Promised {
 public:
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> waiter) { waiter_ = waiter; }
  int await_resume() const { return value_; }
  void Give(int value) {
    value_ = value;
    std::exchange(waiter_, nullptr).resume();
  }
  bool awaited() const { return waiter_ != nullptr; }

 private:
  std::coroutine_handle<> waiter_;
  int value_ = 0;
};

Task<int> Take(Promised& promised) { co_return co_await promised; }
Task<int> Ready(int value) { co_return value; }

Task<void> Collect(std::vector<Task<int>> tasks, std::optional<std::vector<int>>& results) {
  results = co_await WhenAll(std::move(tasks));
}

TEST(WhenAll, AnswersAtOnceWhereThereIsNothingToWaitFor) {
  std::optional<std::vector<int>> none;
  StartDetached(Collect({}, none));
  EXPECT_THAT(none, Optional(IsEmpty()));

  std::vector<Task<int>> tasks;
  for (int i = 1; i <= 3; ++i) tasks.push_back(Ready(i));
  std::optional<std::vector<int>> results;
  StartDetached(Collect(std::move(tasks), results));
  EXPECT_THAT(results, Optional(ElementsAre(1, 2, 3)));
}

TEST(WhenAll, StartsAllBeforeAnyHasFinishedAndKeepsTheirOrder) {
  std::vector<Promised> promised(3);
  std::vector<Task<int>> tasks;
  for (Promised& one : promised) tasks.push_back(Take(one));
  std::optional<std::vector<int>> results;
  StartDetached(Collect(std::move(tasks), results));
  for (const Promised& one : promised) EXPECT_TRUE(one.awaited());

  promised[2].Give(30);
  promised[0].Give(10);
  EXPECT_FALSE(results);
  promised[1].Give(20);
  EXPECT_THAT(results, Optional(ElementsAre(10, 20, 30)));
}

TEST(WhenAll, GoesOnOnceWhenTasksFinishOnSeveralThreads) {
  for (int round = 0; round < 200; ++round) {
    std::vector<Promised> promised(4);
    std::vector<Task<int>> tasks;
    for (Promised& one : promised) tasks.push_back(Take(one));
    std::optional<std::vector<int>> results;
    StartDetached(Collect(std::move(tasks), results));
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < promised.size(); ++i) {
      threads.emplace_back([&promised, i] { promised[i].Give(static_cast<int>(i)); });
    }
    threads.clear();
    EXPECT_THAT(results, Optional(ElementsAre(0, 1, 2, 3)));
  }
}

Task<void> Note(int number, std::vector<int>& into) {
  into.push_back(number);
  co_return;
}

TEST(WhenAll, WaitsForTasksWithoutAResultToo) {
  std::vector<int> noted;
  const auto note_all = [](std::vector<int>& into) -> Task<void> {
    std::vector<Task<void>> tasks;
    for (int i = 1; i <= 3; ++i) tasks.push_back(Note(i, into));
    co_await WhenAll(std::move(tasks));
    into.push_back(4);
  };
  StartDetached(note_all(noted));
  EXPECT_THAT(noted, ElementsAre(1, 2, 3, 4));
}

Task<std::unique_ptr<int>> Own(int value) { co_return std::make_unique<int>(value); }

TEST(WhenAll, CarriesResultsThatCanOnlyBeMoved) {
  std::vector<int> values;
  const auto collect = [](std::vector<int>& into) -> Task<void> {
    std::vector<Task<std::unique_ptr<int>>> tasks;
    tasks.push_back(Own(5));
    tasks.push_back(Own(6));
    for (const auto& owned : co_await WhenAll(std::move(tasks))) into.push_back(*owned);
  };
  StartDetached(collect(values));
  EXPECT_THAT(values, ElementsAre(5, 6));
}

}  // namespace
}  // namespace careloop
