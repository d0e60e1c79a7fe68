#include "common/store/redis_access_log.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/aead.h"
#include "common/log/log.h"

namespace careloop::store {
namespace {

using audit::AccessRecord;
using audit::LoggedAccess;
using redis::Function;

constexpr Function kNote{"audit_note", Function::Effect::kWrites};
constexpr Function kDeny{"audit_deny", Function::Effect::kWrites};
constexpr Function kRead{"audit_read", Function::Effect::kReads};
constexpr Function kDenials{"audit_denials", Function::Effect::kReads};
constexpr Function kOf{"audit_of", Function::Effect::kReads};
// Who calls twice in a microsecond, and says that it is one trace, does not make a record look like a copy of another.
constexpr size_t kNonceBytes = 8;

absl::Status Damaged() {
  return Error(absl::StatusCode::kInternal, reason::kInternal, "a record of the access log is damaged");
}

}  // namespace

RedisAccessLog::RedisAccessLog(redis::Client& redis, const SecretKey& secret, Random& random, std::string_view service)
    : redis_(redis),
      key_(secret.ForPurpose("access-log")),
      pseudonyms_(secret),
      random_(random),
      place_(StrCat("access-log ", service)) {}

std::string RedisAccessLog::Seal(AccessRecord record) const {
  record.nonce = random_.Bytes(kNonceBytes);
  return aead::Seal(key_, audit::EncodeAccess(std::move(record)), place_, random_);
}

std::string RedisAccessLog::Open(std::string_view entry) const {
  return aead::Open(key_, entry, place_).value_or(std::string());
}

// A patient's own access is in the log but not in their list, nor is a service's, which does what a person has decided.
std::string RedisAccessLog::ListsOf(const AccessRecord& record) const {
  std::string lists;
  if (record.role == Role::kService) return lists;
  for (const std::string& patient : record.patients) {
    if (record.role != Role::kPatient || patient != record.person) lists += ListOf(patient) + " ";
  }
  return lists;
}

void RedisAccessLog::Attach(AccessRecord record, Call& call) const {
  call.access_lists = ListsOf(record);
  call.access_entry = Seal(std::move(record));
}

Task<absl::Status> RedisAccessLog::Append(AccessRecord record, Deadline deadline) {
  std::string lists = ListsOf(record);
  std::vector<std::string> args = {Seal(std::move(record)), std::move(lists)};
  const auto reply = co_await redis_.Run(kNote, std::move(args), deadline);
  co_return reply.status();
}

Task<absl::Status> RedisAccessLog::AppendDenial(AccessRecord record, Deadline deadline) {
  std::vector<std::string> args = {Seal(std::move(record))};
  const auto reply = co_await redis_.Run(kDeny, std::move(args), deadline);
  co_return reply.status();
}

Task<absl::StatusOr<audit::AccessPage>> RedisAccessLog::Of(std::string patient, std::string from, int most,
                                                           Deadline deadline) {
  std::vector<std::string> args = {ListOf(patient), std::move(from), StrCat(most)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kOf, std::move(args), deadline));
  if (reply.empty()) co_return Damaged();
  audit::AccessPage page{.records = {}, .next = reply.front().text()};
  int strange = 0;
  for (size_t i = 1; i < reply.size(); ++i) {
    auto record = audit::DecodeAccess(Open(reply[i].text()));
    // Lists are not sealed: one may have been made to point at what was another patient's. The patient reads the
    // others.
    const bool theirs = record && std::ranges::find(record->patients, patient) != record->patients.end();
    theirs ? page.records.push_back(*std::move(record)) : void(++strange);
  }
  if (strange > 0) log::LogEvent(log::Level::kError, "access_list_tampered", {{"rows", strange}});
  co_return page;
}

Task<absl::StatusOr<std::vector<LoggedAccess>>> RedisAccessLog::Read(int64_t after, int most, Deadline deadline) {
  return ReadRows(kRead, after, most, deadline);
}

Task<absl::StatusOr<std::vector<LoggedAccess>>> RedisAccessLog::Denials(int64_t after, int most, Deadline deadline) {
  return ReadRows(kDenials, after, most, deadline);
}

Task<absl::StatusOr<std::vector<LoggedAccess>>> RedisAccessLog::ReadRows(Function function, int64_t after, int most,
                                                                         Deadline deadline) {
  std::vector<std::string> args = {StrCat(after), StrCat(most)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(function, std::move(args), deadline));
  std::vector<LoggedAccess> rows;
  for (size_t i = 0; i + 2 <= reply.size(); i += 2) {
    LoggedAccess row{.sequence = 0, .bytes = Open(reply[i + 1].text())};
    if (!absl::SimpleAtoi(reply[i].text(), &row.sequence)) co_return Damaged();
    rows.push_back(std::move(row));
  }
  co_return rows;
}

}  // namespace careloop::store
