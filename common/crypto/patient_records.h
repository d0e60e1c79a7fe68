#ifndef CARELOOP_COMMON_CRYPTO_PATIENT_RECORDS_H_
#define CARELOOP_COMMON_CRYPTO_PATIENT_RECORDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"

namespace careloop {

// Port to the records of patients, as far as it depends on them whether somebody is given keys: who has none and has
// records has lost them, and what was encrypted with others would be lost when their backup is put back. Thread-safe.
class PatientRecords {
 public:
  virtual ~PatientRecords() = default;

  enum class Found { kNone, kSome, kErased };

  // Whether there is anything of a pseudonym that is encrypted with keys of theirs. Fails as reads of the store do.
  // Resumes where the store's tasks do.
  virtual Task<absl::StatusOr<Found>> Of(std::string pseudonym, Deadline deadline) = 0;

  // For an operator to be alarmed by: that somebody has some whose keys are not there.
  virtual void SayKeysMissing() = 0;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_PATIENT_RECORDS_H_
