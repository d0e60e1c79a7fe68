#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_ERASURE_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_ERASURE_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"

namespace careloop::messaging {

// Where patients are kept: the port of Erasure. Thread-safe.
class ErasureStore {
 public:
  virtual ~ErasureStore() = default;

  // Ends the patient's enrolments, and what caregivers may do, and says in the log that they are gone, then destroys
  // for ever what decrypts all that is kept of them. Also of one of whom nothing is kept. What was cut short, by a
  // crash too, is made whole by a repetition. Fails as redis::Client does, and when the keys cannot be destroyed.
  virtual Task<absl::Status> Erase(const Call& call, std::string patient, absl::Time now) = 0;
};

// Forgets a patient for ever, for role admin alone. Thread-safe.
class Erasure {
 public:
  Erasure(ErasureStore& store, const Clock& clock) : store_(store), clock_(clock) {}

  Task<absl::Status> Erase(const Call& call, std::string patient) {
    return store_.Erase(call, std::move(patient), clock_.Now());
  }

 private:
  ErasureStore& store_;
  const Clock& clock_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_ERASURE_H_
