#include "services/journal/store/redis_entry_records.h"

#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/store/sealed_records.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

using redis::Function;
using redis::Reply;
using store::FoundRecord;
using store::RecordChain;

constexpr Function kWalk{"entry_walk", Function::Effect::kReads};

// An entry of entry_walk, all versions of which are of the week that the first is of.
absl::StatusOr<RecordChain> VersionsOf(const Reply& row, const OwnerKeys& keys) {
  ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(row.at(0).text()));
  RecordChain chain{.place = StrCat("entries/", number), .records = {}};
  std::optional<absl::CivilDay> week;
  for (size_t i = 1; i < row.array().size(); ++i) {
    const std::string& record = row.at(i).text();
    if (record.empty()) continue;  // the log has what is missing
    const auto entry = OpenEntry(record, keys, number);
    if (entry.ok() && chain.records.empty()) week = entry->week;
    chain.records.push_back(
        {.name = StrCat("patients/", keys.person(), "/", chain.place),
         .id = std::string(OwnerKeys::IdBefore(record)),
         .opens = entry.ok(),
         .is_elsewhere = entry.ok() && (entry->version != static_cast<int>(i) || entry->week != week),
         .again = i == 1});
  }
  return chain;
}

}  // namespace

Task<absl::StatusOr<std::vector<RecordChain>>> RedisEntryRecords::Of(const Call& call, std::string patient) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  if (keys->empty()) co_return NotFound("patient");
  std::vector<RecordChain> chains(1);
  std::string after = "0";
  while (true) {
    std::vector<std::string> args = {keys->owner(), after};
    CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kWalk, std::move(args), call.deadline));
    if (reply.empty()) co_return chains;
    for (const Reply& row : reply) {
      CO_ASSIGN_OR_RETURN(RecordChain versions, VersionsOf(row, *keys));
      if (versions.records.empty()) continue;
      const bool has_first = versions.records[0].again;
      if (has_first) {
        chains[0].records.push_back(versions.records[0]);
        chains[0].records.back().again = false;
      }
      if (!has_first || versions.records.size() > 1) chains.push_back(std::move(versions));
    }
    after = reply.back().at(0).text();
  }
}

}  // namespace careloop::journal
