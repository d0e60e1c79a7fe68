#ifndef CARELOOP_SERVICES_MESSAGING_STORE_KEYS_TO_WRITE_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_KEYS_TO_WRITE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "common/crypto/patient_keys.h"

namespace careloop::messaging {

// To encrypt with what the call adds to a patient's `kind` of thing. Who was erased has no team and no caregiver any
// more: it is NOT_FOUND to those who were, as of any patient who is not theirs, and FAILED_PRECONDITION to the patient
// themself and to services.
Task<absl::StatusOr<PatientKeys::Keys>> KeysToWrite(PatientKeys& keys, const Call& call, std::string patient,
                                                    std::string_view kind);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_KEYS_TO_WRITE_H_
