#ifndef CARELOOP_COMMON_RPC_ACCESS_AUDIT_H_
#define CARELOOP_COMMON_RPC_ACCESS_AUDIT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/audit/access_log.h"
#include "common/auth/method_policy.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "google/protobuf/message.h"

namespace careloop::rpc {

// Decides which calls are recorded in the access log, for all RPCs of a service; the call runner asks it.
//
// Every change is, in the step that makes it. A look is when the answer is about a patient and the caller is not them:
// the record is durable before the answer leaves, or there is no answer. The patients are those that the request names,
// of a list of many patients those that the answer names, and where it names nobody those whose records it came from. A
// patient's looks at what is theirs are not recorded. Thread-safe.
class AccessAudit {
 public:
  // What limits the log of denials: a burst, then so many a second. Those that are left out are counted in the next.
  static constexpr double kDenialBurst = 100, kDenialsPerSecond = 20;
  // And so many patients in one of them, the first: what is denied was not validated, and may name thousands.
  static constexpr size_t kMostPatientsOfDenial = 8;

  // `log` and `clock` outlive this.
  AccessAudit(audit::AccessLog& log, std::string service, const Clock& clock)
      : log_(log), service_(std::move(service)), clock_(clock), denials_left_(kDenialBurst) {}

  // Gives a call that changes something its record. INTERNAL if no rule allows this caller to touch what is a
  // patient's.
  absl::Status BeforeChange(const MethodPolicy& row, const google::protobuf::Message& request, Call& call) const;

  // Whether a look that this caller may take could be somebody else's.
  static bool IsOfOthers(const MethodPolicy& row, const Call& call) {
    return call.caller->role != Role::kPatient && row.ground != Ground::kNotARecord;
  }
  // Records a look. `answer` is null of a stream: then what the request names counts. `behind` are those whose records
  // the answer came from, and count where neither names anybody. INTERNAL as above; the log's errors.
  Task<absl::Status> BeforeAnswer(const MethodPolicy& row, const Call& call, const google::protobuf::Message& request,
                                  const google::protobuf::Message* answer, std::vector<std::string> behind = {});

  // The same of certain patients, for a stream without an end.
  Task<absl::Status> BeforeTelling(const MethodPolicy& row, const Call& call, std::vector<std::string> patients);

  // Records, before it begins, work on the records of all patients (Ground::kAllRecords).
  Task<absl::Status> BeforeWork(const MethodPolicy& row, const Call& call, const google::protobuf::Message& request);

  // Whether a call that ended so was kept from something of somebody else's.
  static bool IsDenial(const Call& call, const absl::Status& status);
  // Records it, unless the request names nobody but the caller, if the limit allows. If the log is away it is one of
  // those that the next record says were left out.
  Task<void> Denied(const MethodPolicy& row, const Call& call, const google::protobuf::Message& request);

 private:
  audit::AccessRecord RecordOf(const MethodPolicy& row, const Call& call, std::vector<std::string> patients) const;
  bool TakeDenial(int64_t& left_out);
  void LeaveOut(int64_t denials);

  audit::AccessLog& log_;
  const std::string service_;
  const Clock& clock_;
  Mutex mutex_;
  double denials_left_ ABSL_GUARDED_BY(mutex_);
  absl::Time denials_counted_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  int64_t denials_left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_ACCESS_AUDIT_H_
