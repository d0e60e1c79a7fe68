#ifndef CARELOOP_SERVICES_MESSAGING_STORE_REDIS_TEMPLATE_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_REDIS_TEMPLATE_STORE_H_

#include <string>
#include <utility>

#include "common/crypto/owner_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/messaging/domain/template_store.h"

namespace careloop::messaging {

// TemplateStore on Redis: templates.lua. Thread-safe.
class RedisTemplateStore final : public TemplateStore {
 public:
  // `site`: of OwnerKeys::OfSite.
  RedisTemplateStore(redis::Client& redis, const store::Idempotency& idempotency, OwnerKeys site)
      : redis_(redis), idempotency_(idempotency), site_(std::move(site)) {}

  Task<absl::StatusOr<Saved>> Save(const Call& call, MessageTemplate saved, std::optional<int64_t> seen) override;
  Task<absl::StatusOr<Page>> List(const Call& call, std::string team, std::string after, int most) override;
  Task<absl::StatusOr<MessageTemplate>> Get(const Call& call, std::string team, std::string id) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
  const OwnerKeys site_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_REDIS_TEMPLATE_STORE_H_
