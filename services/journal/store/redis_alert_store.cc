#include "services/journal/store/redis_alert_store.h"

#include <iterator>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/store/erasures.h"
#include "services/journal/store/delivered_thread.h"
#include "services/journal/store/sealed_records.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

using redis::Function;
using redis::Reply;

constexpr Function kBasis{"alert_basis", Function::Effect::kReads};
constexpr Function kDecide{"alert_decide", Function::Effect::kWrites};
constexpr Function kDecision{"alert_decision", Function::Effect::kReads};
constexpr Function kList{"alert_list", Function::Effect::kReads};
constexpr Function kListShared{"alert_list_shared", Function::Effect::kReads};
constexpr Function kOfEntry{"alert_of_entry", Function::Effect::kReads};
constexpr Function kLive{"alert_live", Function::Effect::kReads};
constexpr Function kLiveNumbers{"alert_live_numbers", Function::Effect::kReads};
constexpr Function kFind{"alert_find", Function::Effect::kReads};
constexpr Function kDelivered{"alert_delivered", Function::Effect::kWrites};
constexpr Function kClose{"alert_close", Function::Effect::kWrites};

constexpr absl::Duration kNoteLimit = absl::Seconds(2);
constexpr size_t kTimeDigits = 16;
constexpr size_t kBasisFields = 6;
constexpr size_t kAlertFields = 4;
constexpr size_t kManyEntries = 2 * 32;  // more are not decoded on the loop thread; each has two fields

absl::Status Unknown() {
  return Error(absl::StatusCode::kInternal, reason::kInternal,
               "the store gave an answer that this release does not know");
}

absl::StatusOr<std::optional<AlertDelivered>> DeliveryIn(const std::string& stored, const std::string& patient) {
  if (stored.empty()) return std::optional<AlertDelivered>();
  ASSIGN_OR_RETURN(const absl::Time time, TimeOfKey(std::string_view(stored).substr(0, kTimeDigits)));
  return std::optional<AlertDelivered>({ThreadOfKey(patient, stored.substr(kTimeDigits)), time});
}

// Id, record, whether it is closed, deliveries, from `at` on.
absl::StatusOr<Alert> AlertIn(const Reply::Array& rows, size_t at, const OwnerKeys& keys) {
  ASSIGN_OR_RETURN(Alert alert, OpenAlert(rows[at + 1].text(), keys, rows[at].text()));
  alert.closed = !rows[at + 2].text().empty();
  for (const Reply& stored : rows[at + 3].array()) {
    ASSIGN_OR_RETURN(std::optional<AlertDelivered> delivery, DeliveryIn(stored.text(), keys.person()));
    alert.deliveries.push_back(std::move(delivery));
  }
  return alert;
}

absl::StatusOr<std::vector<Alert>> AlertsIn(const Reply::Array& rows, size_t at, const OwnerKeys& keys) {
  std::vector<Alert> alerts;
  for (; at + kAlertFields <= rows.size(); at += kAlertFields) {
    ASSIGN_OR_RETURN(Alert alert, AlertIn(rows, at, keys));
    alerts.push_back(std::move(alert));
  }
  return alerts;
}

// Version, record, since.
absl::StatusOr<std::optional<AlertConsent>> ConsentIn(const Reply::Array& reply, const OwnerKeys& keys) {
  if (reply.size() < 3) return std::optional<AlertConsent>();
  ASSIGN_OR_RETURN(const int64_t version, NumberOfKey(reply[0].text()));
  ASSIGN_OR_RETURN(const int64_t since, NumberOfKey(reply[2].text()));
  ASSIGN_OR_RETURN(AlertConsent consent, OpenConsent(reply[1].text(), keys, static_cast<int>(version)));
  consent.since = static_cast<int>(since);
  return std::optional<AlertConsent>(std::move(consent));
}

// Number and record of each.
absl::StatusOr<std::map<int64_t, Entry>> EntriesIn(const Reply::Array& rows, const OwnerKeys& keys) {
  std::map<int64_t, Entry> entries;
  for (size_t i = 0; i + 2 <= rows.size(); i += 2) {
    ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(rows[i].text()));
    ASSIGN_OR_RETURN(entries[number], OpenEntry(rows[i + 1].text(), keys, number));
  }
  return entries;
}

// The same.
absl::StatusOr<RecentAnswers> RecentIn(const Reply::Array& rows, const OwnerKeys& keys) {
  RecentAnswers recent;
  for (size_t i = 0; i + 2 <= rows.size(); i += 2) {
    ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(rows[i].text()));
    ASSIGN_OR_RETURN(const Entry entry, OpenEntry(rows[i + 1].text(), keys, number));
    recent.Put(entry);
  }
  return recent;
}

absl::StatusOr<AlertBasis> BasisIn(const Reply::Array& reply, const OwnerKeys& keys, absl::Time since) {
  AlertBasis basis{.rules = static_cast<int>(reply[1].integer()), .entries = reply[2].integer(), .since = since};
  ASSIGN_OR_RETURN(basis.version, NumberOfKey(reply[0].text()));
  ASSIGN_OR_RETURN(basis.consent, ConsentIn(reply[3].array(), keys));
  ASSIGN_OR_RETURN(basis.recent, RecentIn(reply[4].array(), keys));
  ASSIGN_OR_RETURN(basis.open, AlertsIn(reply[5].array(), 0, keys));
  return basis;
}

std::vector<std::string> NumbersArgs(std::string owner, const std::set<int64_t>& entries) {
  std::vector<std::string> args = {std::move(owner)};
  for (const int64_t entry : entries) args.push_back(NumberKey(entry));
  return args;
}

}  // namespace

Task<absl::StatusOr<AlertBasis>> RedisAlertStore::Basis(const Call& call, std::string patient, absl::Time since,
                                                        std::optional<absl::Time> until) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), TimeKey(since), StrCat(kMostRecentEntries),
                                   until ? TimeKey(*until) : ""};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kBasis, std::move(args), call.deadline));
  if (reply.size() != kBasisFields) co_return Unknown();
  CO_ASSIGN_OR_RETURN(const auto keys,
                      co_await keys_.ForWriting(std::move(patient), call.deadline));  // an entry is about to be
  if (reply[4].array().size() > kManyEntries) co_await workers_.Turn();
  CO_ASSIGN_OR_RETURN(AlertBasis basis, BasisIn(reply, *keys, since));
  basis.until = until;
  co_return basis;
}

Task<absl::StatusOr<std::optional<int>>> RedisAlertStore::Decided(const Call& call) {
  CO_ASSIGN_OR_RETURN(const auto outcome, co_await idempotency_.EarlierOutcome(redis_, call));
  if (!outcome) co_return std::optional<int>();
  CO_ASSIGN_OR_RETURN(const int64_t version, NumberOfKey(*outcome));
  co_return std::optional<int>(static_cast<int>(version));
}

Task<absl::StatusOr<int>> RedisAlertStore::Decide(const Call& call, std::string patient, const AlertConsent& consent) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForWriting(std::move(patient), call.deadline));
  std::vector<std::string> args =
      idempotency_.Args(call, {keys->owner(), consent.care_team, SealConsent(consent, *keys, call.request_id)});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kDecide, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, store::kErased));
  CO_ASSIGN_OR_RETURN(const int64_t version, NumberOfKey(outcome));
  co_return static_cast<int>(version);
}

Task<absl::StatusOr<std::optional<AlertConsent>>> RedisAlertStore::Decision(Deadline deadline, std::string patient,
                                                                            int version) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), version == 0 ? "" : StrCat(version)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kDecision, std::move(args), deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_return ConsentIn(reply, *keys);
}

Task<absl::StatusOr<PageOf<Alert>>> RedisAlertStore::List(const Call& call, std::string patient, PageRequest page,
                                                          std::optional<ShareReaders> readers) {
  const Function function = readers ? kListShared : kList;
  std::vector<std::string> args = {keys_.PseudonymOf(patient), UpperEnd(page), StrCat(page.size)};
  if (readers) std::move(readers->teams.begin(), readers->teams.end(), std::back_inserter(args));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(function, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("patient");
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  CO_ASSIGN_OR_RETURN(std::vector<Alert> alerts, AlertsIn(reply, 1, *keys));
  co_return PageOf<Alert>{std::move(alerts), reply.front().text()};
}

Task<absl::StatusOr<std::vector<Alert>>> RedisAlertStore::OfEntry(const Call& call, std::string patient,
                                                                  int64_t entry) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), NumberKey(entry)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kOfEntry, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_return AlertsIn(reply, 0, *keys);
}

Task<absl::StatusOr<std::set<int64_t>>> RedisAlertStore::LiveNumbers(const Call& call, std::string patient,
                                                                     std::set<int64_t> entries) {
  std::vector<std::string> args = NumbersArgs(keys_.PseudonymOf(patient), entries);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kLiveNumbers, std::move(args), call.deadline));
  std::set<int64_t> live;
  for (const Reply& row : reply) {
    CO_ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(row.text()));
    live.insert(number);
  }
  co_return live;
}

Task<absl::StatusOr<std::map<int64_t, Entry>>> RedisAlertStore::Live(const Call& call, std::string patient,
                                                                     std::set<int64_t> entries) {
  std::vector<std::string> args = NumbersArgs(keys_.PseudonymOf(patient), entries);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kLive, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  if (reply.size() > kManyEntries) co_await workers_.Turn();
  co_return EntriesIn(reply, *keys);
}

Task<absl::StatusOr<std::optional<Alert>>> RedisAlertStore::Find(Deadline deadline, std::string patient,
                                                                 std::string id) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), std::move(id)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kFind, std::move(args), deadline));
  if (reply.size() < kAlertFields) co_return std::optional<Alert>();
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  CO_ASSIGN_OR_RETURN(Alert alert, AlertIn(reply, 0, *keys));
  co_return std::optional<Alert>(std::move(alert));
}

Task<absl::Status> RedisAlertStore::MarkDelivered(std::string patient, std::string id, size_t trigger,
                                                  AlertDelivered delivered) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), std::move(id), StrCat(trigger), TimeKey(delivered.time),
                                   KeyOfThread(delivered.thread)};
  const auto reply = co_await redis_.Run(kDelivered, std::move(args), DeadlineAfter(kNoteLimit));
  co_return reply.status();
}

Task<absl::Status> RedisAlertStore::Close(const Call& call, std::string patient, std::string id, size_t triggers) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), std::move(id), StrCat(triggers)};
  const auto reply = co_await redis_.Run(kClose, std::move(args), call.deadline);
  co_return reply.status();
}

}  // namespace careloop::journal
