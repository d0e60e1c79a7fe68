#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_RULE_SET_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_RULE_SET_STORE_H_

#include <optional>
#include <string>

#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/journal/domain/rule_set_store.h"

namespace careloop::journal {

// Rule sets on Redis: rules.lua, one function for each task.
class RedisRuleSetStore final : public RuleSetStore {
 public:
  RedisRuleSetStore(redis::Client& redis, const store::Idempotency& idempotency)
      : redis_(redis), idempotency_(idempotency) {}

  Task<absl::StatusOr<int>> Activate(const Call& call, const RuleSetActivation& activation) override;
  Task<absl::StatusOr<std::optional<RuleSetActivation>>> Find(const Call& call, std::string version) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_RULE_SET_STORE_H_
