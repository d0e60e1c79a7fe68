#ifndef CARELOOP_SERVICES_MESSAGING_STORE_REDIS_INBOX_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_REDIS_INBOX_STORE_H_

#include <string>
#include <vector>

#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "services/messaging/domain/inbox_store.h"

namespace careloop::messaging {

// InboxStore on Redis: thread_inbox.lua. Thread-safe; tasks resume on the Redis loop thread.
class RedisInboxStore final : public InboxStore {
 public:
  RedisInboxStore(redis::Client& redis, PatientKeys& keys) : redis_(redis), keys_(keys) {}

  Task<absl::StatusOr<InboxRows>> Threads(std::string start, int most) override;
  Task<absl::StatusOr<InboxRows>> Threads(std::vector<ThreadRef> refs) override;
  Task<absl::StatusOr<InboxRows>> Again(std::vector<std::string> unreadable) override;
  Task<absl::StatusOr<Place>> End(Deadline deadline) override;

 private:
  redis::Client& redis_;
  PatientKeys& keys_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_REDIS_INBOX_STORE_H_
