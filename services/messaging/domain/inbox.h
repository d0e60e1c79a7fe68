#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_H_

#include <coroutine>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/scheduler.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/messaging/domain/inbox_index.h"
#include "services/messaging/domain/inbox_store.h"

namespace careloop::messaging {

// The inbox of the site, kept in memory: made from the store when the log begins, and by the log from then on. What
// somebody's answer has said is done is in every later page, whichever instance has done it: a page waits until all is
// in it that the log held when it was asked for. A thread that cannot be read is left out, or shown as it was to
// those who may see it, until it can: it is tried again, at most a second later at first and a minute in the end.
//
// Everything runs on the scheduler's thread, which is also where the store answers; List and Rebuild may be called from
// elsewhere. Must outlive the scheduler's last run.
class Inbox {
 public:
  Inbox(InboxStore& store, Scheduler& scheduler, const Clock& clock)
      : store_(store), scheduler_(scheduler), clock_(clock) {}

  // Runs `work` once, when the index is there for the first time. Before the log begins.
  void WhenMade(std::function<void()> work) { when_made_ = std::move(work); }

  // As WatchHub is told of the log.
  void OnLogStart(const LogEntries& last);
  void OnLog(const LogEntries& entries);

  // UNAVAILABLE with INBOX_NOT_READY while the index is being made, and when the log does not come in time.
  Task<absl::StatusOr<InboxPage>> List(const Call& call, InboxQuery query);

  struct Rebuilt {
    int64_t threads = 0;
    int64_t differing = 0;  // of which the index that was kept did not say the same: a fault
  };
  // Makes the index anew from the store, while the one that is there goes on to answer, compares the two and takes the
  // new one. UNAVAILABLE as for List; ABORTED if a rebuild is running.
  Task<absl::StatusOr<Rebuilt>> Rebuild(Deadline deadline);

  // For tests: the index that answers.
  const InboxIndex& index() const { return *index_; }

 private:
  // A page that waits until the log has been applied up to its place.
  struct Wait {
    Place place;
    Deadline deadline;
    std::coroutine_handle<> waiter;
    bool reached = false;
  };
  struct Reached;
  struct Turn;

  Task<void> LoadTask(uint64_t log);
  Task<absl::Status> ReadAllInto(InboxIndex& index, uint64_t log);
  Task<void> ProcessTask();
  Task<absl::StatusOr<Rebuilt>> FillNext(uint64_t log, Deadline deadline);
  bool IsStale(const ThreadRef& thread) const;
  void ApplyOne(const LogEntry& entry);
  Task<absl::Status> ReadStale();
  void Take(InboxRows read);
  void NoteUnreadable(std::vector<std::string> names);
  void TryAgainIn(absl::Duration delay);
  Task<void> AgainTask(uint64_t turn);
  void Look();
  void WaitTick();
  absl::Status NotReady() const;

  InboxStore& store_;
  Scheduler& scheduler_;
  const Clock& clock_;

  std::unique_ptr<InboxIndex> index_ = std::make_unique<InboxIndex>();
  std::unique_ptr<InboxIndex> next_;  // of a rebuild
  std::deque<std::shared_ptr<const LogEntry>> unapplied_;
  absl::flat_hash_set<ThreadRef> stale_;         // have to be read anew
  absl::flat_hash_set<std::string> unreadable_;  // no page waits for them, and they are tried again
  absl::Duration delay_;                         // until the next try
  uint64_t turn_ = 0;                            // of these tries
  Place applied_;
  Place behind_;      // applied but for what is stale
  uint64_t log_ = 0;  // a count of logs that were begun
  std::function<void()> when_made_;
  bool complete_ = false;
  bool processing_ = false;
  bool ticking_ = false;
  std::list<Wait*> waits_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_H_
