#include "services/journal/domain/entry_store.h"

#include "common/base/error.h"

namespace careloop::journal {

namespace {

constexpr char kBasisChanged[] = "others keep recording for the patient at the same moment; repeat the request";

}  // namespace

// To a caller who is told of it after all, since it went on: as any other conflict.
absl::Status BasisChanged() { return Error(absl::StatusCode::kAborted, reason::kVersionConflict, kBasisChanged); }

bool IsBasisChanged(const absl::Status& status) { return absl::IsAborted(status) && status.message() == kBasisChanged; }

}  // namespace careloop::journal
