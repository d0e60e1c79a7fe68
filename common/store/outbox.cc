#include "common/store/outbox.h"

#include "absl/strings/numbers.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::store {
namespace {

using redis::Function;

constexpr Function kClaim{"outbox_claim", Function::Effect::kWrites};
constexpr Function kState{"outbox_state", Function::Effect::kReads};
constexpr Function kDead{"outbox_dead", Function::Effect::kReads};
constexpr Function kRevive{"outbox_revive", Function::Effect::kWrites};
constexpr absl::Duration kLimit = absl::Seconds(2);

std::string Millis(absl::Time t) { return StrCat(absl::ToUnixMillis(t)); }

std::optional<absl::Time> TimeOf(const redis::Reply& millis) {
  double value = 0;
  if (!absl::SimpleAtod(millis.text(), &value)) return std::nullopt;
  return absl::FromUnixMillis(static_cast<int64_t>(value));
}

}  // namespace

Task<absl::StatusOr<std::vector<OutboxItem>>> Outbox::Claim(size_t most, absl::Duration lease) {
  const absl::Time now = clock_.Now();
  std::vector<std::string> args = {Millis(now), Millis(now + lease), StrCat(most)};
  CO_ASSIGN_OR_RETURN(const auto rows, co_await redis_.Run(kClaim, std::move(args), DeadlineAfter(kLimit)));
  std::vector<OutboxItem> items;
  for (const auto& row : rows) {
    items.push_back({row.at(0).text(), row.at(1).text(), row.at(2).text(), static_cast<int>(row.at(3).integer()),
                     TimeOf(row.at(4)).value_or(now)});
  }
  co_return items;
}

Task<absl::Status> Outbox::RunTask(std::string_view function, std::vector<std::string> args) {
  const Function task{function, Function::Effect::kWrites};
  auto reply = co_await redis_.Run(task, std::move(args), DeadlineAfter(kLimit));
  co_return reply.status();
}

Task<absl::Status> Outbox::Renew(std::vector<std::string> ids, absl::Duration lease) {
  ids.insert(ids.begin(), Millis(clock_.Now() + lease));
  return RunTask("outbox_renew", std::move(ids));
}

Task<absl::Status> Outbox::Done(std::vector<std::string> ids) { return RunTask("outbox_done", std::move(ids)); }

Task<absl::Status> Outbox::RetryAfter(std::string id, absl::Duration delay) {
  return RunTask("outbox_retry", {std::move(id), Millis(clock_.Now() + delay)});
}

Task<absl::Status> Outbox::Bury(std::string id) {
  return RunTask("outbox_bury", {std::move(id), Millis(clock_.Now())});
}

Task<absl::StatusOr<OutboxState>> Outbox::State() {
  std::vector<std::string> none;
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kState, std::move(none), DeadlineAfter(kLimit)));
  if (reply.size() != 3) co_return absl::InternalError("outbox_state: reply of another shape");
  co_return OutboxState{reply[0].integer(), TimeOf(reply[1]), reply[2].integer()};
}

Task<absl::StatusOr<DeadPage>> Outbox::Dead(size_t most, std::string after) {
  std::vector<std::string> args = {StrCat(most), std::move(after)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kDead, std::move(args), DeadlineAfter(kLimit)));
  if (reply.size() % 3 != 1) co_return absl::InternalError("outbox_dead: reply of another shape");
  DeadPage page{.items = {}, .next = reply[0].text()};
  for (size_t i = 1; i < reply.size(); i += 3) {
    page.items.push_back({reply[i].text(), static_cast<int>(reply[i + 1].integer()),
                          TimeOf(reply[i + 2]).value_or(absl::InfinitePast())});
  }
  co_return page;
}

Task<absl::StatusOr<int>> Outbox::Revive(const Call& call, const Idempotency& idempotency,
                                         std::vector<std::string> ids) {
  ids.insert(ids.begin(), Millis(clock_.Now()));
  std::vector<std::string> args = idempotency.Args(call, std::move(ids));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRevive, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, OutcomeOf(reply, {}));
  int revived = 0;
  if (!absl::SimpleAtoi(outcome, &revived)) co_return absl::InternalError("outbox_revive: outcome of another shape");
  co_return revived;
}

}  // namespace careloop::store
