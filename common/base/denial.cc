#include "common/base/denial.h"

#include <utility>

#include "common/base/mark.h"

namespace careloop {

absl::Status AsDenial(absl::Status error) { return WithMark(std::move(error), Mark::kDenial); }

bool IsDenial(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsPermissionDenied(status) || HasMark(status, Mark::kDenial);
}

}  // namespace careloop
