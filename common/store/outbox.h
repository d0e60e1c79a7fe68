#ifndef CARELOOP_COMMON_STORE_OUTBOX_H_
#define CARELOOP_COMMON_STORE_OUTBOX_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"

namespace careloop::store {

// One thing that has to reach another service. `id` is unique for ever: the receiver remembers it, so that an item that
// is delivered twice has one effect.
struct OutboxItem {
  std::string id;
  std::string kind;
  std::string payload;
  int attempts = 0;  // this one included
  absl::Time put;
};

// One that was given up.
struct DeadItem {
  std::string id;
  int attempts = 0;
  absl::Time buried;
};

struct DeadPage {
  std::vector<DeadItem> items;  // buried longest ago first
  std::string next;             // where to go on; empty at the end
};

struct OutboxState {
  int64_t waiting = 0;
  std::optional<absl::Time> oldest;  // when the longest waiting item was put
  int64_t dead = 0;                  // given up, kept for a person to look at
};

// The outbox of a service's Redis (outbox.lua). Thread-safe; every task is safe to repeat.
class Outbox {
 public:
  Outbox(redis::Client& redis, const Clock& clock) : redis_(redis), clock_(clock) {}

  // Up to `most` items that are due, each hidden from other relays for `lease`.
  Task<absl::StatusOr<std::vector<OutboxItem>>> Claim(size_t most, absl::Duration lease);
  // These, claimed before, stay hidden for another `lease` from now on.
  Task<absl::Status> Renew(std::vector<std::string> ids, absl::Duration lease);
  // Delivered: these are gone.
  Task<absl::Status> Done(std::vector<std::string> ids);
  Task<absl::Status> RetryAfter(std::string id, absl::Duration delay);
  Task<absl::Status> Bury(std::string id);
  Task<absl::StatusOr<OutboxState>> State();

  // What was buried, from the start or from the `next` of the page before.
  Task<absl::StatusOr<DeadPage>> Dead(size_t most, std::string after);
  // Makes those of these that were buried due now, and answers how many that were; repeated with the call's request id,
  // the first answer.
  Task<absl::StatusOr<int>> Revive(const Call& call, const Idempotency& idempotency, std::vector<std::string> ids);

 private:
  Task<absl::Status> RunTask(std::string_view function, std::vector<std::string> args);

  redis::Client& redis_;
  const Clock& clock_;
};

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_OUTBOX_H_
