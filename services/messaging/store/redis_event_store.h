#ifndef CARELOOP_SERVICES_MESSAGING_STORE_REDIS_EVENT_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_REDIS_EVENT_STORE_H_

#include <vector>

#include "common/redis/client.h"
#include "services/messaging/domain/thread_store.h"

namespace careloop::messaging {

// EventStore on Redis: watch.lua. Thread-safe; tasks resume on the Redis loop thread.
class RedisEventStore final : public EventStore {
 public:
  explicit RedisEventStore(redis::Client& redis) : redis_(redis) {}

  Task<absl::StatusOr<LogPage>> Read(LogQuery query) override;
  Task<absl::StatusOr<std::vector<EventViews>>> Details(LogEntries entries) override;

 private:
  redis::Client& redis_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_REDIS_EVENT_STORE_H_
