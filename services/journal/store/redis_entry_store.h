#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ENTRY_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ENTRY_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/journal/domain/entry_store.h"

namespace careloop::journal {

// Entries on Redis, encrypted: entries.lua, one function for each task.
class RedisEntryStore final : public EntryStore {
 public:
  RedisEntryStore(redis::Client& redis, const store::Idempotency& idempotency, PatientKeys& keys)
      : redis_(redis), idempotency_(idempotency), keys_(keys) {}

  Task<absl::StatusOr<EntryReceipt>> Record(const Call& call, const Entry& entry, const AlertPlan& alerts) override;
  Task<absl::StatusOr<EntryReceipt>> SaveCheckIn(const Call& call, const Entry& entry,
                                                 const AlertPlan& alerts) override;
  Task<absl::StatusOr<EntryReceipt>> Amend(const Call& call, const Entry& entry, const AlertPlan& alerts) override;
  Task<absl::Status> Retract(const Call& call, const Entry& entry, std::optional<int> version,
                             Retraction retraction) override;
  Task<absl::StatusOr<Entry>> Get(const Call& call, std::string patient, int64_t number, int version) override;
  Task<absl::StatusOr<std::optional<Entry>>> CheckInOf(const Call& call, std::string patient,
                                                       absl::CivilDay week) override;
  Task<absl::StatusOr<PageOf<Entry>>> List(const Call& call, EntryQuery query) override;
  Task<absl::StatusOr<Entry>> GetShared(const Call& call, std::string patient, int64_t number,
                                        ShareReaders readers) override;
  Task<absl::StatusOr<PageOf<Entry>>> ListShared(const Call& call, EntryQuery query, ShareReaders readers) override;
  Task<absl::StatusOr<PageOf<Entry>>> Preview(const Call& call, EntryQuery query, ShareScope scope,
                                              ShareView view) override;

 private:
  Task<absl::StatusOr<EntryReceipt>> Store(const Call& call, redis::Function function, PatientKeys::Keys keys,
                                           std::vector<std::string> args);

  redis::Client& redis_;
  const store::Idempotency& idempotency_;
  PatientKeys& keys_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ENTRY_STORE_H_
