#ifndef CARELOOP_SERVICES_MESSAGING_STORE_REDIS_EVENT_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_REDIS_EVENT_STORE_H_

#include <vector>

#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "services/messaging/domain/thread_store.h"

namespace careloop::messaging {

// EventStore on Redis: watch.lua. Thread-safe; tasks resume on the Redis loop thread.
class RedisEventStore final : public EventStore {
 public:
  RedisEventStore(redis::Client& redis, PatientKeys& keys) : redis_(redis), keys_(keys) {}

  Task<absl::StatusOr<LogPage>> Read(LogQuery query) override;
  Task<absl::StatusOr<std::vector<EventViews>>> Details(LogEntries entries) override;

 private:
  redis::Client& redis_;
  PatientKeys& keys_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_REDIS_EVENT_STORE_H_
