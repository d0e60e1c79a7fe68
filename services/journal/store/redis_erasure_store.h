#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ERASURE_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ERASURE_STORE_H_

#include <string>

#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/journal/domain/erasure.h"

namespace careloop::journal {

// ErasureStore on the key store and Redis: erasure.lua. Thread-safe.
class RedisErasureStore final : public ErasureStore {
 public:
  RedisErasureStore(redis::Client& redis, const store::Idempotency& idempotency, PatientKeys& keys)
      : redis_(redis), idempotency_(idempotency), keys_(keys) {}

  Task<absl::Status> Erase(const Call& call, std::string patient) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
  PatientKeys& keys_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ERASURE_STORE_H_
