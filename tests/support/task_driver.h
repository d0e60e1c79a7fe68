#ifndef CARELOOP_TESTS_SUPPORT_TASK_DRIVER_H_
#define CARELOOP_TESTS_SUPPORT_TASK_DRIVER_H_

#include <future>
#include <memory>
#include <utility>

#include "common/base/task.h"

namespace careloop::testing {

namespace task_driver_internal {

template <typename T>
Task<void> Fulfil(Task<T> task, std::shared_ptr<std::promise<T>> promise) {
  T value = co_await std::move(task);
  promise->set_value(std::move(value));
}

inline Task<void> Fulfil(Task<void> task, std::shared_ptr<std::promise<void>> promise) {
  co_await std::move(task);
  promise->set_value();
}

}  // namespace task_driver_internal

// Starts `task` on this thread; the future is fulfilled on the thread that finishes it.
template <typename T>
std::future<T> StartTask(Task<T> task) {
  auto promise = std::make_shared<std::promise<T>>();
  std::future<T> future = promise->get_future();
  StartDetached(task_driver_internal::Fulfil(std::move(task), std::move(promise)));
  return future;
}

// Blocks until `task` is done. Never on a loop thread.
template <typename T>
T RunTask(Task<T> task) {
  return StartTask(std::move(task)).get();
}

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_TASK_DRIVER_H_
