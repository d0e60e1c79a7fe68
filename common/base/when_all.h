#ifndef CARELOOP_COMMON_BASE_WHEN_ALL_H_
#define CARELOOP_COMMON_BASE_WHEN_ALL_H_

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/task.h"

namespace careloop {

namespace task_internal {

template <typename T>
struct All {
  using Result = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  std::vector<Task<T>> tasks;
  std::vector<std::optional<Result>> results = std::vector<std::optional<Result>>(tasks.size());
  std::atomic<size_t> left = tasks.size() + 1;  // one more while they are being started
  std::coroutine_handle<> waiter = nullptr;

  bool await_ready() const { return tasks.empty(); }
  bool await_suspend(std::coroutine_handle<> handle) {
    waiter = handle;
    for (size_t i = 0; i < results.size(); ++i) StartDetached(RunOne(std::move(tasks[i]), i));
    return left.fetch_sub(1) > 1;
  }
  void await_resume() const {}

  // This is gone once the last one has resumed the waiter.
  Task<void> RunOne(Task<T> task, size_t i) {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(task);
    } else {
      results[i] = co_await std::move(task);
    }
    if (left.fetch_sub(1) == 1) waiter.resume();
  }
};

}  // namespace task_internal

// Starts all tasks, in their order, and goes on when all have finished, on the thread of the last one: what each of
// them waits for, they wait for together. Their results, in the same order; none is left out because another failed.
template <typename T>
Task<std::vector<T>> WhenAll(std::vector<Task<T>> tasks) {
  task_internal::All<T> all{.tasks = std::move(tasks)};
  co_await all;
  std::vector<T> results;
  results.reserve(all.results.size());
  for (std::optional<T>& result : all.results) results.push_back(*std::move(result));
  co_return results;
}

// The same of tasks without a result.
inline Task<void> WhenAll(std::vector<Task<void>> tasks) {
  task_internal::All<void> all{.tasks = std::move(tasks)};
  co_await all;
}

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_WHEN_ALL_H_
