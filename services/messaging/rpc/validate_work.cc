#include <string>

#include "common/rpc/field.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/validate.h"

namespace careloop::messaging {
namespace {

constexpr rpc::TextLimits kNoteLimits{.min = 0, .max = 1'000, .lines = true};
constexpr rpc::TextLimits kNeededNoteLimits{.min = 1, .max = 1'000, .lines = true};
constexpr rpc::TextLimits kReasonLimits{.min = 1, .max = 1'000, .lines = true};
constexpr rpc::TextLimits kEtagLimits{.min = 0, .max = 64};
constexpr size_t kTokenBytes = 8'192;

// What all requests that change the work have.
template <typename Request>
void CheckStep(Violations& violations, const Request& request, rpc::TextLimits note = kNoteLimits) {
  rpc::CheckName(violations, "name", request.name(), kThreadPattern);
  rpc::CheckText(violations, "etag", request.etag(), kEtagLimits);
  if constexpr (requires { request.note(); }) rpc::CheckText(violations, "note", request.note(), note);
}

}  // namespace

absl::Status Validate(const v1::ClaimThreadRequest& request) {
  Violations violations;
  CheckStep(violations, request);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ReleaseThreadRequest& request) {
  Violations violations;
  CheckStep(violations, request);
  return violations.ToStatus();
}

absl::Status Validate(const v1::RerouteThreadRequest& request) {
  Violations violations;
  CheckStep(violations, request);
  rpc::CheckName(violations, "to_care_team", request.to_care_team(), kCareTeamPattern);
  rpc::CheckText(violations, "reason", request.reason(), kReasonLimits);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ResolveThreadRequest& request) {
  Violations violations;
  const bool needs_note = request.action() == v1::RESOLUTION_ACTION_OTHER;  // it has to say what was done
  CheckStep(violations, request, needs_note ? kNeededNoteLimits : kNoteLimits);
  if (!v1::ResolutionAction_IsValid(request.action()) || request.action() == v1::RESOLUTION_ACTION_UNSPECIFIED) {
    violations.Add("action", "is missing or unknown; what was done is needed");
  }
  return violations.ToStatus();
}

absl::Status Validate(const v1::ReopenThreadRequest& request) {
  Violations violations;
  CheckStep(violations, request);
  return violations.ToStatus();
}

absl::Status Validate(const v1::SetThreadUrgencyRequest& request) {
  Violations violations;
  CheckStep(violations, request);
  if (!v1::ThreadUrgency_IsValid(request.urgency()) || request.urgency() == v1::THREAD_URGENCY_UNSPECIFIED) {
    violations.Add("urgency", "is missing or unknown; THREAD_URGENCY_ROUTINE or THREAD_URGENCY_URGENT is needed");
  }
  return violations.ToStatus();
}

absl::Status Validate(const v1::RetractMessageRequest& request) {
  Violations violations;
  rpc::CheckName(violations, "name", request.name(), kMessagePattern);
  if (violations.empty() && NumberOfMessage(request.name()) == 0) violations.Add("name", "ends in no message number");
  rpc::CheckText(violations, "reason", request.reason(), kReasonLimits);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListReadReceiptsRequest& request) {
  Violations violations;
  rpc::CheckName(violations, "parent", request.parent(), kThreadPattern);
  rpc::CheckPageSize(violations, request.page_size());
  if (request.page_token().size() > kTokenBytes) violations.Add("page_token", "is longer than any token");
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListThreadChangesRequest& request) {
  Violations violations;
  rpc::CheckName(violations, "parent", request.parent(), kThreadPattern);
  rpc::CheckPageSize(violations, request.page_size());
  if (request.page_token().size() > kTokenBytes) violations.Add("page_token", "is longer than any token");
  return violations.ToStatus();
}

}  // namespace careloop::messaging
