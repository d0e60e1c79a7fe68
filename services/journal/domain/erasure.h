#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ERASURE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ERASURE_H_

#include <string>

#include "absl/status/status.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alerting.h"

namespace careloop::journal {

// Where patients are kept: the port of Erasure. Thread-safe.
class ErasureStore {
 public:
  virtual ~ErasureStore() = default;

  // Takes the patient out of what lists patients and grants, then destroys for ever what decrypts all that is kept of
  // them. Also of one of whom nothing is kept. What was cut short, by a crash too, is made whole by a repetition. Fails
  // as redis::Client does, and when the keys cannot be destroyed.
  virtual Task<absl::Status> Erase(const Call& call, std::string patient) = 0;
};

// Forgets a patient for ever, for role admin alone. Thread-safe.
class Erasure {
 public:
  Erasure(ErasureStore& store, Alerting& alerting) : store_(store), alerting_(alerting) {}

  Task<absl::Status> Erase(const Call& call, std::string patient) {
    const absl::Status erased = co_await store_.Erase(call, patient);
    alerting_.Forget(patient);
    co_return erased;
  }

 private:
  ErasureStore& store_;
  Alerting& alerting_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ERASURE_H_
