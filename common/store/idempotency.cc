#include "common/store/idempotency.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/base/denial.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::store {
namespace {

constexpr redis::Function kEarlier{"earlier", redis::Function::Effect::kReads};
constexpr redis::Function kNote{"audit_note", redis::Function::Effect::kWrites};
constexpr absl::Duration kDay = absl::Hours(24);
// How far the clocks of instances may differ.
constexpr absl::Duration kClockDifference = absl::Minutes(5);

int64_t DayOf(absl::Time t) { return absl::ToUnixSeconds(t) / absl::ToInt64Seconds(kDay); }

std::string Bucket(int64_t day, const std::string& field) {
  return StrCat(day, ":", absl::Hex(static_cast<unsigned char>(field.front()), absl::kZeroPad2));
}

// The day that it already, or still, is by the clock of another instance, if that may be another day: that day's
// records, or those that it would still look for, must be found here too.
std::string NeighbourBucket(absl::Time now, const std::string& field) {
  const int64_t today = DayOf(now);
  if (DayOf(now + kClockDifference) != today) return Bucket(today + 1, field);
  if (DayOf(now - kClockDifference) != today) return Bucket(today - 2, field);
  return "";
}

}  // namespace

std::vector<std::string> Idempotency::Args(const Call& call, std::vector<std::string> own) const {
  const absl::Time now = clock_.Now();
  const int64_t today = DayOf(now);
  const std::string field = hash_.Hash16(StrCat(call.method, "\n", call.caller->subject, "\n", call.request_id));
  std::string request[] = {field,
                           hash_.Hash16(call.request_bytes),
                           Bucket(today, field),
                           Bucket(today - 1, field),
                           NeighbourBucket(now, field),
                           StrCat((today + 2) * absl::ToInt64Seconds(kDay) + 3600),
                           call.access_entry,
                           call.access_lists};
  std::move(std::begin(request), std::end(request), std::back_inserter(own));
  return own;
}

Task<absl::StatusOr<std::optional<std::string>>> Idempotency::EarlierOutcome(redis::Client& redis,
                                                                             const Call& call) const {
  std::vector<std::string> args = Args(call, {});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis.Run(kEarlier, std::move(args), call.deadline));
  if (reply.empty()) co_return std::optional<std::string>();
  CO_ASSIGN_OR_RETURN(std::string outcome, OutcomeOf(reply, {}));
  co_return std::optional<std::string>(std::move(outcome));
}

Task<absl::Status> Idempotency::RecordRepetition(redis::Client& redis, const Call& call) const {
  if (call.access_lists.empty()) co_return absl::OkStatus();
  std::vector<std::string> record = {call.access_entry, call.access_lists};
  const auto noted = co_await redis.Run(kNote, std::move(record), call.deadline);
  co_return noted.status();
}

absl::StatusOr<std::string> OutcomeOf(const redis::Reply::Array& reply, std::span<const Refusal> refusals) {
  const std::string word = reply.empty() ? "" : reply.front().text();
  if (word == "OK" && reply.size() == 2) return reply[1].text();
  if (word == "REUSED") {
    return Error(absl::StatusCode::kInvalidArgument, reason::kRequestIdReused,
                 "request_id: was used before for a request with other values; give each new request a new UUID");
  }
  const auto refusal = std::find_if(refusals.begin(), refusals.end(), [&](const Refusal& r) { return r.word == word; });
  if (refusal != refusals.end()) {
    absl::Status refused = Error(refusal->code, refusal->reason, refusal->message);
    return refusal->is_denial ? AsDenial(std::move(refused)) : refused;
  }
  return Error(absl::StatusCode::kInternal, reason::kInternal,
               "the store gave an answer that this release does not know");
}

}  // namespace careloop::store
