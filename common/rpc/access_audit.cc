#include "common/rpc/access_audit.h"

#include <algorithm>
#include <utility>

#include "common/base/denial.h"
#include "common/base/error.h"
#include "common/rpc/patient_names.h"

namespace careloop::rpc {
namespace {

using google::protobuf::Message;

// Empty if there is none.
std::string_view RuleFor(Ground ground, Role role) {
  switch (role) {
    case Role::kPatient:
      return "own-record";
    case Role::kCaregiver:
      return "caregiver";
    case Role::kAdmin:
      return "administration";
    case Role::kService:
      return "recorded-decision";
    case Role::kEditor:
      return "";
    case Role::kClinician:
      break;
  }
  switch (ground) {
    case Ground::kCareTeam:
      return "care-team";
    case Ground::kShare:
      return "share";
    case Ground::kAlerts:
      return "alert-consent";
    case Ground::kOwn:
    case Ground::kNotARecord:
    case Ground::kAllRecords:
      return "";
  }
  return "";
}

absl::Status NoRule() {
  return Error(absl::StatusCode::kInternal, reason::kInternal, "no rule opens what the answer holds to this role");
}

bool IsAboutOthers(const Call& call, const std::vector<std::string>& patients) {
  const bool own = call.caller->role == Role::kPatient;
  return std::any_of(patients.begin(), patients.end(),
                     [&](const std::string& patient) { return !own || patient != call.caller->subject; });
}

}  // namespace

audit::AccessRecord AccessAudit::RecordOf(const MethodPolicy& row, const Call& call,
                                          std::vector<std::string> patients) const {
  const Caller& caller = *call.caller;
  return {.time = clock_.Now(),
          .service = service_,
          .method = std::string(row.method),
          .person = caller.subject,
          .role = caller.role,
          .name = caller.role == Role::kPatient ? "" : caller.name,  // who they are their pseudonym says, until erased
          .session = caller.session,
          .token_id = caller.token_id,
          .patients = std::move(patients),
          .resource = "",
          .rule = std::string(RuleFor(row.ground, caller.role)),
          .request_id = call.request_id,
          .trace_id = call.trace_id};
}

absl::Status AccessAudit::BeforeChange(const MethodPolicy& row, const Message& request, Call& call) const {
  audit::AccessRecord record = RecordOf(row, call, PatientsOfRequest(request));
  if (record.rule.empty() && !record.patients.empty()) return NoRule();
  record.resource = ResourceOfRequest(request);
  log_.Attach(std::move(record), call);
  return absl::OkStatus();
}

Task<absl::Status> AccessAudit::BeforeAnswer(const MethodPolicy& row, const Call& call, const Message& request,
                                             const Message* answer, std::vector<std::string> behind) {
  std::vector<std::string> patients = PatientsOfRequest(request);
  if (patients.empty() && answer != nullptr) patients = PatientsIn(*answer);
  if (patients.empty()) patients = std::move(behind);
  if (!IsAboutOthers(call, patients)) co_return absl::OkStatus();
  audit::AccessRecord record = RecordOf(row, call, std::move(patients));
  if (record.rule.empty()) co_return NoRule();
  record.resource = ResourceOfRequest(request);
  const absl::Status recorded = co_await log_.Append(std::move(record), call.deadline);
  co_return recorded;
}

Task<absl::Status> AccessAudit::BeforeWork(const MethodPolicy& row, const Call& call, const Message& request) {
  audit::AccessRecord record = RecordOf(row, call, {});
  if (record.rule.empty()) co_return NoRule();
  record.resource = ResourceOfRequest(request);
  const absl::Status recorded = co_await log_.Append(std::move(record), call.deadline);
  co_return recorded;
}

Task<absl::Status> AccessAudit::BeforeTelling(const MethodPolicy& row, const Call& call,
                                              std::vector<std::string> patients) {
  audit::AccessRecord record = RecordOf(row, call, std::move(patients));
  if (record.rule.empty()) co_return NoRule();
  const absl::Status recorded = co_await log_.Append(std::move(record), call.deadline);
  co_return recorded;
}

bool AccessAudit::IsDenial(const Call& call, const absl::Status& status) {
  return call.caller != nullptr && careloop::IsDenial(status);
}

Task<void> AccessAudit::Denied(const MethodPolicy& row, const Call& call, const Message& request) {
  std::vector<std::string> patients = PatientsOfRequest(request);
  if (!patients.empty() && !IsAboutOthers(call, patients)) co_return;
  patients.resize(std::min(patients.size(), kMostPatientsOfDenial));
  audit::AccessRecord record = RecordOf(row, call, std::move(patients));
  record.resource = ResourceOfRequest(request);
  record.rule.clear();
  record.outcome = audit::Outcome::kDenied;
  if (!TakeDenial(record.left_out)) co_return;
  const int64_t told = record.left_out + 1;
  const absl::Status recorded = co_await log_.AppendDenial(std::move(record), call.deadline);
  if (!recorded.ok()) LeaveOut(told);  // the caller learns nothing either way
}

void AccessAudit::LeaveOut(int64_t denials) {
  const MutexLock lock(mutex_);
  denials_left_out_ += denials;
}

bool AccessAudit::TakeDenial(int64_t& left_out) {
  const MutexLock lock(mutex_);
  const absl::Time now = clock_.Now();
  if (now > denials_counted_ && denials_counted_ != absl::InfinitePast()) {
    denials_left_ += kDenialsPerSecond * absl::ToDoubleSeconds(now - denials_counted_);
  }
  denials_left_ = std::min(denials_left_, kDenialBurst);
  denials_counted_ = now;
  if (denials_left_ < 1) {
    ++denials_left_out_;
    return false;
  }
  denials_left_ -= 1;
  left_out = std::exchange(denials_left_out_, 0);
  return true;
}

}  // namespace careloop::rpc
