#ifndef CARELOOP_COMMON_SERVICE_RECORD_CHECK_H_
#define CARELOOP_COMMON_SERVICE_RECORD_CHECK_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "careloop/audit/v1/audit_service.pb.h"
#include "common/audit/access_log.h"
#include "common/audit/record_order.h"
#include "common/base/workers.h"
#include "common/store/stored_records.h"

namespace careloop::service {

// One comparison of a service's records with its access log: see AuditService.CheckRecords. Keeps the changes of the
// log in memory, 56 bytes each and what vectors keep in reserve, and the records' ids of one patient after another.
class RecordCheck {
 public:
  static constexpr int64_t kMostChanges = 4'000'000;
  static constexpr int kMostFindings = 1000;

  RecordCheck(audit::AccessLog& log, store::StoredRecords& records, Workers& workers)
      : log_(log), records_(records), workers_(workers) {}

  // Of one patient, or of all whom the log names if it is empty. The log's and the store's errors.
  Task<absl::StatusOr<audit::v1::CheckRecordsResponse>> Run(const Call& call, std::string patient);

 private:
  Task<absl::Status> ReadLog(const Call& call);
  absl::Status Add(const audit::LoggedAccess& row);
  Task<absl::Status> Check(const Call& call, size_t patient);
  std::vector<audit::Change>& ChangesOf(const std::string& patient);
  void Report(const audit::RecordFinding& finding);

  audit::AccessLog& log_;
  store::StoredRecords& records_;
  Workers& workers_;
  bool only_one_ = false;
  absl::flat_hash_map<std::string, size_t> places_;
  std::vector<std::string> patients_;
  std::vector<std::vector<audit::Change>> changes_;  // of each of them, in the order of the log
  int64_t kept_ = 0;
  audit::v1::CheckRecordsResponse answer_;
};

}  // namespace careloop::service

#endif  // CARELOOP_COMMON_SERVICE_RECORD_CHECK_H_
