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

// The versions of one entry, which come in their order, and are all of the week that the first is of.
class Versions {
 public:
  Versions(int64_t number, const OwnerKeys& keys) : number_(number), keys_(keys) {
    chain_.place = StrCat("entries/", number);
  }

  int64_t number() const { return number_; }

  void Add(const std::string& version, const std::string& record) {
    if (record.empty()) return;  // the log has what is missing
    const auto entry = OpenEntry(record, keys_, number_);
    if (entry.ok() && chain_.records.empty()) week_ = entry->week;
    chain_.records.push_back({.name = StrCat("patients/", keys_.person(), "/", chain_.place),
                              .id = std::string(OwnerKeys::IdBefore(record)),
                              .opens = entry.ok(),
                              .is_elsewhere = entry.ok() && (StrCat(entry->version) != version || entry->week != week_),
                              .again = version == "1"});
  }

  // To the chain of first versions, which counts these, and as a chain of their own if there are several.
  void AddTo(std::vector<RecordChain>& chains) && {
    if (chain_.records.empty()) return;
    const bool has_first = chain_.records[0].again;
    if (has_first) {
      chains[0].records.push_back(chain_.records[0]);
      chains[0].records.back().again = false;
    }
    if (!has_first || chain_.records.size() > 1) chains.push_back(std::move(chain_));
  }

 private:
  int64_t number_;
  const OwnerKeys& keys_;
  RecordChain chain_;
  std::optional<absl::CivilDay> week_;
};

}  // namespace

Task<absl::StatusOr<std::vector<RecordChain>>> RedisEntryRecords::Of(const Call& call, std::string patient) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  if (keys->empty()) co_return NotFound("patient");
  std::vector<RecordChain> chains(1);
  std::optional<Versions> open;
  std::string number = "0", version = "0";
  while (true) {
    std::vector<std::string> args = {keys->owner(), number, version};
    CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kWalk, std::move(args), call.deadline));
    if (reply.empty()) break;
    co_await workers_.Turn();
    for (const Reply& row : reply) {
      CO_ASSIGN_OR_RETURN(const int64_t entry, NumberOfKey(row.at(0).text()));
      if (open && open->number() != entry) std::move(*open).AddTo(chains);
      if (!open || open->number() != entry) open.emplace(entry, *keys);
      open->Add(row.at(1).text(), row.at(2).text());
    }
    number = reply.back().at(0).text();
    version = reply.back().at(1).text();
  }
  if (open) std::move(*open).AddTo(chains);
  co_return chains;
}

}  // namespace careloop::journal
