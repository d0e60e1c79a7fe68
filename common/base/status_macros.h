#ifndef CARELOOP_COMMON_BASE_STATUS_MACROS_H_
#define CARELOOP_COMMON_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Early return on an error. The CO_ forms are for coroutines. `expr` may be a co_await expression in the CO_ forms.
//
//   ASSIGN_OR_RETURN(const Entry entry, Decode(bytes));
//   CO_ASSIGN_OR_RETURN(const Entry entry, co_await store.Read(name));
//
// A `lhs` that contains a comma outside parentheses does not parse. It may be a declaration, which nothing encloses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define CARELOOP_CONCAT_INNER(a, b) a##b
#define CARELOOP_CONCAT(a, b) CARELOOP_CONCAT_INNER(a, b)

#define CARELOOP_ASSIGN_OR(return_keyword, var, lhs, expr) \
  auto var = (expr);                                       \
  if (!var.ok()) return_keyword std::move(var).status();   \
  lhs = *std::move(var)

#define ASSIGN_OR_RETURN(lhs, expr) CARELOOP_ASSIGN_OR(return, CARELOOP_CONCAT(status_or_, __LINE__), lhs, expr)
#define CO_ASSIGN_OR_RETURN(lhs, expr) CARELOOP_ASSIGN_OR(co_return, CARELOOP_CONCAT(status_or_, __LINE__), lhs, expr)

#define RETURN_IF_ERROR(expr)                                         \
  do {                                                                \
    if (absl::Status status_ = (expr); !status_.ok()) return status_; \
  } while (false)

#define CO_RETURN_IF_ERROR(expr)                                         \
  do {                                                                   \
    if (absl::Status status_ = (expr); !status_.ok()) co_return status_; \
  } while (false)
// NOLINTEND(bugprone-macro-parentheses)
#endif  // CARELOOP_COMMON_BASE_STATUS_MACROS_H_
