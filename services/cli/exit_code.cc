#include "services/cli/exit_code.h"

#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace careloop::cli {
namespace {

constexpr std::string_view kUsageReason = "USAGE";

template <typename Detail>
Detail DetailOf(const google::rpc::Status& wire) {
  Detail found;
  for (const auto& any : wire.details()) {
    if (any.UnpackTo(&found)) break;
  }
  return found;
}

// What CONTRIBUTING.md says of these codes: repeat with the same request_id.
bool IsOutcomeUnknown(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kDeadlineExceeded ||
         code == absl::StatusCode::kInternal;
}

}  // namespace

ExitCode ExitCodeOf(const absl::Status& status) {
  if (ReasonOf(status) == kUsageReason) return ExitCode::kUsage;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kOk;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return ExitCode::kDenied;
    case absl::StatusCode::kNotFound:
      return ExitCode::kNotFound;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return ExitCode::kInvalid;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
      return ExitCode::kConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kCancelled:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kInternal;
  }
}

absl::Status UsageError(std::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, kUsageReason, message);
}

absl::Status FromWire(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  google::rpc::Status wire;
  if (!wire.ParseFromString(status.error_details()) || wire.details().empty()) {
    return absl::Status(code, status.error_message());
  }
  Violations violations;
  const auto bad_request = DetailOf<google::rpc::BadRequest>(wire);
  for (const auto& v : bad_request.field_violations()) {
    violations.Add(v.field(), v.description());
  }
  const absl::Status error = violations.empty()
                                 ? Error(code, DetailOf<google::rpc::ErrorInfo>(wire).reason(), status.error_message())
                                 : violations.ToStatus();
  const auto localized = DetailOf<google::rpc::LocalizedMessage>(wire);
  if (localized.message().empty()) return error;
  return WithPersonsText(error, {localized.locale(), localized.message()});
}

absl::Status WithHowToRepeat(const absl::Status& status, std::string_view flags) {
  if (!IsOutcomeUnknown(status.code())) return status;
  absl::Status told(status.code(), StrCat(status.message(), "; whether it was done is not known: repeat with ", flags));
  status.ForEachPayload([&told](absl::string_view url, const absl::Cord& payload) { told.SetPayload(url, payload); });
  return told;
}

std::string ErrorLine(const absl::Status& status) {
  if (ReasonOf(status) == kUsageReason) return std::string(status.message());
  const std::string reason = HasReason(status) ? StrCat(" (", ReasonOf(status), ")") : "";
  return absl::StrReplaceAll(StrCat(absl::StatusCodeToString(status.code()), reason, ": ", status.message()),
                             {{"\n", " "}, {"\r", " "}});
}

}  // namespace careloop::cli
