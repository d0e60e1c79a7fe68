#ifndef CARELOOP_SERVICES_JOURNAL_STORE_REDIS_PERIOD_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_REDIS_PERIOD_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "common/base/workers.h"
#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "services/journal/domain/period_store.h"

namespace careloop::journal {

// Entries of periods on Redis, encrypted: periods.lua. They are decoded on `workers`, since thousands of records would
// hold up the loop thread.
class RedisPeriodStore final : public PeriodStore {
 public:
  RedisPeriodStore(redis::Client& redis, PatientKeys& keys, Workers& workers)
      : redis_(redis), keys_(keys), workers_(workers) {}

  Task<absl::StatusOr<std::vector<Entry>>> Read(const Call& call, std::string patient, std::vector<TimeRange> ranges,
                                                std::optional<ShareReaders> readers) override;

  Task<absl::StatusOr<ShareView>> WidestView(const Call& call, std::string patient, ShareReaders readers) override;

  Task<absl::StatusOr<PatientPage>> Patients(const Call& call, PageRequest page) override;

  Task<absl::StatusOr<VisitRecord>> SinceVisit(const Call& call, std::string patient, VisitQuery query) override;

 private:
  redis::Client& redis_;
  PatientKeys& keys_;
  Workers& workers_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_REDIS_PERIOD_STORE_H_
