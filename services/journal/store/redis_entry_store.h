#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ENTRY_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ENTRY_STORE_H_

#include <string>

#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/journal/domain/entry_store.h"

namespace careloop::journal {

// Entries on Redis: entries.lua, one function for each task.
class RedisEntryStore final : public EntryStore {
 public:
  RedisEntryStore(redis::Client& redis, const store::Idempotency& idempotency)
      : redis_(redis), idempotency_(idempotency) {}

  Task<absl::StatusOr<EntryReceipt>> Record(const Call& call, const Entry& entry) override;
  Task<absl::StatusOr<Entry>> Get(const Call& call, std::string patient, int64_t number) override;
  Task<absl::StatusOr<PageOf<Entry>>> List(const Call& call, EntryQuery query) override;
  Task<absl::StatusOr<Entry>> GetShared(const Call& call, std::string patient, int64_t number,
                                        TeamReaders readers) override;
  Task<absl::StatusOr<PageOf<Entry>>> ListShared(const Call& call, EntryQuery query, TeamReaders readers) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ENTRY_STORE_H_
