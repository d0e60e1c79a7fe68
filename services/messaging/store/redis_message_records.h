#ifndef CARELOOP_SERVICES_MESSAGING_STORE_REDIS_MESSAGE_RECORDS_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_REDIS_MESSAGE_RECORDS_H_

#include <string>
#include <vector>

#include "common/base/workers.h"
#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/stored_records.h"

namespace careloop::messaging {

// The messages of a patient, a chain for each thread. Thread-safe; what it is built on outlives it.
class RedisMessageRecords final : public store::StoredRecords {
 public:
  // Records are decrypted on the workers.
  RedisMessageRecords(redis::Client& redis, PatientKeys& keys, Workers& workers)
      : redis_(redis), keys_(keys), workers_(workers) {}

  Task<absl::StatusOr<std::vector<store::RecordChain>>> Of(const Call& call, std::string patient) override;

 private:
  Task<absl::StatusOr<std::vector<std::string>>> Threads(const Call& call, std::string owner);
  Task<absl::StatusOr<store::RecordChain>> Messages(const Call& call, PatientKeys::Keys keys, std::string thread);

  redis::Client& redis_;
  PatientKeys& keys_;
  Workers& workers_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_REDIS_MESSAGE_RECORDS_H_
