#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ENTRY_RECORDS_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ENTRY_RECORDS_H_

#include <string>
#include <vector>

#include "common/base/workers.h"
#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/stored_records.h"

namespace careloop::journal {

// The entries of a patient: a chain of their first versions, and one of all versions of each that has several.
// Thread-safe; what it is built on outlives it.
class RedisEntryRecords final : public store::StoredRecords {
 public:
  // Records are decrypted on the workers.
  RedisEntryRecords(redis::Client& redis, PatientKeys& keys, Workers& workers)
      : redis_(redis), keys_(keys), workers_(workers) {}

  Task<absl::StatusOr<std::vector<store::RecordChain>>> Of(const Call& call, std::string patient) override;

 private:
  redis::Client& redis_;
  PatientKeys& keys_;
  Workers& workers_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ENTRY_RECORDS_H_
