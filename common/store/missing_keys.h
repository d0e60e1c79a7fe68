#ifndef CARELOOP_COMMON_STORE_MISSING_KEYS_H_
#define CARELOOP_COMMON_STORE_MISSING_KEYS_H_

#include "common/crypto/patient_keys.h"

namespace careloop::store {

// How many patients an answer leaves out: those of whom these are null, whose keys ought to be there and are not, or
// cannot be read, and `unopened`, of whom there are keys but not the one that their record was encrypted with, as when
// the backup of their keys that was put back is older than the last of these. Logs that as the error `keys_missing`,
// unless it is nobody.
int LogMissingKeys(const PatientKeys::Many& keys, int unopened = 0);

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_MISSING_KEYS_H_
