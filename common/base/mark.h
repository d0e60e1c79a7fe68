#ifndef CARELOOP_COMMON_BASE_MARK_H_
#define CARELOOP_COMMON_BASE_MARK_H_

#include "absl/status/status.h"

namespace careloop {

// What our own code has to know of an error beside its code, and the caller is not told.
enum class Mark {
  kDenial,         // see denial.h
  kPatientErased,  // it is refused since the patient's record was erased
};

absl::Status WithMark(absl::Status error, Mark mark);

bool HasMark(const absl::Status& status, Mark mark);

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_MARK_H_
