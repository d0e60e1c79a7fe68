#ifndef CARELOOP_COMMON_REDIS_ERRORS_H_
#define CARELOOP_COMMON_REDIS_ERRORS_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace careloop::redis {

// What an error reply means to the caller and to the connection. Redis' own text goes nowhere: it may echo arguments.
struct ErrorRule {
  std::string_view starts_with;  // of Redis' text; empty: any other
  absl::StatusCode code;
  std::string_view reason;
  std::string_view message;
  bool keeps_connection;

  absl::Status ToStatus() const;
};

// How a function says that it failed over what is stored: in an error that bears the nonce of its call, so that replies
// are known to be in step. Its text, if this is one.
std::optional<std::string_view> FailureOf(std::string_view error_text, std::string_view nonce);

std::span<const ErrorRule> ErrorRules();
const ErrorRule& RuleFor(std::string_view error_text);

// What may be logged of an error reply: its leading upper-case word and, of a failed function, the line in the library.
std::string LoggableError(std::string_view error_text);

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_ERRORS_H_
