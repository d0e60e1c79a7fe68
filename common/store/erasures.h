#ifndef CARELOOP_COMMON_STORE_ERASURES_H_
#define CARELOOP_COMMON_STORE_ERASURES_H_

#include <atomic>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/scheduler.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"

namespace careloop::store {

// What define_patient_write of erasure.lua refuses with.
inline constexpr Refusal kErased[] = {
    {"ERASED", absl::StatusCode::kFailedPrecondition, reason::kFailedState, kRecordErased}};

// Erases patients, and sees to it that it is done of all: erasure.lua. It is recorded first, so that no keys are gone
// without anybody's deed, and then the keys are destroyed. What ends in between, with the process or for want of the
// disk, is finished by whichever instance runs, without a repetition of the call; so is what a backup of the key folder
// brought back. Whose keys are marked as destroyed and who is not recorded, by an earlier release or in a Redis from
// before, is recorded when the service starts. What cannot be finished is logged as the error `erasure_unfinished`.
//
// `home`: the scheduler of the Redis client and of the keys, whose last run this outlives once it was started.
// Thread-safe; what it is built on outlives it.
class Erasures {
 public:
  static constexpr absl::Duration kAgain = absl::Minutes(1);

  Erasures(redis::Client& redis, const Idempotency& idempotency, PatientKeys& keys, Scheduler& home)
      : redis_(redis), idempotency_(idempotency), keys_(keys), home_(home) {}

  // Runs the service's function erase_patient with the patient's pseudonym and `more`, then destroys the keys. Fails as
  // redis::Client does, and with INTERNAL when it is recorded and the keys are still there.
  Task<absl::Status> Erase(const Call& call, std::string patient, std::vector<std::string> more = {});

  // Finishes what was cut short: a small read for each who was ever erased, and the first time for each patient. How
  // many are left unfinished; fails when those cannot be asked for.
  Task<absl::StatusOr<int>> Finish();

  // Finishes now, and again each time that kAgain has passed, until Stop.
  void Start();
  // Finishes now, unless it does already: to be called when Redis is there.
  void Wake();
  // Returns when nothing runs any more. Once, after Start or without it, and before `home` stops.
  void Stop();

 private:
  Task<absl::Status> TakeInMarks();
  void Tick();
  Task<void> Run();
  void SayIfStopped();

  redis::Client& redis_;
  const Idempotency& idempotency_;
  PatientKeys& keys_;
  Scheduler& home_;
  bool running_ = false;                // of home's thread
  bool stopping_ = false;               // of home's thread
  std::atomic<bool> taken_in_ = false;  // what was marked as destroyed when the service started
  std::atomic<bool> stopped_ = false;
};

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_ERASURES_H_
