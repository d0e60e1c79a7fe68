#ifndef CARELOOP_COMMON_STORE_STORED_RECORDS_H_
#define CARELOOP_COMMON_STORE_STORED_RECORDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/audit/record_order.h"
#include "common/base/task.h"
#include "common/call/call.h"

namespace careloop::store {

using audit::FoundRecord;
using audit::RecordChain;

// Port to the records of one patient whose order the access log knows. Thread-safe.
class StoredRecords {
 public:
  virtual ~StoredRecords() = default;

  // All of them, as they lie; what is written meanwhile may be among them. NOT_FOUND if none can be opened: the patient
  // was erased, or their keys are lost.
  virtual Task<absl::StatusOr<std::vector<RecordChain>>> Of(const Call& call, std::string patient) = 0;
};

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_STORED_RECORDS_H_
