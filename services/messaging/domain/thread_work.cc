#include "services/messaging/domain/thread_work.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace careloop::messaging {

using Changed = ThreadWork::Changed;

// The step of a caller who may work on the thread, as far as is known here; the store decides.
Task<absl::StatusOr<WorkStore::Step>> ThreadWork::Prepare(const Call& call, Request request, Kind kind) {
  CO_ASSIGN_OR_RETURN(Access::ToThread access, co_await access_.ThreadToWriteIn(call, request.thread));
  if (access.as.role != Role::kClinician) co_return NotFound("thread");
  WorkStore::Step step{.thread = std::move(request.thread),
                       .seen = SeenOfEtag(request.etag),
                       .change = {.person = std::move(access.as),
                                  .time = clock_.Now(),
                                  .note = std::move(request.note),
                                  .kind = std::move(kind)}};
  if (!request.etag.empty() && !step.seen) {
    co_return Error(absl::StatusCode::kAborted, reason::kVersionConflict, "etag: is not of this thread; read it again");
  }
  co_return step;
}

Task<absl::StatusOr<Changed>> ThreadWork::Answer(const Call& call, ThreadRef thread, absl::StatusOr<int64_t> number) {
  if (!number.ok()) co_return number.status();
  CO_ASSIGN_OR_RETURN(Changed changed,
                      co_await store_.ReadChange(call, std::move(thread), call.caller->subject, *number));
  if (!changed.thread) co_return changed;
  changed.thread->work.overdue = IsOverdue(changed.thread->work, clock_.Now());
  co_return changed;
}

Task<absl::StatusOr<Changed>> ThreadWork::Claim(const Call& call, Request request) {
  const ThreadRef thread = request.thread;
  CO_ASSIGN_OR_RETURN(auto step, co_await Prepare(call, std::move(request), Claimed()));
  auto number = co_await store_.Claim(call, std::move(step));
  co_return co_await Answer(call, thread, std::move(number));
}

Task<absl::StatusOr<Changed>> ThreadWork::Release(const Call& call, Request request) {
  const ThreadRef thread = request.thread;
  CO_ASSIGN_OR_RETURN(auto step, co_await Prepare(call, std::move(request), Released()));
  auto number = co_await store_.Release(call, std::move(step));
  co_return co_await Answer(call, thread, std::move(number));
}

Task<absl::StatusOr<Changed>> ThreadWork::Reroute(const Call& call, Request request, std::string to_team) {
  const ThreadRef thread = request.thread;
  CO_ASSIGN_OR_RETURN(const auto before, co_await store_.ChangedBefore(call));
  if (before) {
    CO_ASSIGN_OR_RETURN(auto changed, co_await Answer(call, thread, *before));
    CO_RETURN_IF_ERROR(co_await store_.RecordRepetition(call));
    co_return changed;
  }
  CO_ASSIGN_OR_RETURN(auto step, co_await Prepare(call, std::move(request), Rerouted{.to_team = std::move(to_team)}));
  auto number = co_await store_.Reroute(call, std::move(step));
  co_return co_await Answer(call, thread, std::move(number));
}

Task<absl::StatusOr<Changed>> ThreadWork::Resolve(const Call& call, Request request, ResolutionAction action) {
  const ThreadRef thread = request.thread;
  CO_ASSIGN_OR_RETURN(auto step, co_await Prepare(call, std::move(request), Resolved{action}));
  auto number = co_await store_.Resolve(call, std::move(step));
  co_return co_await Answer(call, thread, std::move(number));
}

Task<absl::StatusOr<Changed>> ThreadWork::Reopen(const Call& call, Request request) {
  const ThreadRef thread = request.thread;
  CO_ASSIGN_OR_RETURN(auto step, co_await Prepare(call, std::move(request), Reopened()));
  auto number = co_await store_.Reopen(call, std::move(step));
  co_return co_await Answer(call, thread, std::move(number));
}

// The due time follows from since when the thread waits, which is read first.
Task<absl::StatusOr<Changed>> ThreadWork::SetUrgency(const Call& call, Request request, Urgency urgency) {
  const ThreadRef thread = request.thread;
  CO_ASSIGN_OR_RETURN(auto step, co_await Prepare(call, std::move(request), Reprioritized{urgency}));
  CO_ASSIGN_OR_RETURN(const Changed now, co_await store_.ReadChange(call, thread, call.caller->subject, 0));
  if (!now.thread) co_return NotFound("thread");
  const std::optional<absl::Time> waiting = now.thread->work.waiting_since;
  CO_ASSIGN_OR_RETURN(const auto times, co_await calendars_.Recent(now.thread->care_team, call.deadline));
  std::optional<absl::Time> due;
  if (waiting) due = times->DueFrom(*waiting).Of(urgency);
  auto number = co_await store_.SetUrgency(call, std::move(step), waiting, due);
  co_return co_await Answer(call, thread, std::move(number));
}

Task<absl::StatusOr<ThreadWork::ChangePage>> ThreadWork::Changes(const Call& call, ThreadRef thread, int64_t above,
                                                                 int most) {
  CO_ASSIGN_OR_RETURN(const Access::ToThread access, co_await access_.Thread(call, thread));
  if (access.as.role != Role::kClinician) co_return NotFound("thread");
  ChangePage page;
  CO_ASSIGN_OR_RETURN(page.changes,
                      co_await store_.Changes(call, std::move(thread), call.caller->subject, above, most + 1));
  page.more = page.changes.size() > static_cast<size_t>(most);
  if (page.more) page.changes.pop_back();
  co_return page;
}

}  // namespace careloop::messaging
