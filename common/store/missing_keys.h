#ifndef CARELOOP_COMMON_STORE_MISSING_KEYS_H_
#define CARELOOP_COMMON_STORE_MISSING_KEYS_H_

#include "common/crypto/patient_keys.h"

namespace careloop::store {

// How many of these are null: an answer leaves out so many patients, whose keys ought to be there and are not, or
// cannot be read. Logs that as the error `keys_missing`, unless it is nobody.
int LogMissingKeys(const PatientKeys::Many& keys);

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_MISSING_KEYS_H_
