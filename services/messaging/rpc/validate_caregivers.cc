#include <set>

#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/validate.h"

namespace careloop::messaging {
namespace {

void CheckScope(Violations& violations, const v1::AddCaregiverRequest& request) {
  if (request.scope().empty()) violations.Add("scope", "is missing");
  if (request.scope_size() > v1::CaregiverPermission_MAX) {
    violations.Add("scope",
                   StrCat(request.scope_size(), " are given, at most ", v1::CaregiverPermission_MAX, " are allowed"));
    return;
  }
  std::set<int> seen;
  for (int i = 0; i < request.scope_size(); ++i) {
    const int permission = request.scope(i);
    const std::string field = StrCat("scope[", i, "]");
    if (permission == v1::CAREGIVER_PERMISSION_UNSPECIFIED || !v1::CaregiverPermission_IsValid(permission)) {
      violations.Add(field, "is no permission that this server knows");
    } else if (!seen.insert(permission).second) {
      violations.Add(field, "is given already");
    }
  }
  if (seen.contains(v1::CAREGIVER_PERMISSION_WRITE_MESSAGES) &&
      !seen.contains(v1::CAREGIVER_PERMISSION_READ_MESSAGES)) {
    violations.Add("scope", "lets write messages, which is only together with reading them");
  }
}

}  // namespace

absl::Status Validate(const v1::AddCaregiverRequest& request) {
  Violations violations;
  CheckPatient(violations, "parent", request.parent());
  rpc::CheckPerson(violations, "person", request.person());
  rpc::CheckText(violations, "display_name", request.display_name(), rpc::kNameLimits);
  rpc::CheckText(violations, "relationship", request.relationship(), rpc::kNameLimits);
  CheckScope(violations, request);
  if (request.has_expire_time()) rpc::CheckTime(violations, "expire_time", request.expire_time());
  return violations.ToStatus();
}

absl::Status Validate(const v1::RemoveCaregiverRequest& request) {
  Violations violations;
  rpc::CheckName(violations, "name", request.name(), kCaregiverPattern);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListCaregiversRequest& request) {
  Violations violations;
  rpc::CheckName(violations, "parent", request.parent(), kPatientPattern);
  return violations.ToStatus();
}

}  // namespace careloop::messaging
