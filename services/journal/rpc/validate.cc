#include "services/journal/rpc/validate.h"

#include <string>

#include "absl/container/flat_hash_set.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/checks.h"
#include "services/journal/rpc/names.h"

namespace careloop::journal {
namespace {

constexpr int kMostSharedEntries = 100;
constexpr int kMostRetried = 200;
constexpr rpc::TextLimits kNoteLimits{.min = 1, .max = 500, .lines = true};

void CheckEntriesScope(Violations& violations, const v1::EntriesScope& scope, const std::string& parent) {
  const int count = scope.entries_size();
  if (count < 1 || count > kMostSharedEntries) {
    violations.Add("entries.entries", StrCat("has ", count, " names, 1 to ", kMostSharedEntries, " are allowed"));
    return;
  }
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < count; ++i) {
    const std::string field = StrCat("entries.entries[", i, "]");
    const std::string& name = scope.entries(i);
    CheckEntryName(violations, field, name);
    if (!name.starts_with(parent + "/")) violations.Add(field, "is not of the patient in parent");
    if (!seen.insert(name).second) violations.Add(field, "is named a second time");
  }
}

void CheckPeriod(Violations& violations, const v1::PeriodScope& period) {
  CheckInstant(violations, "period.start_time", period.start_time(), kFirstYear);
  CheckInstant(violations, "period.end_time", period.end_time(), kFirstYear);
  if (!period.has_start_time()) violations.Add("period.start_time", "is missing");
  if (!period.has_end_time()) violations.Add("period.end_time", "is missing");
  if (rpc::ToTime(period.end_time()) <= rpc::ToTime(period.start_time())) {
    violations.Add("period.end_time", "is not later than period.start_time");
  }
}

// Of CreateShare and PreviewShare.
template <typename Request>
void CheckScope(Violations& violations, const Request& request) {
  switch (request.scope_case()) {
    case Request::kEntries:
      return CheckEntriesScope(violations, request.entries(), request.parent());
    case Request::kPeriod:
      return CheckPeriod(violations, request.period());
    case Request::kStanding:
      if (!request.standing().has_start_time()) violations.Add("standing.start_time", "is missing");
      return CheckInstant(violations, "standing.start_time", request.standing().start_time(), kFirstYear);
    case Request::SCOPE_NOT_SET:
      violations.Add("scope", "is missing; exactly one of entries, period and standing is needed");
  }
}

void CheckCaregiver(Violations& violations, const v1::CreateShareRequest& request) {
  CheckPatientName(violations, "caregiver", request.caregiver(), kCaregiverPattern);
  if (!request.caregiver().starts_with(request.parent() + "/")) {
    violations.Add("caregiver", "is not of the patient in parent");
  }
  if (!request.care_team().empty())
    violations.Add("caregiver", "is given beside care_team; a share is with one of them");
}

// Nobody could ever read through a share that ends before what it covers begins.
void CheckExpiry(Violations& violations, const v1::CreateShareRequest& request) {
  CheckInstant(violations, "expire_time", request.expire_time(), kFirstYear);
  const absl::Time expires = rpc::ToTime(request.expire_time());
  const bool too_early = (request.has_period() && expires <= rpc::ToTime(request.period().start_time())) ||
                         (request.has_standing() && expires <= rpc::ToTime(request.standing().start_time()));
  if (too_early) violations.Add("expire_time", "is not after the start: the share would open nothing");
}

}  // namespace

absl::Status Validate(const v1::StartTreatmentCourseRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  CheckIdName(violations, "treatment", request.treatment(), kTreatmentPattern);
  if (request.has_started_time()) CheckInstant(violations, "started_time", request.started_time(), kFirstYear);
  rpc::CheckTimeZone(violations, "time_zone", request.time_zone());
  return violations.ToStatus();
}

absl::Status Validate(const v1::StopTreatmentCourseRequest& request) {
  Violations violations;
  CheckPatientName(violations, "name", request.name(), kCoursePattern);
  if (request.has_stopped_time()) CheckInstant(violations, "stopped_time", request.stopped_time(), kFirstYear);
  rpc::CheckTimeZone(violations, "time_zone", request.time_zone());
  if (request.reason() == v1::STOP_REASON_UNSPECIFIED || !v1::StopReason_IsValid(request.reason())) {
    violations.Add("reason",
                   "is missing or unknown; one of STOP_REASON_COMPLETED, _EFFECTS, _NOT_WORKING, _OTHER is needed");
  }
  return violations.ToStatus();
}

absl::Status Validate(const v1::AddTreatmentCourseNoteRequest& request) {
  Violations violations;
  CheckPatientName(violations, "name", request.name(), kCoursePattern);
  if (request.has_time()) CheckInstant(violations, "time", request.time(), kFirstYear);
  rpc::CheckTimeZone(violations, "time_zone", request.time_zone());
  rpc::CheckText(violations, "text", request.text(), kNoteLimits);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListTreatmentCoursesRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  if (!v1::TreatmentCourseState_IsValid(request.state())) {
    violations.Add("state", "is not a state of treatment courses");
  }
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListSymptomsRequest& request) {
  Violations violations;
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetEntryRequest& request) {
  Violations violations;
  CheckEntryName(violations, "name", request.name());
  if (request.version() < 0) violations.Add("version", StrCat(request.version(), " is negative; 0 is the current one"));
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListEntriesRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  if (request.has_start_time()) CheckInstant(violations, "start_time", request.start_time(), kFirstYear);
  if (request.has_end_time()) CheckInstant(violations, "end_time", request.end_time(), kFirstYear);
  if (request.has_start_time() && request.has_end_time() &&
      rpc::ToTime(request.end_time()) <= rpc::ToTime(request.start_time())) {
    violations.Add("end_time", "is not later than start_time");
  }
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

absl::Status Validate(const v1::CreateShareRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  if (!request.care_team().empty()) CheckIdName(violations, "care_team", request.care_team(), kCareTeamPattern);
  if (!request.caregiver().empty()) CheckCaregiver(violations, request);
  CheckScope(violations, request);
  if (request.has_expire_time()) CheckExpiry(violations, request);
  return violations.ToStatus();
}

absl::Status Validate(const v1::PreviewShareRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  CheckScope(violations, request);
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

absl::Status Validate(const v1::RevokeShareRequest& request) {
  Violations violations;
  CheckPatientName(violations, "name", request.name(), kSharePattern);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListSharesRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

absl::Status Validate(const v1::ExportRecordRequest& request) {
  Violations violations;
  CheckPatientName(violations, "parent", request.parent(), kPatientPattern);
  return violations.ToStatus();
}

absl::Status Validate(const admin::v1::ListUndeliveredRequest& request) {
  Violations violations;
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

absl::Status Validate(const admin::v1::RetryUndeliveredRequest& request) {
  Violations violations;
  const int count = request.names_size();
  if (count < 1 || count > kMostRetried) {
    violations.Add("names", StrCat("has ", count, " names, 1 to ", kMostRetried, " are allowed"));
    return violations.ToStatus();
  }
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < count; ++i) {
    const std::string field = StrCat("names[", i, "]");
    const bool is_revocation = request.names(i).ends_with("/revocation");
    CheckPatientName(violations, field, request.names(i), is_revocation ? kRevocationPattern : kSharePattern);
    if (!seen.insert(request.names(i)).second) violations.Add(field, "is named a second time");
  }
  return violations.ToStatus();
}

absl::Status Validate(const admin::v1::ErasePatientRequest& request) {
  Violations violations;
  CheckPatientName(violations, "name", request.name(), kPatientPattern);
  return violations.ToStatus();
}

absl::Status Validate(const admin::v1::RotateKeysRequest&) { return absl::OkStatus(); }

}  // namespace careloop::journal
