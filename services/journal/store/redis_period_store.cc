#include "services/journal/store/redis_period_store.h"

#include <iterator>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/store/entry_codec.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

using redis::Function;
using redis::Reply;

constexpr Function kRead{"period_entries", Function::Effect::kReads};
constexpr Function kReadShared{"period_entries_shared", Function::Effect::kReads};

std::vector<std::string> BoundsOf(const std::vector<TimeRange>& ranges) {
  std::vector<std::string> bounds;
  for (const TimeRange& range : ranges) {
    bounds.push_back(BoundKey(range.start));
    bounds.push_back(BoundKey(range.end));
  }
  return bounds;
}

std::vector<std::string> ArgsOf(std::string patient, const std::vector<TimeRange>& ranges,
                                std::optional<TeamReaders> readers) {
  std::vector<std::string> bounds = BoundsOf(ranges);
  std::vector<std::string> args = {std::move(patient), StrCat(kMostEntriesRead)};
  if (readers) args.insert(args.end(), {TimeKey(readers->now), StrCat(bounds.size())});
  std::move(bounds.begin(), bounds.end(), std::back_inserter(args));
  if (readers) std::move(readers->teams.begin(), readers->teams.end(), std::back_inserter(args));
  return args;
}

absl::Status RefusalIn(const Reply::Array& reply) {
  if (reply.size() != 1) return absl::OkStatus();
  if (reply.front().text() == "NO_SHARE") return NotFound("patient");
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat("the period holds more than ", kMostEntriesRead, " entries; ask for a shorter one"));
}

}  // namespace

Task<absl::StatusOr<std::vector<Entry>>> RedisPeriodStore::Read(const Call& call, std::string patient,
                                                                std::vector<TimeRange> ranges,
                                                                std::optional<TeamReaders> readers) {
  const Function function = readers ? kReadShared : kRead;
  std::vector<std::string> args = ArgsOf(patient, ranges, std::move(readers));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(function, std::move(args), call.deadline));
  CO_RETURN_IF_ERROR(RefusalIn(reply));
  co_await workers_.Turn();
  std::vector<Entry> entries;
  entries.reserve(reply.size() / 2);
  for (size_t i = 0; i + 1 < reply.size(); i += 2) {
    CO_ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(reply[i].text()));
    CO_ASSIGN_OR_RETURN(Entry entry, DecodeEntry(reply[i + 1].text(), patient, number));
    entries.push_back(std::move(entry));
  }
  co_return entries;
}

}  // namespace careloop::journal
