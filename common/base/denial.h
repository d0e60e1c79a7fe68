#ifndef CARELOOP_COMMON_BASE_DENIAL_H_
#define CARELOOP_COMMON_BASE_DENIAL_H_

#include "absl/status/status.h"

namespace careloop {

// NOT_FOUND and PERMISSION_DENIED keep somebody from what is not theirs. So does an error of any other code that is
// marked so: of who may read a thing, and asks to change what somebody else has written. The caller is not told of the
// mark.
absl::Status AsDenial(absl::Status error);

bool IsDenial(const absl::Status& status);

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_DENIAL_H_
