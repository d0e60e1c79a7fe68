#ifndef CARELOOP_SERVICES_MESSAGING_STORE_REDIS_WORK_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_REDIS_WORK_STORE_H_

#include <string>
#include <vector>

#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/messaging/domain/work_store.h"

namespace careloop::messaging {

// WorkStore on Redis: work.lua. Thread-safe.
class RedisWorkStore final : public WorkStore {
 public:
  RedisWorkStore(redis::Client& redis, const store::Idempotency& idempotency, PatientKeys& keys)
      : redis_(redis), idempotency_(idempotency), keys_(keys) {}

  Task<absl::StatusOr<int64_t>> Claim(const Call& call, Step step) override;
  Task<absl::StatusOr<int64_t>> Release(const Call& call, Step step) override;
  Task<absl::StatusOr<int64_t>> Reroute(const Call& call, Step step) override;
  Task<absl::StatusOr<int64_t>> Resolve(const Call& call, Step step) override;
  Task<absl::StatusOr<int64_t>> Reopen(const Call& call, Step step) override;
  Task<absl::StatusOr<int64_t>> SetUrgency(const Call& call, Step step, std::optional<absl::Time> waiting_since,
                                           std::optional<absl::Time> due) override;
  Task<absl::StatusOr<int>> RunTimers(absl::Time now, int most, Deadline deadline) override;
  Task<absl::StatusOr<std::optional<int64_t>>> ChangedBefore(const Call& call) override;
  Task<absl::Status> RecordRepetition(const Call& call) override { return idempotency_.RecordRepetition(redis_, call); }
  Task<absl::StatusOr<Changed>> ReadChange(const Call& call, ThreadRef thread, std::string person,
                                           int64_t number) override;
  Task<absl::StatusOr<std::vector<ThreadChange>>> Changes(const Call& call, ThreadRef thread, std::string person,
                                                          int64_t above, int most) override;

 private:
  // The number of the change that a write function has made; `more` are its arguments after those all have.
  Task<absl::StatusOr<int64_t>> Write(const Call& call, std::string_view function, Step step,
                                      std::vector<std::string> more = {});

  redis::Client& redis_;
  const store::Idempotency& idempotency_;
  PatientKeys& keys_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_REDIS_WORK_STORE_H_
