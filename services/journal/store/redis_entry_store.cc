#include "services/journal/store/redis_entry_store.h"

#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/store/entry_codec.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

using redis::Function;

constexpr Function kRecord{"entry_record", Function::Effect::kWrites};
constexpr Function kGet{"entry_get", Function::Effect::kReads};
constexpr Function kGetShared{"entry_get_shared", Function::Effect::kReads};
constexpr Function kList{"entry_list", Function::Effect::kReads};
constexpr Function kListShared{"entry_list_shared", Function::Effect::kReads};

// NUMBER TIME TREATMENT...
absl::StatusOr<EntryReceipt> ReceiptOf(const std::string& outcome) {
  std::vector<std::string> words = absl::StrSplit(outcome, ' ');
  words.resize(std::max<size_t>(words.size(), 2));
  EntryReceipt receipt;
  ASSIGN_OR_RETURN(receipt.number, NumberOfKey(words[0]));
  ASSIGN_OR_RETURN(receipt.recorded, TimeOfKey(words[1]));
  receipt.treatments.assign(std::make_move_iterator(words.begin() + 2), std::make_move_iterator(words.end()));
  return receipt;
}

absl::StatusOr<Entry> OneEntry(const redis::Reply::Array& reply, std::string patient, int64_t number) {
  if (reply.empty()) return NotFound("entry");
  return DecodeEntry(reply.front().text(), std::move(patient), number);
}

std::vector<std::string> ListArgs(EntryQuery& query) {
  const std::string newest = query.end ? StrCat("(", BoundKey(*query.end)) : "+";
  return {query.patient, UpperEnd(query.page, newest), query.start ? StrCat("[", BoundKey(*query.start)) : "-",
          StrCat(query.page.size)};
}

// POSITION, then NUMBER and record of each.
absl::StatusOr<PageOf<Entry>> PageIn(const redis::Reply::Array& reply, const std::string& patient) {
  PageOf<Entry> page;
  page.next = reply.front().text();
  for (size_t i = 1; i + 1 < reply.size(); i += 2) {
    ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(reply[i].text()));
    ASSIGN_OR_RETURN(Entry entry, DecodeEntry(reply[i + 1].text(), patient, number));
    page.items.push_back(std::move(entry));
  }
  return page;
}

void Append(TeamReaders readers, std::vector<std::string>& args) {
  args.push_back(TimeKey(readers.now));
  std::move(readers.teams.begin(), readers.teams.end(), std::back_inserter(args));
}

}  // namespace

Task<absl::StatusOr<EntryReceipt>> RedisEntryStore::Record(const Call& call, const Entry& entry) {
  std::vector<std::string> args =
      idempotency_.Args(call, {entry.patient, EncodeEntry(entry), TimeKey(entry.occurred), TimeKey(entry.recorded)});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRecord, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, {}));
  co_return ReceiptOf(outcome);
}

Task<absl::StatusOr<Entry>> RedisEntryStore::Get(const Call& call, std::string patient, int64_t number) {
  std::vector<std::string> args = {patient, NumberKey(number)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kGet, std::move(args), call.deadline));
  co_return OneEntry(reply, std::move(patient), number);
}

Task<absl::StatusOr<Entry>> RedisEntryStore::GetShared(const Call& call, std::string patient, int64_t number,
                                                       TeamReaders readers) {
  std::vector<std::string> args = {patient, NumberKey(number)};
  Append(std::move(readers), args);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kGetShared, std::move(args), call.deadline));
  co_return OneEntry(reply, std::move(patient), number);
}

Task<absl::StatusOr<PageOf<Entry>>> RedisEntryStore::List(const Call& call, EntryQuery query) {
  std::vector<std::string> args = ListArgs(query);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kList, std::move(args), call.deadline));
  co_return PageIn(reply, query.patient);
}

Task<absl::StatusOr<PageOf<Entry>>> RedisEntryStore::ListShared(const Call& call, EntryQuery query,
                                                                TeamReaders readers) {
  std::vector<std::string> args = ListArgs(query);
  Append(std::move(readers), args);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kListShared, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("patient");
  co_return PageIn(reply, query.patient);
}

}  // namespace careloop::journal
