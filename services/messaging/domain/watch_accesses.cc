#include "services/messaging/domain/watch_accesses.h"

namespace careloop::messaging {

Task<absl::Status> WatchAccesses::Note(std::shared_ptr<const Caller> caller, std::string patient) {
  const int64_t period = absl::ToUnixSeconds(clock_.Now()) / absl::ToInt64Seconds(kPeriod);
  if (period != period_) noted_.clear();
  period_ = period;
  if (caller->role == Role::kPatient || noted_[caller->subject].contains(patient)) co_return absl::OkStatus();
  std::vector<std::string> patients;
  if (!patient.empty()) patients.push_back(patient);
  absl::Status recorded = co_await record_(caller, std::move(patients));
  if (recorded.ok() && period == period_) noted_[caller->subject].insert(patient);
  co_return recorded;
}

}  // namespace careloop::messaging
