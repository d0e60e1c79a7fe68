#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_THREAD_WORK_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_THREAD_WORK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "services/messaging/domain/access.h"
#include "services/messaging/domain/team_calendars.h"
#include "services/messaging/domain/work_store.h"

namespace careloop::messaging {

// What a care team does with its threads: who handles them, how soon, and what came of it. For members of the thread's
// team; to others the thread does not exist. Thread-safe.
class ThreadWork {
 public:
  ThreadWork(WorkStore& store, Access& access, TeamCalendars& calendars, const Clock& clock)
      : store_(store), access_(access), calendars_(calendars), clock_(clock) {}

  using Changed = WorkStore::Changed;

  // What every request says. `etag` empty: whatever is current.
  struct Request {
    ThreadRef thread;
    std::string etag;
    std::string note;
  };
  Task<absl::StatusOr<Changed>> Claim(const Call& call, Request request);
  Task<absl::StatusOr<Changed>> Release(const Call& call, Request request);
  // A caller who sees the thread no more, since this very request has moved it, is answered as before.
  Task<absl::StatusOr<Changed>> Reroute(const Call& call, Request request, std::string to_team);
  Task<absl::StatusOr<Changed>> Resolve(const Call& call, Request request, ResolutionAction action);
  Task<absl::StatusOr<Changed>> Reopen(const Call& call, Request request);
  Task<absl::StatusOr<Changed>> SetUrgency(const Call& call, Request request, Urgency urgency);

  struct ChangePage {
    std::vector<ThreadChange> changes;
    bool more = false;
  };
  Task<absl::StatusOr<ChangePage>> Changes(const Call& call, ThreadRef thread, int64_t above, int most);

 private:
  using Kind = decltype(ThreadChange::kind);
  Task<absl::StatusOr<WorkStore::Step>> Prepare(const Call& call, Request request, Kind kind);
  Task<absl::StatusOr<Changed>> Answer(const Call& call, ThreadRef thread, absl::StatusOr<int64_t> number);

  WorkStore& store_;
  Access& access_;
  TeamCalendars& calendars_;
  const Clock& clock_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_THREAD_WORK_H_
