#include "common/store/outbox_relay.h"

#include <algorithm>
#include <cmath>
#include <coroutine>
#include <utility>

#include "common/log/log.h"

namespace careloop::store {
namespace {

// The lease ends by itself, and the item is delivered once more: the receiver knows it.
void LogIfFailed(const absl::Status& noted) {
  if (!noted.ok()) log::LogEvent(log::Level::kWarning, "outbox_note_failed");
}

}  // namespace

bool RefusedForGood(const absl::Status& delivered) {
  switch (delivered.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
      return true;
    default:
      return false;
  }
}

OutboxRelay::OutboxRelay(Outbox& outbox, Scheduler& scheduler, Random& random, Options options, Lane lane,
                         Deliver deliver)
    : outbox_(outbox),
      scheduler_(scheduler),
      random_(random),
      options_(std::move(options)),
      lane_of_(std::move(lane)),
      deliver_(std::move(deliver)) {}

void OutboxRelay::Start() {
  scheduler_.Post([this] { Tick(); });
}

void OutboxRelay::Stop() {
  scheduler_.Post([this] {
    stopping_ = true;
    for (auto& [name, lane] : lanes_) ReleaseWaiting(lane);
    SayIfStopped();
  });
  stopped_.wait(false);
}

void OutboxRelay::Wake() {
  scheduler_.Post([this] { Look(); });
}

void OutboxRelay::Tick() {
  if (stopping_ && lanes_.empty()) return;
  RenewLeases();
  Look();
  scheduler_.After(options_.poll, [this] { Tick(); });
}

void OutboxRelay::Look() {
  more_ = true;
  ClaimIfRoom();
}

void OutboxRelay::RenewLeases() {
  std::vector<std::string> ids;
  for (const auto& [name, lane] : lanes_) {
    for (const OutboxItem& item : lane) ids.push_back(item.id);
  }
  if (!ids.empty()) Begin(Note(outbox_.Renew(std::move(ids), options_.lease)));
}

// One claim at a time, and of many items rather than one by one: what comes meanwhile is for the next.
void OutboxRelay::ClaimIfRoom() {
  if (!more_ || claiming_ || stopping_ || in_hand_ > options_.most_in_hand / 2) return;
  more_ = false;
  claiming_ = true;
  Begin(Claim());
}

Task<void> OutboxRelay::Claim() {
  const size_t room = options_.most_in_hand - in_hand_;
  auto items = co_await outbox_.Claim(room, options_.lease);
  claiming_ = false;
  if (items.ok()) {
    if (items->size() == room) more_ = true;
    for (OutboxItem& item : *items) TakeInHand(std::move(item));
    ClaimIfRoom();
  }
  End();
}

void OutboxRelay::TakeInHand(OutboxItem item) {
  if (stopping_) return RetryAfter(item.id, absl::ZeroDuration());  // claimed while the stop began
  std::string name = lane_of_(item);
  std::deque<OutboxItem>& lane = lanes_[name];
  const auto same = [&](const OutboxItem& held) { return held.id == item.id; };
  if (std::any_of(lane.begin(), lane.end(), same)) return;  // its lease ended in this relay's own hand
  lane.push_back(std::move(item));
  ++in_hand_;
  if (lane.size() == 1) Begin(DeliverLane(std::move(name)));
}

Task<void> OutboxRelay::DeliverLane(std::string lane) {
  std::deque<OutboxItem>& items = lanes_.at(lane);
  while (!items.empty()) {
    OutboxItem item = items.front();
    const absl::Status delivered = co_await deliver_(std::move(item));
    co_await ResumeOn{scheduler_};  // which can be joined: of a peer's thread nobody knows when it has left here
    Conclude(items.front(), delivered);
    items.pop_front();
    --in_hand_;
    ClaimIfRoom();
  }
  lanes_.erase(lane);
  End();
}

void OutboxRelay::Conclude(const OutboxItem& item, const absl::Status& delivered) {
  if (delivered.ok()) {
    delivered_.push_back(item.id);
    if (!noting_) Begin(NoteDelivered());
  } else if (RefusedForGood(delivered) && !options_.never_buried.contains(item.kind)) {
    log::LogEvent(log::Level::kError, "outbox_item_buried",
                  {{"kind", log::Word(item.kind)}, {"attempts", item.attempts}});
    Begin(Note(outbox_.Bury(item.id)));
  } else {
    RetryAfter(item.id, Backoff(item.attempts));
  }
}

// One note at a time, of all that was delivered during the one before.
Task<void> OutboxRelay::NoteDelivered() {
  noting_ = true;
  while (!delivered_.empty()) {
    std::vector<std::string> ids = std::exchange(delivered_, {});
    const absl::Status noted = co_await outbox_.Done(std::move(ids));
    LogIfFailed(noted);
  }
  noting_ = false;
  End();
}

Task<void> OutboxRelay::Note(Task<absl::Status> note) {
  const absl::Status noted = co_await std::move(note);
  LogIfFailed(noted);
  End();
}

void OutboxRelay::RetryAfter(const std::string& id, absl::Duration delay) {
  Begin(Note(outbox_.RetryAfter(id, delay)));
}

// Not the first, which is being delivered. Others need not wait for the end of the lease.
void OutboxRelay::ReleaseWaiting(std::deque<OutboxItem>& lane) {
  for (; lane.size() > 1; lane.pop_back(), --in_hand_) RetryAfter(lane.back().id, absl::ZeroDuration());
}

absl::Duration OutboxRelay::Backoff(int attempts) {
  const absl::Duration full =
      std::min(options_.longest_retry, options_.first_retry * std::pow(2.0, std::min(attempts - 1, 20)));
  const double jitter = static_cast<unsigned char>(random_.Bytes(1)[0]) / 255.0;
  return full * (0.5 + 0.5 * jitter);
}

void OutboxRelay::Begin(Task<void> work) {
  ++begun_;
  StartDetached(std::move(work));
}

void OutboxRelay::End() {
  --begun_;
  SayIfStopped();
}

void OutboxRelay::SayIfStopped() {
  if (!stopping_ || begun_ > 0) return;
  stopped_ = true;
  stopped_.notify_all();
}

}  // namespace careloop::store
