#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ALERT_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ALERT_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/workers.h"
#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/journal/domain/alert_store.h"

namespace careloop::journal {

// Alerts on Redis, encrypted: patient_alerts.lua, one function for each task. Many entries are decoded on
// `workers`.
class RedisAlertStore final : public AlertStore {
 public:
  RedisAlertStore(redis::Client& redis, const store::Idempotency& idempotency, PatientKeys& keys, Workers& workers)
      : redis_(redis), idempotency_(idempotency), keys_(keys), workers_(workers) {}

  Task<absl::StatusOr<AlertBasis>> Basis(const Call& call, std::string patient, absl::Time since,
                                         std::optional<absl::Time> until) override;
  Task<absl::StatusOr<std::optional<int>>> Decided(const Call& call) override;
  Task<absl::StatusOr<int>> Decide(const Call& call, std::string patient, const AlertConsent& consent) override;
  Task<absl::StatusOr<std::optional<AlertConsent>>> Decision(Deadline deadline, std::string patient,
                                                             int version) override;
  Task<absl::StatusOr<PageOf<Alert>>> List(const Call& call, std::string patient, PageRequest page,
                                           std::optional<ShareReaders> readers) override;
  Task<absl::StatusOr<std::vector<Alert>>> OfEntry(const Call& call, std::string patient, int64_t entry) override;
  Task<absl::StatusOr<std::set<int64_t>>> LiveNumbers(const Call& call, std::string patient,
                                                      std::set<int64_t> entries) override;
  Task<absl::StatusOr<std::map<int64_t, Entry>>> Live(const Call& call, std::string patient,
                                                      std::set<int64_t> entries) override;
  Task<absl::StatusOr<std::optional<Alert>>> Find(Deadline deadline, std::string patient, std::string id) override;
  Task<absl::Status> MarkDelivered(std::string patient, std::string id, size_t trigger,
                                   AlertDelivered delivered) override;
  Task<absl::Status> Close(const Call& call, std::string patient, std::string id, size_t triggers) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
  PatientKeys& keys_;
  Workers& workers_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_ALERT_STORE_H_
