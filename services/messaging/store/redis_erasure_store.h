#ifndef CARELOOP_SERVICES_MESSAGING_STORE_REDIS_ERASURE_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_REDIS_ERASURE_STORE_H_

#include <string>
#include <utility>

#include "common/crypto/owner_keys.h"
#include "common/store/erasures.h"
#include "services/messaging/domain/erasure.h"

namespace careloop::messaging {

// ErasureStore on the key store and Redis: erasure.lua. Thread-safe.
class RedisErasureStore final : public ErasureStore {
 public:
  // `site`: of OwnerKeys::OfSite.
  RedisErasureStore(store::Erasures& erasures, OwnerKeys site) : erasures_(erasures), site_(std::move(site)) {}

  Task<absl::Status> Erase(const Call& call, std::string patient, absl::Time now) override;

 private:
  store::Erasures& erasures_;
  const OwnerKeys site_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_REDIS_ERASURE_STORE_H_
