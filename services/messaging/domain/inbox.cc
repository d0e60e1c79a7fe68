#include "services/messaging/domain/inbox.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace careloop::messaging {
namespace {

constexpr int kPage = 200;
constexpr size_t kBatch = 512;       // entries that are applied before what they left stale is read
constexpr size_t kMostStale = 200;   // threads that are read in one call
constexpr size_t kCompared = 1'000;  // threads at a time, of a rebuild
constexpr absl::Duration kRetry = absl::Milliseconds(100);
constexpr absl::Duration kUnreadableAgain = absl::Seconds(1);
constexpr absl::Duration kUnreadableAtLeast = absl::Minutes(1);
constexpr absl::Duration kWaitTick = absl::Milliseconds(20);

}  // namespace

// Goes on once the log has been applied up to a place, or the deadline has passed, or the log is another.
struct Inbox::Reached {
  Inbox& inbox;
  Wait wait;

  bool await_ready() {
    wait.reached = inbox.complete_ && wait.place <= inbox.applied_;
    return wait.reached || !inbox.complete_;
  }
  void await_suspend(std::coroutine_handle<> waiter) {
    wait.waiter = waiter;
    inbox.waits_.push_back(&wait);
    if (!std::exchange(inbox.ticking_, true)) inbox.scheduler_.After(kWaitTick, [that = &inbox] { that->WaitTick(); });
  }
  bool await_resume() const { return wait.reached; }
};

absl::Status Inbox::NotReady() const {
  return Error(absl::StatusCode::kUnavailable, reason::kInboxNotReady,
               complete_ ? "the inbox is behind; try again" : "the inbox is being made; try again in a few seconds");
}

// ---- The log --------------------------------------------------------------------------------------------------------

// Rows say up to where they hold what happened, so that it does not matter which of the log's entries are old.
void Inbox::OnLogStart(const LogEntries& last) {
  ++log_;
  complete_ = false;
  index_ = std::make_unique<InboxIndex>();
  next_.reset();
  unapplied_.clear();
  stale_.clear();
  unreadable_.clear();
  ++turn_;
  applied_ = last.empty() ? Place() : last.back()->place;
  behind_ = Place();
  Look();
  StartDetached(LoadTask(log_));
}

void Inbox::OnLog(const LogEntries& entries) {
  unapplied_.insert(unapplied_.end(), entries.begin(), entries.end());
  if (!std::exchange(processing_, true)) StartDetached(ProcessTask());
}

Task<void> Inbox::LoadTask(uint64_t log) {
  const absl::Status status = co_await ReadAllInto(*index_, log);
  if (log != log_) co_return;
  if (!status.ok()) {
    scheduler_.After(kRetry, [this, log] {
      if (log == log_) StartDetached(LoadTask(log));
    });
    co_return;
  }
  complete_ = true;
  if (auto work = std::exchange(when_made_, nullptr)) work();
  Look();
}

// The index is not touched any more once the log is another.
Task<absl::Status> Inbox::ReadAllInto(InboxIndex& index, uint64_t log) {
  std::string start;
  while (true) {
    CO_ASSIGN_OR_RETURN(InboxRows page, co_await store_.Threads(start, kPage));
    if (log != log_) co_return NotReady();
    for (InboxRow& row : page.rows) index.Put(std::move(row));
    NoteUnreadable(std::move(page.unreadable));
    if (!page.more) co_return absl::OkStatus();
    start = std::move(page.next);
  }
}

// One at a time, so that a place that is applied has all before it applied.
Task<void> Inbox::ProcessTask() {
  while (!unapplied_.empty() || !stale_.empty()) {
    const uint64_t log = log_;
    Place place = applied_;
    for (size_t i = 0; i < kBatch && stale_.size() < kMostStale && !unapplied_.empty(); ++i) {
      place = unapplied_.front()->place;
      ApplyOne(*unapplied_.front());
      unapplied_.pop_front();
    }
    absl::Status status;
    if (!stale_.empty()) status = co_await ReadStale();
    if (log != log_) continue;
    if (!status.ok()) {
      behind_ = std::max(behind_, place);
      scheduler_.After(kRetry, [this] { StartDetached(ProcessTask()); });
      co_return;
    }
    applied_ = std::max({applied_, place, std::exchange(behind_, Place())});
    Look();
  }
  processing_ = false;
}

void Inbox::ApplyOne(const LogEntry& entry) {
  const bool in_next = !next_ || next_->Apply(entry);
  if (!index_->Apply(entry) || !in_next) stale_.insert(entry.thread);
}

Task<absl::Status> Inbox::ReadStale() {
  const uint64_t log = log_;
  CO_ASSIGN_OR_RETURN(InboxRows read, co_await store_.Threads({stale_.begin(), stale_.end()}));
  if (log != log_) co_return absl::OkStatus();
  Take(std::move(read));
  stale_.clear();
  co_return absl::OkStatus();
}

void Inbox::Take(InboxRows read) {
  for (InboxRow& row : read.rows) {
    if (next_) next_->Put(row);
    index_->Put(std::move(row));
  }
  NoteUnreadable(std::move(read.unreadable));
}

// ---- What cannot be read --------------------------------------------------------------------------------------------

// Its keys may be on their way, or an operator may bring them back: the log says nothing of either.
void Inbox::NoteUnreadable(std::vector<std::string> names) {
  const bool waits = !unreadable_.empty() && delay_ == kUnreadableAgain;
  const size_t before = unreadable_.size();
  unreadable_.insert(std::make_move_iterator(names.begin()), std::make_move_iterator(names.end()));
  if (unreadable_.size() > before && !waits) TryAgainIn(kUnreadableAgain);
}

void Inbox::TryAgainIn(absl::Duration delay) {
  delay_ = delay;
  scheduler_.After(delay, [this, turn = ++turn_] {
    if (turn == turn_) StartDetached(AgainTask(turn));
  });
}

// Another turn has been begun when there is more to read, or the log is another.
Task<void> Inbox::AgainTask(uint64_t turn) {
  const std::vector<std::string> all(unreadable_.begin(), unreadable_.end());
  for (size_t from = 0; from < all.size(); from += kMostStale) {
    const std::vector<std::string> some(all.begin() + from, all.begin() + std::min(all.size(), from + kMostStale));
    auto read = co_await store_.Again(some);
    if (turn != turn_) co_return;
    if (!read.ok()) break;
    for (const std::string& name : some) unreadable_.erase(name);
    unreadable_.insert(read->unreadable.begin(), read->unreadable.end());
    Take(*std::move(read));
  }
  if (!unreadable_.empty()) TryAgainIn(std::min(2 * delay_, kUnreadableAtLeast));
}

// ---- Pages ----------------------------------------------------------------------------------------------------------

Task<absl::StatusOr<InboxPage>> Inbox::List(const Call& call, InboxQuery query) {
  CO_ASSIGN_OR_RETURN(const Place end, co_await store_.End(call.deadline));  // and so to the scheduler's thread
  const bool reached = co_await Reached{*this, {.place = end, .deadline = call.deadline}};
  if (!reached) co_return NotReady();
  query.now = clock_.Now();
  InboxPage page = index_->List(query);
  page.place = applied_;
  co_return page;
}

// Lets those go on who wait for what is there now.
void Inbox::Look() {
  std::vector<Wait*> done;
  for (auto wait = waits_.begin(); wait != waits_.end();) {
    (*wait)->reached = complete_ && (*wait)->place <= applied_;
    const bool over = (*wait)->reached || !complete_;
    if (over) done.push_back(*wait);
    wait = over ? waits_.erase(wait) : std::next(wait);
  }
  for (Wait* wait : done) wait->waiter.resume();
}

void Inbox::WaitTick() {
  const auto now = std::chrono::steady_clock::now();
  std::vector<Wait*> overdue;
  std::erase_if(waits_, [&](Wait* wait) {
    if (wait->deadline > now) return false;
    overdue.push_back(wait);
    return true;
  });
  for (Wait* wait : overdue) wait->waiter.resume();
  ticking_ = !waits_.empty();
  if (ticking_) scheduler_.After(kWaitTick, [this] { WaitTick(); });
}

// ---- Rebuild --------------------------------------------------------------------------------------------------------

// Lets others run on the scheduler's thread.
struct Inbox::Turn {
  Scheduler& scheduler;
  absl::Duration delay;

  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> waiter) const {
    if (delay > absl::ZeroDuration()) return scheduler.After(delay, [waiter] { waiter.resume(); });
    scheduler.Post([waiter] { waiter.resume(); });
  }
  void await_resume() const {}
};

Task<absl::StatusOr<Inbox::Rebuilt>> Inbox::Rebuild(Deadline deadline) {
  CO_RETURN_IF_ERROR((co_await store_.End(deadline)).status());  // and so to the scheduler's thread
  if (!complete_) co_return NotReady();
  if (next_) co_return Error(absl::StatusCode::kAborted, reason::kVersionConflict, "a rebuild is running");
  const uint64_t log = log_;
  next_ = std::make_unique<InboxIndex>();
  const auto rebuilt = co_await FillNext(log, deadline);
  if (log != log_) co_return NotReady();
  std::unique_ptr<InboxIndex> made = std::move(next_);
  if (rebuilt.ok()) index_ = std::move(made);
  co_return rebuilt;
}

// Both indexes are given all that comes meanwhile, so that they have to say the same of whatever is not to be read
// anew.
Task<absl::StatusOr<Inbox::Rebuilt>> Inbox::FillNext(uint64_t log, Deadline deadline) {
  CO_RETURN_IF_ERROR(co_await ReadAllInto(*next_, log));
  std::deque<ThreadRef> left;
  for (const InboxIndex* index : {next_.get(), index_.get()}) {
    const std::vector<ThreadRef> refs = index->Refs();
    left.insert(left.end(), refs.begin(), refs.end());
  }
  absl::flat_hash_set<ThreadRef> differing;
  while (!left.empty()) {
    const size_t before = left.size();
    for (size_t i = std::min(before, kCompared); i > 0; --i) {
      const ThreadRef ref = std::move(left.front());
      left.pop_front();
      if (IsStale(ref)) {
        left.push_back(ref);
      } else if (!index_->AgreesWith(*next_, ref)) {
        differing.insert(ref);
      }
    }
    co_await Turn{scheduler_, left.size() < before ? absl::ZeroDuration() : kWaitTick};
    if (log != log_ || std::chrono::steady_clock::now() > deadline) co_return NotReady();
  }
  co_return Rebuilt{static_cast<int64_t>(next_->size()), static_cast<int64_t>(differing.size())};
}

bool Inbox::IsStale(const ThreadRef& thread) const {
  return stale_.contains(thread) || stale_.contains({thread.patient, kAllThreads});
}

}  // namespace careloop::messaging
