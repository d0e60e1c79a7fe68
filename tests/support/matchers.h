#ifndef CARELOOP_TESTS_SUPPORT_MATCHERS_H_
#define CARELOOP_TESTS_SUPPORT_MATCHERS_H_

#include <gmock/gmock.h>
#include <grpcpp/support/status.h>

#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace careloop::testing {

// What a client of any language reads from a failed call: google.rpc.ErrorInfo, LocalizedMessage, BadRequest.
struct WireError {
  explicit WireError(const grpc::Status& status) {
    google::rpc::Status details;
    google::rpc::ErrorInfo info;
    google::rpc::LocalizedMessage localized;
    google::rpc::BadRequest bad_request;
    details.ParseFromString(status.error_details());
    for (const auto& detail : details.details()) {
      if (detail.UnpackTo(&info)) {
        reason = info.reason();
        domain = info.domain();
      }
      if (detail.UnpackTo(&localized)) persons_text = localized.message();
      if (!detail.UnpackTo(&bad_request)) continue;
      for (const auto& violation : bad_request.field_violations()) fields.push_back(violation.field());
    }
  }

  std::string reason;
  std::string domain;
  std::vector<std::string> fields;
  std::string persons_text;
};

inline std::string ReasonOf(const grpc::Status& status) { return WireError(status).reason; }

// Of a grpc::Status: the code, the reason, and the domain of every error of the project.
MATCHER_P2(FailsOnTheWireWith, code, reason, "") {
  const WireError error(arg);
  *result_listener << "code " << arg.error_code() << ", reason " << error.reason << ": " << arg.error_message();
  return arg.error_code() == code && error.reason == reason && error.domain == "careloop";
}

// Of a grpc::Status: INVALID_FIELD with exactly these fields, in this order.
MATCHER_P(HasViolations, fields, "") {
  const WireError error(arg);
  *result_listener << "code " << arg.error_code() << ", fields " << ::testing::PrintToString(error.fields) << ": "
                   << arg.error_message();
  return arg.error_code() == grpc::StatusCode::INVALID_ARGUMENT && error.reason == reason::kInvalidField &&
         error.fields == std::vector<std::string>(fields);
}
inline auto HasViolation(std::string field) { return HasViolations(std::vector<std::string>{std::move(field)}); }

// Of an absl::Status or StatusOr.
MATCHER_P2(FailsWith, code, reason, "") {
  const absl::Status status = [](const auto& result) -> absl::Status {
    if constexpr (std::is_same_v<std::decay_t<decltype(result)>, absl::Status>) {
      return result;
    } else {
      return result.status();
    }
  }(arg);
  *result_listener << status.ToString();
  return status.code() == code && careloop::ReasonOf(status) == reason;
}

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_MATCHERS_H_
