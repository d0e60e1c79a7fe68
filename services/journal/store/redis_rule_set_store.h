#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_RULE_SET_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_RULE_SET_STORE_H_

#include <optional>
#include <string>
#include <utility>

#include "common/crypto/owner_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/journal/domain/rule_set_store.h"

namespace careloop::journal {

// Rule sets on Redis, encrypted: rules.lua, one function for each task.
class RedisRuleSetStore final : public RuleSetStore {
 public:
  // `site`: of OwnerKeys::OfSite.
  RedisRuleSetStore(redis::Client& redis, const store::Idempotency& idempotency, OwnerKeys site)
      : redis_(redis), idempotency_(idempotency), site_(std::move(site)) {}

  Task<absl::StatusOr<int>> Activate(const Call& call, const RuleSetActivation& activation) override;
  Task<absl::StatusOr<std::optional<RuleSetActivation>>> Find(const Call& call, std::string version) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
  const OwnerKeys site_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_RULE_SET_STORE_H_
