#ifndef CARELOOP_COMMON_STORE_REDIS_ACCESS_LOG_H_
#define CARELOOP_COMMON_STORE_REDIS_ACCESS_LOG_H_

#include <string>
#include <string_view>

#include "common/audit/access_log.h"
#include "common/base/random.h"
#include "common/crypto/pseudonym.h"
#include "common/crypto/secret_key.h"
#include "common/redis/client.h"

namespace careloop::store {

// The access log of a service in its Redis (prelude.lua, audit.lua). A record lies there encrypted with a key made from
// the service's secret, which is not in Redis: whoever can only write Redis can neither read a record nor make one. Its
// authentication tag is what Redis 7.0 has no hash for. Patients are pseudonyms in the names of keys.
class RedisAccessLog final : public audit::AccessLog {
 public:
  // What is passed by reference outlives this.
  RedisAccessLog(redis::Client& redis, const SecretKey& secret, Random& random, std::string_view service);

  void Attach(audit::AccessRecord record, Call& call) const override;
  Task<absl::Status> Append(audit::AccessRecord record, Deadline deadline) override;
  Task<absl::Status> AppendDenial(audit::AccessRecord record, Deadline deadline) override;
  Task<absl::StatusOr<audit::AccessPage>> Of(std::string patient, std::string from, int most,
                                             Deadline deadline) override;
  Task<absl::StatusOr<std::vector<audit::LoggedAccess>>> Read(int64_t after, int most, Deadline deadline) override;
  Task<absl::StatusOr<std::vector<audit::LoggedAccess>>> Denials(int64_t after, int most, Deadline deadline) override;

 private:
  // The one place where a record becomes what lies in Redis, and back; empty if it was not made here.
  std::string Seal(audit::AccessRecord record) const;
  std::string Open(std::string_view entry) const;
  // The one place that names a patient's list.
  std::string ListOf(std::string_view patient) const { return pseudonyms_.Of(patient); }
  std::string ListsOf(const audit::AccessRecord& record) const;
  Task<absl::StatusOr<std::vector<audit::LoggedAccess>>> ReadRows(redis::Function function, int64_t after, int most,
                                                                  Deadline deadline);

  redis::Client& redis_;
  const SecretKey key_;
  const Pseudonyms pseudonyms_;
  Random& random_;
  const std::string place_;
};

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_REDIS_ACCESS_LOG_H_
