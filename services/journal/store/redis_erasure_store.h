#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ERASURE_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ERASURE_STORE_H_

#include <string>
#include <utility>

#include "common/store/erasures.h"
#include "services/journal/domain/erasure.h"

namespace careloop::journal {

// ErasureStore on the key store and Redis: erasure.lua. Thread-safe.
class RedisErasureStore final : public ErasureStore {
 public:
  explicit RedisErasureStore(store::Erasures& erasures) : erasures_(erasures) {}

  Task<absl::Status> Erase(const Call& call, std::string patient) override {
    return erasures_.Erase(call, std::move(patient));
  }

 private:
  store::Erasures& erasures_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ERASURE_STORE_H_
