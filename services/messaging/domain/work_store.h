#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_WORK_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_WORK_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/messaging/domain/thread.h"
#include "services/messaging/domain/work.h"

namespace careloop::messaging {

// The work on threads: the port of ThreadWork. Thread-safe; tasks resume on the store's thread.
//
// The changing calls are atomic and idempotent by the call's request id, and answer the number of the change; 0 where
// nothing had to change. They are for members of the thread's team at this moment, to others NOT_FOUND; ABORTED
// (VERSION_CONFLICT) if the work has changed, or anybody but the person has written, since what they had `seen`. What
// they write is durable and in the history of its audiences when they answer. All fail with UNAVAILABLE or
// DEADLINE_EXCEEDED as redis::Client does.
class WorkStore {
 public:
  virtual ~WorkStore() = default;

  // What each changing call needs to know. Of the change its person, time, note and kind.
  struct Step {
    ThreadRef thread;
    std::optional<Seen> seen;
    ThreadChange change;
  };
  // FAILED_PRECONDITION: THREAD_RESOLVED; THREAD_CLAIMED by somebody else.
  virtual Task<absl::StatusOr<int64_t>> Claim(const Call& call, Step step) = 0;
  // FAILED_PRECONDITION if nobody has it.
  virtual Task<absl::StatusOr<int64_t>> Release(const Call& call, Step step) = 0;
  // FAILED_PRECONDITION: THREAD_RESOLVED; nobody is on the team. INVALID_ARGUMENT if the team has it, or has not
  // enrolled the patient.
  virtual Task<absl::StatusOr<int64_t>> Reroute(const Call& call, Step step) = 0;
  // FAILED_PRECONDITION: THREAD_RESOLVED.
  virtual Task<absl::StatusOr<int64_t>> Resolve(const Call& call, Step step) = 0;
  // FAILED_PRECONDITION if it is open.
  virtual Task<absl::StatusOr<int64_t>> Reopen(const Call& call, Step step) = 0;
  // `waiting_since` as read before, with the due time that follows from it: ABORTED if it is another now.
  // FAILED_PRECONDITION: THREAD_RESOLVED.
  virtual Task<absl::StatusOr<int64_t>> SetUrgency(const Call& call, Step step, std::optional<absl::Time> waiting_since,
                                                   std::optional<absl::Time> due) = 0;

  // Tells of up to `most` threads whose answer is late at `now`, each step once however many run it; how many there
  // were.
  virtual Task<absl::StatusOr<int>> RunTimers(absl::Time now, int most, Deadline deadline) = 0;

  // What this call's request was answered before; nothing if it is new.
  virtual Task<absl::StatusOr<std::optional<int64_t>>> ChangedBefore(const Call& call) = 0;

  // Records that the caller, who may be, is answered that: before the answer leaves.
  virtual Task<absl::Status> RecordRepetition(const Call& call) = 0;

  // A change (nothing for 0), whoever asks, and the thread as `person` sees it; nothing if they are not on its team.
  struct Changed {
    std::optional<ThreadChange> change;
    std::optional<Thread> thread;
  };
  virtual Task<absl::StatusOr<Changed>> ReadChange(const Call& call, ThreadRef thread, std::string person,
                                                   int64_t number) = 0;

  // Up to `most` changes with numbers above `above`. NOT_FOUND, also to a person who is not on the thread's team.
  virtual Task<absl::StatusOr<std::vector<ThreadChange>>> Changes(const Call& call, ThreadRef thread,
                                                                  std::string person, int64_t above, int most) = 0;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_WORK_STORE_H_
