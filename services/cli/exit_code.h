#ifndef CARELOOP_SERVICES_CLI_EXIT_CODE_H_
#define CARELOOP_SERVICES_CLI_EXIT_CODE_H_

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace careloop::cli {

// Part of the command's interface: scripts branch on it. Described to users by kExitCodes.
enum class ExitCode {
  kOk = 0,
  kInternal = 1,
  kUsage = 2,
  kDenied = 3,
  kNotFound = 4,
  kInvalid = 5,
  kConflict = 6,
  kUnavailable = 7,
};

inline constexpr std::string_view kExitCodes =
    "Exit codes:\n"
    "  0  done\n"
    "  1  a fault of a service or of this command\n"
    "  2  the command line is wrong\n"
    "  3  not signed in, or not allowed (UNAUTHENTICATED, PERMISSION_DENIED)\n"
    "  4  absent, or not yours (NOT_FOUND)\n"
    "  5  a value was refused (INVALID_ARGUMENT)\n"
    "  6  not in this state (ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED)\n"
    "  7  try again later (UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED)\n";

ExitCode ExitCodeOf(const absl::Status& status);

// What is wrong with the command line, found before anything was called: ends with ExitCode::kUsage.
absl::Status UsageError(std::string_view message);

// The status of a failed call with the reason, the text for the person and the field violations that its details carry;
// a status without details, such as one made by the transport, keeps only code and text.
absl::Status FromWire(const grpc::Status& status);

// Of a changing call: where nobody knows whether it was done, the error says besides with which flags it is repeated
// safely, such as "--request-id UUID". Any other status as it is.
absl::Status WithHowToRepeat(const absl::Status& status, std::string_view flags);

// "NOT_FOUND (NOT_FOUND): entry not found": one line, whatever the message holds.
std::string ErrorLine(const absl::Status& status);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_EXIT_CODE_H_
