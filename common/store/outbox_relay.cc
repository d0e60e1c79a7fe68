#include "common/store/outbox_relay.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/log/log.h"

namespace careloop::store {
namespace {

constexpr int kItemsPerRound = 32;

bool RefusedForGood(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
      return true;
    default:
      return false;
  }
}

}  // namespace

OutboxRelay::OutboxRelay(Outbox& outbox, Scheduler& scheduler, Random& random, Options options, Deliver deliver)
    : outbox_(outbox),
      scheduler_(scheduler),
      random_(random),
      options_(std::move(options)),
      deliver_(std::move(deliver)) {}

void OutboxRelay::Start() {
  scheduler_.Post([this] { Tick(); });
}

void OutboxRelay::Stop() {
  stopping_ = true;
  running_.wait(true);
}

void OutboxRelay::Tick() {
  Wake();
  scheduler_.After(options_.poll, [this] { Tick(); });
}

void OutboxRelay::Wake() {
  again_ = true;
  scheduler_.Post([this] {
    if (!running_.exchange(true)) StartDetached(Round());
  });
}

OutboxState OutboxRelay::state() const {
  MutexLock lock(mutex_);
  return state_;
}

// One round at a time; a Wake during a round leads to another one.
Task<void> OutboxRelay::Round() {
  while (!stopping_ && again_.exchange(false)) {
    auto items = co_await outbox_.Claim(kItemsPerRound, options_.lease);
    if (!items.ok()) break;
    if (items->size() == kItemsPerRound) again_ = true;
    for (OutboxItem& item : *items) co_await DeliverOne(std::move(item));
    auto state = co_await outbox_.State();
    if (!state.ok()) break;
    MutexLock lock(mutex_);
    state_ = *state;
  }
  // A delivery ends on its peer's thread, of which nobody knows when it has returned from here; the scheduler's can be
  // joined.
  scheduler_.Post([this] { EndRound(); });
}

void OutboxRelay::EndRound() {
  running_ = false;
  running_.notify_all();
  if (again_ && !stopping_) Wake();  // came after the last look, while this round still counted as running
}

Task<void> OutboxRelay::DeliverOne(OutboxItem item) {
  const std::string id = item.id;
  const std::string kind = item.kind;
  const int attempts = item.attempts;
  absl::Status delivered = absl::CancelledError();
  const bool attempted = !stopping_;
  if (attempted) delivered = co_await deliver_(std::move(item));
  absl::Status noted;
  if (!attempted) {
    noted = co_await outbox_.RetryAfter(id, absl::ZeroDuration());  // not hidden until the lease ends
  } else if (delivered.ok()) {
    noted = co_await outbox_.Done(id);
  } else if (RefusedForGood(delivered) && !options_.never_buried.contains(kind)) {
    log::LogEvent(log::Level::kError, "outbox_item_buried", {{"kind", log::Word(kind)}, {"attempts", attempts}});
    noted = co_await outbox_.Bury(id);
  } else {
    noted = co_await outbox_.RetryAfter(id, Backoff(attempts));
  }
  // If the note could not be taken, the lease ends by itself and the item is delivered once more: the receiver knows
  // it.
  if (!noted.ok()) log::LogEvent(log::Level::kWarning, "outbox_note_failed", {{"kind", log::Word(kind)}});
}

absl::Duration OutboxRelay::Backoff(int attempts) {
  const absl::Duration full =
      std::min(options_.longest_retry, options_.first_retry * std::pow(2.0, std::min(attempts - 1, 20)));
  const double jitter = static_cast<unsigned char>(random_.Bytes(1)[0]) / 255.0;
  return full * (0.5 + 0.5 * jitter);
}

}  // namespace careloop::store
