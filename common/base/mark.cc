#include "common/base/mark.h"

#include "absl/strings/cord.h"

namespace careloop {
namespace {

const char* PayloadOf(Mark mark) {
  switch (mark) {
    case Mark::kDenial:
      return "careloop/denial";
    case Mark::kPatientErased:
      return "careloop/patient-erased";
  }
  return "";
}

}  // namespace

absl::Status WithMark(absl::Status error, Mark mark) {
  error.SetPayload(PayloadOf(mark), absl::Cord());
  return error;
}

bool HasMark(const absl::Status& status, Mark mark) { return status.GetPayload(PayloadOf(mark)).has_value(); }

}  // namespace careloop
