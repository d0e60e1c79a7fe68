#ifndef CARELOOP_COMMON_STORE_REDIS_PATIENT_RECORDS_H_
#define CARELOOP_COMMON_STORE_REDIS_PATIENT_RECORDS_H_

#include <string>

#include "common/crypto/patient_records.h"
#include "common/redis/client.h"

namespace careloop::store {

// PatientRecords by the function records_of, which each service that has patients defines (written.lua). Thread-safe.
class RedisPatientRecords final : public PatientRecords {
 public:
  // `redis` outlives this.
  explicit RedisPatientRecords(redis::Client& redis) : redis_(redis) {}

  Task<absl::StatusOr<Found>> Of(std::string pseudonym, Deadline deadline) override;
  void SayKeysMissing() override;

 private:
  redis::Client& redis_;
};

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_REDIS_PATIENT_RECORDS_H_
