#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_UNDELIVERED_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_UNDELIVERED_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/page.h"

namespace careloop::journal {

// A message to another service that was given up. Its resource says why.
struct UndeliveredItem {
  std::string name;  // of the resource: "patients/PATIENT/shares/ID"
  int attempts = 0;
  absl::Time given_up;
};

// What other services have yet to be told.
struct DeliveryQueue {
  PageOf<UndeliveredItem> given_up;  // longest ago first
  int64_t given_up_count = 0;
  int64_t waiting = 0;
  std::optional<absl::Time> oldest;  // when the one that has waited longest was queued
};

// Where what is to be delivered waits. Thread-safe; adds to the errors named here those of common/redis/client.h.
class UndeliveredStore {
 public:
  virtual ~UndeliveredStore() = default;

  virtual Task<absl::StatusOr<DeliveryQueue>> List(const Call& call, PageRequest page) = 0;

  // Queues again what of these was given up, and answers how many that were; repeated with the call's request id, the
  // first answer.
  virtual Task<absl::StatusOr<int>> Retry(const Call& call, std::vector<std::string> names) = 0;
};

// An operator's view of what could not be delivered, for role admin alone. Thread-safe.
class Undelivered {
 public:
  // `on_queued` as in Shares.
  Undelivered(UndeliveredStore& store, std::function<void()> on_queued)
      : store_(store), on_queued_(std::move(on_queued)) {}

  Task<absl::StatusOr<DeliveryQueue>> List(const Call& call, PageRequest page);
  Task<absl::StatusOr<int>> Retry(const Call& call, std::vector<std::string> names);

 private:
  UndeliveredStore& store_;
  const std::function<void()> on_queued_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_UNDELIVERED_H_
