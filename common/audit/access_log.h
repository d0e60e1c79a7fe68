#ifndef CARELOOP_COMMON_AUDIT_ACCESS_LOG_H_
#define CARELOOP_COMMON_AUDIT_ACCESS_LOG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/audit/access_record.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"

namespace careloop::audit {

// A record in the log, as it lies there.
struct LoggedAccess {
  int64_t sequence = 0;  // 1, 2, 3, ... without a gap
  std::string bytes;     // EncodeAccess; empty if what lies there was not written by this service
};

// Accesses of others to what is one patient's, latest first.
struct AccessPage {
  std::vector<AccessRecord> records;
  std::string next;  // where the next page begins; empty at the end
};

// Port to where accesses are recorded: in an order without gaps, durably, before anybody is answered. Thread-safe.
class AccessLog {
 public:
  virtual ~AccessLog() = default;

  // For a change: `record` goes with the call into the step that changes, which appends it or, if it refuses, does not.
  virtual void Attach(AccessRecord record, Call& call) const = 0;

  // For a look. When it answers OK the record is durable.
  virtual Task<absl::Status> Append(AccessRecord record, Deadline deadline) = 0;

  // Into a log of their own, which keeps only the latest.
  virtual Task<absl::Status> AppendDenial(AccessRecord record, Deadline deadline) = 0;

  // `from` is empty or a page's `next`.
  virtual Task<absl::StatusOr<AccessPage>> Of(std::string patient, std::string from, int most, Deadline deadline) = 0;

  // In their order, those after `after`; at most `most`.
  virtual Task<absl::StatusOr<std::vector<LoggedAccess>>> Read(int64_t after, int most, Deadline deadline) = 0;
  virtual Task<absl::StatusOr<std::vector<LoggedAccess>>> Denials(int64_t after, int most, Deadline deadline) = 0;
};

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_ACCESS_LOG_H_
