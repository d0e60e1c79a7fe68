#include "common/rpc/status_map.h"

#include <optional>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace careloop::rpc {
namespace {

constexpr size_t kMessageBytes = 1024;
constexpr size_t kViolations = 20;
// Beside what the person has to read: many a client takes no more than 8 KiB of it all, encoded twice.
constexpr size_t kMessageBytesBesideText = 200;
constexpr size_t kViolationsBesideText = 3;
constexpr char kDomain[] = "careloop";

void AddDetails(const absl::Status& status, google::rpc::Status& wire) {
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonOf(status));
  info.set_domain(kDomain);
  wire.add_details()->PackFrom(info);
  const auto text = PersonsTextOf(status);
  if (text) {
    google::rpc::LocalizedMessage localized;
    localized.set_locale(text->language);
    localized.set_message(text->text);
    wire.add_details()->PackFrom(localized);
  }
  google::rpc::BadRequest bad_request;
  for (const FieldViolation& v : ViolationsOf(status)) {
    if (bad_request.field_violations_size() == static_cast<int>(text ? kViolationsBesideText : kViolations)) break;
    auto* violation = bad_request.add_field_violations();
    violation->set_field(v.field);
    violation->set_description(v.description);
  }
  if (bad_request.field_violations_size() > 0) wire.add_details()->PackFrom(bad_request);
}

// In the place of a status whose text nobody checked. What the person has to read was put beside it by us.
absl::Status Unchecked(const absl::Status& status) {
  absl::Status error =
      Error(absl::StatusCode::kInternal, reason::kInternal, "the service failed; the call may be repeated");
  const std::optional<PersonsText> text = PersonsTextOf(status);
  return text ? WithPersonsText(std::move(error), *text) : error;
}

bool BetweenUs(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::DEADLINE_EXCEEDED ||
         code == grpc::StatusCode::CANCELLED || code == grpc::StatusCode::UNIMPLEMENTED ||
         code == grpc::StatusCode::UNAUTHENTICATED || code == grpc::StatusCode::INTERNAL;
}

// Of those: it failed at this question, or does not take this caller's token.
bool Answered(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNAUTHENTICATED || code == grpc::StatusCode::INTERNAL;
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  if (!HasReason(status)) return ToGrpcStatus(Unchecked(status));
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  const size_t most = PersonsTextOf(status) ? kMessageBytesBesideText : kMessageBytes;
  wire.set_message(std::string(status.message().substr(0, most)));
  AddDetails(status, wire);
  return grpc::Status(static_cast<grpc::StatusCode>(wire.code()), wire.message(), wire.SerializeAsString());
}

absl::Status FromPeerStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (BetweenUs(status.error_code())) {
    absl::Status error = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable,
                               "a service that this call needs did not answer");
    if (!Answered(status.error_code())) return error;
    return WithPeersCode(std::move(error), static_cast<absl::StatusCode>(status.error_code()));
  }
  google::rpc::Status wire;
  google::rpc::ErrorInfo info;
  if (wire.ParseFromString(status.error_details())) {
    for (const auto& detail : wire.details()) {
      if (detail.UnpackTo(&info)) break;
    }
  }
  const std::string reason = info.reason().empty() ? std::string(reason::kInternal) : info.reason();
  return Error(static_cast<absl::StatusCode>(status.error_code()), reason, status.error_message());
}

}  // namespace careloop::rpc
