#include "services/messaging/store/redis_work_store.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/messaging/store/keys_to_write.h"
#include "services/messaging/store/rows.h"
#include "services/messaging/store/sealed_records.h"

namespace careloop::messaging {
namespace {

using redis::Function;
using redis::Reply;

constexpr Function kChanged{"changed", Function::Effect::kReads};
constexpr Function kRunTimers{"run_timers", Function::Effect::kWrites};
constexpr Function kChanges{"changes", Function::Effect::kReads};

constexpr store::Refusal kRefusals[] = {
    {"NO_THREAD", absl::StatusCode::kNotFound, reason::kNotFound, "thread not found"},
    {"RESOLVED", absl::StatusCode::kFailedPrecondition, reason::kThreadResolved,
     "state: the thread is resolved; reopen it first"},
    {"CLAIMED", absl::StatusCode::kFailedPrecondition, reason::kThreadClaimed,
     "assignment: a colleague has claimed the thread"},
    {"NOT_CLAIMED", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "assignment: nobody has claimed the thread"},
    {"NOT_RESOLVED", absl::StatusCode::kFailedPrecondition, reason::kFailedState, "state: the thread is open"},
    {"SAME_TEAM", absl::StatusCode::kInvalidArgument, reason::kInvalidField,
     "to_care_team: the thread is with this team"},
    {"NOT_ENROLLED_THERE", absl::StatusCode::kInvalidArgument, reason::kInvalidField,
     "to_care_team: is not a care team of this patient"},
    {"NO_MEMBERS_THERE", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "to_care_team: has no members who could answer"},
    {"STALE", absl::StatusCode::kAborted, reason::kVersionConflict,
     "etag: the thread has changed since it was read; read it again"},
};

std::string Millis(absl::Time time) { return StrCat(absl::ToUnixMillis(time)); }

std::string OptionalMillis(std::optional<absl::Time> time) { return time ? Millis(*time) : ""; }

absl::StatusOr<int64_t> NumberOf(const std::string& outcome) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(outcome, &number)) return absl::InternalError("outcome of another shape");
  return number;
}

}  // namespace

Task<absl::StatusOr<int64_t>> RedisWorkStore::Write(const Call& call, std::string_view function, Step step,
                                                    std::vector<std::string> more) {
  const Function write{function, Function::Effect::kWrites};
  CO_ASSIGN_OR_RETURN(const auto keys, co_await KeysToWrite(keys_, call, step.thread.patient, "thread"));
  std::string record = SealChange(step.change, *keys, step.thread.thread, call.request_id);
  std::vector<std::string> own = {keys->owner(),
                                  std::move(step.thread.thread),
                                  step.change.person.id,
                                  step.seen ? StrCat(step.seen->version) : "",
                                  step.seen ? StrCat(step.seen->last_number) : "",
                                  Millis(step.change.time),
                                  std::move(record)};
  own.insert(own.end(), more.begin(), more.end());
  std::vector<std::string> all = idempotency_.Args(call, std::move(own));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(write, std::move(all), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, kRefusals));
  co_return NumberOf(outcome);
}

Task<absl::StatusOr<int64_t>> RedisWorkStore::Claim(const Call& call, Step step) {
  return Write(call, "claim", std::move(step));
}

Task<absl::StatusOr<int64_t>> RedisWorkStore::Release(const Call& call, Step step) {
  return Write(call, "release", std::move(step));
}

Task<absl::StatusOr<int64_t>> RedisWorkStore::Reroute(const Call& call, Step step) {
  std::string to = std::get<Rerouted>(step.change.kind).to_team;
  return Write(call, "reroute", std::move(step), {std::move(to)});
}

Task<absl::StatusOr<int64_t>> RedisWorkStore::Resolve(const Call& call, Step step) {
  // Where nothing was needed, that may have been a slip, and the patient's next message says so.
  const auto* const resolved = std::get_if<Resolved>(&step.change.kind);
  const bool done = resolved == nullptr || resolved->action != ResolutionAction::kNoneNeeded;
  return Write(call, "resolve", std::move(step), {done ? "1" : ""});
}

Task<absl::StatusOr<int64_t>> RedisWorkStore::Reopen(const Call& call, Step step) {
  return Write(call, "reopen", std::move(step));
}

Task<absl::StatusOr<int64_t>> RedisWorkStore::SetUrgency(const Call& call, Step step,
                                                         std::optional<absl::Time> waiting_since,
                                                         std::optional<absl::Time> due) {
  const bool urgent = std::get<Reprioritized>(step.change.kind).urgency == Urgency::kUrgent;
  return Write(call, "set_urgency", std::move(step),
               {urgent ? "urgent" : "", OptionalMillis(waiting_since), OptionalMillis(due)});
}

Task<absl::StatusOr<int>> RedisWorkStore::RunTimers(absl::Time now, int most, Deadline deadline) {
  std::vector<std::string> args = {Millis(now), StrCat(most)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRunTimers, std::move(args), deadline));
  if (reply.empty()) co_return absl::InternalError("run_timers: reply of another shape");
  co_return static_cast<int>(reply[0].integer());
}

Task<absl::StatusOr<std::optional<int64_t>>> RedisWorkStore::ChangedBefore(const Call& call) {
  CO_ASSIGN_OR_RETURN(const auto outcome, co_await idempotency_.EarlierOutcome(redis_, call));
  if (!outcome) co_return std::optional<int64_t>();
  CO_ASSIGN_OR_RETURN(const int64_t number, NumberOf(*outcome));
  co_return std::optional<int64_t>(number);
}

Task<absl::StatusOr<WorkStore::Changed>> RedisWorkStore::ReadChange(const Call& call, ThreadRef thread,
                                                                    std::string person, int64_t number) {
  std::vector<std::string> args = {keys_.PseudonymOf(thread.patient), thread.thread, std::move(person), StrCat(number)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kChanged, std::move(args), call.deadline));
  if (reply.size() != 2) co_return absl::InternalError("changed: reply of another shape");
  const auto found = co_await keys_.ForReading(std::move(thread.patient));
  if (absl::IsNotFound(found.status())) co_return NotFound("thread");  // as of whoever is not with the team
  CO_ASSIGN_OR_RETURN(const auto keys, found);
  Changed changed;
  if (!reply[0].array().empty()) {
    CO_ASSIGN_OR_RETURN(changed.change, ChangeOf(reply[0].array(), {*keys, thread.thread}));
  }
  if (!reply[1].array().empty()) {
    CO_ASSIGN_OR_RETURN(changed.thread, ThreadOf(reply[1].array(), *keys));
  }
  co_return changed;
}

Task<absl::StatusOr<std::vector<ThreadChange>>> RedisWorkStore::Changes(const Call& call, ThreadRef thread,
                                                                        std::string person, int64_t above, int most) {
  std::vector<std::string> args = {keys_.PseudonymOf(thread.patient), thread.thread, std::move(person), StrCat(above),
                                   StrCat(most)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kChanges, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("thread");
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(thread.patient)));
  std::vector<ThreadChange> changes;
  for (const Reply& row : reply[0].array()) {
    CO_ASSIGN_OR_RETURN(ThreadChange change, ChangeOf(row.array(), {*keys, thread.thread}));
    changes.push_back(std::move(change));
  }
  co_return changes;
}

}  // namespace careloop::messaging
