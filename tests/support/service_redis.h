#ifndef CARELOOP_TESTS_SUPPORT_SERVICE_REDIS_H_
#define CARELOOP_TESTS_SUPPORT_SERVICE_REDIS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/workers.h"
#include "common/crypto/key_store.h"
#include "common/crypto/keyed_hash.h"
#include "common/crypto/owner_keys.h"
#include "common/crypto/patient_keys.h"
#include "common/redis/async_client.h"
#include "common/redis/loop.h"
#include "common/store/idempotency.h"
#include "common/store/redis_patient_records.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fixed_random.h"
#include "tests/support/private_redis.h"
#include "tests/support/site_folder.h"

namespace careloop::testing {

// A private Redis that has the functions of one service, and what a store of that service is built on. Ready when the
// constructor returns; one is enough for a test binary, with Clear between tests.
class ServiceRedis {
 public:
  // Where its clock starts. Redis expires by its own clock, so this must not have passed: 2100-01-01.
  static constexpr int64_t kStart = 4'102'444'800;

  // As in redis::AsyncClientOptions: "content", "{c:test}", and content::kFunctionLibrary.
  ServiceRedis(std::string_view service, std::string_view tag, std::string_view library);
  ~ServiceRedis();

  PrivateRedis& server() { return server_; }
  redis::Client& client() { return *client_; }
  redis::Loop& loop() { return loop_; }
  FakeClock& clock() { return clock_; }
  const store::Idempotency& idempotency() const { return idempotency_; }
  // Patients' keys, in a folder of their own that Clear leaves alone.
  PatientKeys& keys() { return keys_; }
  const std::string& key_folder() const { return key_folder_.path(); }
  const OwnerKeys& site_keys() const { return site_keys_; }

  // Forgets all data; the functions stay.
  void Clear() { server_.Command({"FLUSHALL"}); }
  // Until the client serves calls, also after the server was restarted.
  void WaitUntilReady() const;

 private:
  PrivateRedis server_;
  FakeClock clock_{absl::FromUnixSeconds(kStart)};
  FixedRandom random_;
  KeyedHash hash_;
  store::Idempotency idempotency_;
  redis::Loop loop_;
  const std::unique_ptr<redis::AsyncClient> client_;
  store::RedisPatientRecords records_;
  const SiteFolder key_folder_;
  const std::unique_ptr<KeyStore> key_store_;
  Workers key_workers_{2};
  PatientKeys keys_;
  const OwnerKeys site_keys_;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_SERVICE_REDIS_H_
