#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_SHARE_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_SHARE_STORE_H_

#include <string>
#include <vector>

#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/journal/domain/share_store.h"

namespace careloop::journal {

// Shares on Redis, encrypted: shares.lua, one function for each task. The outbox item of a share is its name, with the
// patient's pseudonym, of kind "share", with the bytes of SealShare.
class RedisShareStore final : public ShareStore {
 public:
  RedisShareStore(redis::Client& redis, const store::Idempotency& idempotency, PatientKeys& keys)
      : redis_(redis), idempotency_(idempotency), keys_(keys) {}

  Task<absl::StatusOr<std::optional<std::string>>> Created(const Call& call) override;
  Task<absl::StatusOr<std::string>> Create(const Call& call, const Share& share) override;
  Task<absl::StatusOr<absl::Time>> Revoke(const Call& call, std::string patient, std::string id,
                                          absl::Time now) override;
  Task<absl::StatusOr<Share>> Get(const Call& call, std::string patient, std::string id) override;
  Task<absl::StatusOr<std::vector<Share>>> Covering(const Call& call, std::string patient, int64_t entry,
                                                    absl::Time now) override;
  Task<absl::StatusOr<PageOf<Share>>> List(const Call& call, std::string patient, PageRequest page) override;
  Task<absl::StatusOr<PageOf<Share>>> ListShared(const Call& call, std::string patient, PageRequest page,
                                                 ShareReaders readers) override;
  Task<absl::Status> MarkDelivered(std::string patient, std::string id, ShareDelivered delivered) override;
  Task<absl::Status> MarkRefused(std::string patient, std::string id, ShareRefused refused) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
  PatientKeys& keys_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_SHARE_STORE_H_
