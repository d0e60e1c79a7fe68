#ifndef CARELOOP_SERVICES_MESSAGING_STORE_REDIS_TEMPLATE_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_REDIS_TEMPLATE_STORE_H_

#include <string>

#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/messaging/domain/template_store.h"

namespace careloop::messaging {

// TemplateStore on Redis: templates.lua. Thread-safe.
class RedisTemplateStore final : public TemplateStore {
 public:
  RedisTemplateStore(redis::Client& redis, const store::Idempotency& idempotency)
      : redis_(redis), idempotency_(idempotency) {}

  Task<absl::StatusOr<Saved>> Save(const Call& call, MessageTemplate saved, std::optional<int64_t> seen) override;
  Task<absl::StatusOr<Page>> List(const Call& call, std::string team, std::string after, int most) override;
  Task<absl::StatusOr<MessageTemplate>> Get(const Call& call, std::string team, std::string id) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_REDIS_TEMPLATE_STORE_H_
