#include "common/base/denial.h"

#include "absl/strings/cord.h"

namespace careloop {
namespace {

constexpr char kDenialPayload[] = "careloop/denial";

}  // namespace

absl::Status AsDenial(absl::Status error) {
  error.SetPayload(kDenialPayload, absl::Cord());
  return error;
}

bool IsDenial(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsPermissionDenied(status) || status.GetPayload(kDenialPayload).has_value();
}

}  // namespace careloop
