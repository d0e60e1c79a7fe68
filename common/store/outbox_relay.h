#ifndef CARELOOP_COMMON_STORE_OUTBOX_RELAY_H_
#define CARELOOP_COMMON_STORE_OUTBOX_RELAY_H_

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/base/scheduler.h"
#include "common/base/task.h"
#include "common/store/outbox.h"

namespace careloop::store {

// Whether a delivery that ended so is never repeated: the receiver has refused the item itself.
bool RefusedForGood(const absl::Status& delivered);

// Delivers what is in the outbox, at least once, in the background, many items at a time. Any number of relays may run
// on one outbox.
//
// Items of one lane are delivered one after another, in the order in which they came due: what one person did is told
// in the order in which they did it. Lanes do not wait for each other, and an item that fails holds up nobody: the next
// of its lane goes on without it, since each item stands for itself and being told at all matters more than the order.
// For the same reason two relays do not agree on the order of what they hold at one time.
//
// What a relay has in hand is hidden from the others by a lease that it renews for as long as it works on it. Should it
// not be able to, for its Redis is away, two may deliver one item; the receiver takes it once.
//
// A transient failure is retried for as long as it lasts, with jittered back-off: an outage of a day loses nothing.
// What the receiver refuses for good (RefusedForGood) is buried, except kinds that must never be given up (alerts):
// those are retried for ever.
//
// Wake() is thread-safe. The relay must outlive the scheduler's last run.
class OutboxRelay {
 public:
  struct Options {
    absl::Duration poll = absl::Seconds(1);   // finds items of other instances, and leases that ended
    absl::Duration lease = absl::Seconds(5);  // renewed at each poll: how long a relay that dies holds up what it held
    size_t most_in_hand = 64;                 // claimed and not yet delivered
    absl::Duration first_retry = absl::Milliseconds(200);
    absl::Duration longest_retry = absl::Seconds(30);
    std::set<std::string> never_buried;  // kinds
  };
  // OK: delivered, and its success recorded. Begun on the scheduler's thread; ends wherever its own waits end.
  using Deliver = std::function<Task<absl::Status>(OutboxItem)>;
  // The lane of an item.
  using Lane = std::function<std::string(const OutboxItem&)>;

  // The outbox's tasks have to resume on the scheduler's thread.
  OutboxRelay(Outbox& outbox, Scheduler& scheduler, Random& random, Options options, Lane lane, Deliver deliver);

  void Start();
  // Begins no further delivery, lets others have what it holds, and returns when the deliveries in flight have ended
  // and are noted, and nothing of the relay runs outside the scheduler's thread. Called once, before the scheduler
  // stops, so that what delivers may be destroyed after that. Not on the scheduler's thread.
  void Stop();
  // Something was put: look now.
  void Wake();

 private:
  void Tick();
  void Look();
  void ClaimIfRoom();
  void RenewLeases();
  Task<void> Claim();
  void TakeInHand(OutboxItem item);
  Task<void> DeliverLane(std::string lane);
  void Conclude(const OutboxItem& item, const absl::Status& delivered);
  Task<void> NoteDelivered();
  Task<void> Note(Task<absl::Status> note);
  void RetryAfter(const std::string& id, absl::Duration delay);
  void ReleaseWaiting(std::deque<OutboxItem>& lane);
  absl::Duration Backoff(int attempts);
  void Begin(Task<void> work);
  void End();
  void SayIfStopped();

  Outbox& outbox_;
  Scheduler& scheduler_;
  Random& random_;
  const Options options_;
  const Lane lane_of_;
  const Deliver deliver_;
  std::atomic<bool> stopped_ = false;

  // Of the scheduler's thread.
  std::map<std::string, std::deque<OutboxItem>> lanes_;  // what is in hand; the first of each is being delivered
  size_t in_hand_ = 0;
  std::vector<std::string> delivered_;  // not yet noted
  int begun_ = 0;                       // tasks that have not ended
  bool more_ = false;                   // there may be more to claim
  bool claiming_ = false;
  bool noting_ = false;
  bool stopping_ = false;
};

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_OUTBOX_RELAY_H_
