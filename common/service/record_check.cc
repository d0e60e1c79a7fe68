#include "common/service/record_check.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::service {
namespace {

namespace v1 = audit::v1;

constexpr int kLogPage = 256;

static_assert(static_cast<int>(audit::RecordFault::kUnreadable) == v1::RECORD_FAULT_UNREADABLE);

}  // namespace

Task<absl::StatusOr<v1::CheckRecordsResponse>> RecordCheck::Run(const Call& call, std::string patient) {
  only_one_ = !patient.empty();
  if (only_one_) ChangesOf(patient);
  CO_RETURN_IF_ERROR(co_await ReadLog(call));
  const size_t count = patients_.size();
  for (size_t i = 0; i < count; ++i) CO_RETURN_IF_ERROR(co_await Check(call, i));
  co_return std::move(answer_);
}

// On from where it was read, to the end.
Task<absl::Status> RecordCheck::ReadLog(const Call& call) {
  while (true) {
    CO_ASSIGN_OR_RETURN(const auto rows, co_await log_.Read(answer_.last_sequence(), kLogPage, call.deadline));
    if (rows.empty()) co_return absl::OkStatus();
    co_await workers_.Turn();
    for (const audit::LoggedAccess& row : rows) CO_RETURN_IF_ERROR(Add(row));
    answer_.set_last_sequence(rows.back().sequence);
    if (rows.size() < kLogPage) co_return absl::OkStatus();
  }
}

absl::Status RecordCheck::Add(const audit::LoggedAccess& row) {
  const auto record = audit::DecodeAccess(row.bytes);
  if (!record) answer_.set_unreadable_log_count(answer_.unreadable_log_count() + 1);
  std::string patient;
  const auto change = record ? audit::ChangeOf(*record, row.sequence, patient) : std::nullopt;
  if (!change || (only_one_ && !places_.contains(patient))) return absl::OkStatus();
  if (++kept_ > kMostChanges) {
    return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                 "parent: the log has more changes than can be compared at once; name a patient");
  }
  ChangesOf(patient).push_back(*change);
  return absl::OkStatus();
}

std::vector<audit::Change>& RecordCheck::ChangesOf(const std::string& patient) {
  const auto [place, is_new] = places_.try_emplace(patient, patients_.size());
  if (is_new) {
    patients_.push_back(patient);
    changes_.emplace_back();
  }
  return changes_[place->second];
}

// What was in the log before the records were read has to be among them; what is among them has to be in it afterwards.
Task<absl::Status> RecordCheck::Check(const Call& call, size_t patient) {
  const std::string name = patients_[patient];
  const size_t complete = changes_[patient].size();
  const auto chains = co_await records_.Of(call, name);
  if (absl::IsNotFound(chains.status())) {
    answer_.set_unchecked_patient_count(answer_.unchecked_patient_count() + 1);
    co_return absl::OkStatus();
  }
  if (absl::IsInternal(chains.status())) {
    Report({StrCat("patients/", name), audit::RecordFault::kUnreadable});
    co_return absl::OkStatus();
  }
  CO_RETURN_IF_ERROR(chains.status());
  CO_RETURN_IF_ERROR(co_await ReadLog(call));
  co_await workers_.Turn();
  const auto compared = audit::CompareWithLog(name, changes_[patient], complete, *chains);
  for (const audit::RecordFinding& finding : compared.findings) Report(finding);
  answer_.set_checked_count(answer_.checked_count() + compared.checked);
  answer_.set_unchecked_count(answer_.unchecked_count() + compared.unchecked);
  kept_ -= static_cast<int64_t>(changes_[patient].size());
  changes_[patient] = {};
  co_return absl::OkStatus();
}

void RecordCheck::Report(const audit::RecordFinding& finding) {
  answer_.set_finding_count(answer_.finding_count() + 1);
  if (answer_.findings_size() == kMostFindings) return;
  v1::RecordFinding& told = *answer_.add_findings();
  told.set_name(finding.name);
  told.set_fault(static_cast<v1::RecordFault>(finding.fault));
  told.set_sequence(finding.sequence);
}

}  // namespace careloop::service
