#ifndef CARELOOP_COMMON_STORE_OUTBOX_RELAY_H_
#define CARELOOP_COMMON_STORE_OUTBOX_RELAY_H_

#include <atomic>
#include <functional>
#include <set>
#include <string>

#include "common/base/mutex.h"
#include "common/base/random.h"
#include "common/base/scheduler.h"
#include "common/store/outbox.h"

namespace careloop::store {

// Delivers what is in the outbox, at least once, in the background. Any number of relays may run on one outbox.
//
// A transient failure is retried for as long as it lasts, with jittered back-off: an outage of a day loses nothing.
// What the receiver refuses for good is buried, except kinds that must never be given up (alerts): those are retried
// for ever.
//
// Wake() is thread-safe. The relay must outlive the scheduler's last run.
class OutboxRelay {
 public:
  struct Options {
    absl::Duration poll = absl::Seconds(1);    // also finds items of other instances, and leases that ended
    absl::Duration lease = absl::Seconds(30);  // longer than one delivery may take
    absl::Duration first_retry = absl::Milliseconds(200);
    absl::Duration longest_retry = absl::Seconds(30);
    std::set<std::string> never_buried;  // kinds
  };
  // OK: delivered, and its success recorded. Runs on the scheduler's thread or wherever its own waits end.
  using Deliver = std::function<Task<absl::Status>(OutboxItem)>;

  OutboxRelay(Outbox& outbox, Scheduler& scheduler, Random& random, Options options, Deliver deliver);

  void Start();
  // Begins no further delivery, and returns when the one in flight has ended and nothing of the relay runs outside the
  // scheduler's thread. Called once, before the scheduler stops, so that what delivers may be destroyed after that. Not
  // on the scheduler's thread.
  void Stop();
  // Something was put: look now.
  void Wake();
  // The state as of the last round. Thread-safe.
  OutboxState state() const;

 private:
  Task<void> Round();
  void EndRound();
  Task<void> DeliverOne(OutboxItem item);
  absl::Duration Backoff(int attempts);
  void Tick();

  Outbox& outbox_;
  Scheduler& scheduler_;
  Random& random_;
  const Options options_;
  const Deliver deliver_;
  std::atomic<bool> running_ = false;
  std::atomic<bool> again_ = false;
  std::atomic<bool> stopping_ = false;
  mutable Mutex mutex_;
  OutboxState state_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_OUTBOX_RELAY_H_
