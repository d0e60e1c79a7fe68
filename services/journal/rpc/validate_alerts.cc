#include "common/base/error.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/checks.h"
#include "services/journal/rpc/names.h"
#include "services/journal/rpc/validate.h"

namespace careloop::journal {

absl::Status Validate(const v1::SetAlertConsentRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  if (!request.care_team().empty()) CheckIdName(violations, "care_team", request.care_team(), kCareTeamPattern);
  if (!request.care_team().empty() && !request.agreed()) {
    violations.Add("care_team", "is given, but agreed is not set: leave one out, or set the other");
  }
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListAlertsRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  if (!v1::AlertState_IsValid(request.state())) violations.Add("state", "is not a state of alerts");
  rpc::CheckPageSize(violations, request.page_size(), kAlertPages);
  return violations.ToStatus();
}

}  // namespace careloop::journal
