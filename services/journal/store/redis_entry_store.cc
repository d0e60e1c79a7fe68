#include "services/journal/store/redis_entry_store.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/store/alert_args.h"
#include "services/journal/store/course_rows.h"
#include "services/journal/store/entry_codec.h"
#include "services/journal/store/grant_args.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

using redis::Function;
using redis::Reply;

constexpr Function kRecord{"entry_record", Function::Effect::kWrites};
constexpr Function kSaveCheckIn{"check_in_save", Function::Effect::kWrites};
constexpr Function kAmend{"entry_amend", Function::Effect::kWrites};
constexpr Function kRetract{"entry_retract", Function::Effect::kWrites};
constexpr Function kGet{"entry_get", Function::Effect::kReads};
constexpr Function kCheckInOf{"check_in_of", Function::Effect::kReads};
constexpr Function kGetShared{"entry_get_shared", Function::Effect::kReads};
constexpr Function kList{"entry_list", Function::Effect::kReads};
constexpr Function kListShared{"entry_list_shared", Function::Effect::kReads};
constexpr Function kPreview{"entry_list_preview", Function::Effect::kReads};

constexpr size_t kEntryFields = 4;  // of a list: number, record, retraction, view

constexpr std::array kRefusals = {
    store::Refusal{"NOT_FOUND", absl::StatusCode::kNotFound, reason::kNotFound, "entry not found"},
    store::Refusal{"CHANGED", absl::StatusCode::kAborted, reason::kVersionConflict,
                   "etag: the entry has been changed since it was read; read it again"},
    store::Refusal{"RETRACTED", absl::StatusCode::kFailedPrecondition, reason::kFailedState, "the entry is retracted"},
    store::Refusal{"TOO_MANY", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                   "the entry has 1000 versions, which is the most"}};
static_assert(kMostVersions == 1000, "the message above names the limit");

// NUMBER[/VERSION] TIME TREATMENT...
absl::StatusOr<EntryReceipt> ReceiptOf(const std::string& outcome) {
  std::vector<std::string> words = absl::StrSplit(outcome, ' ');
  words.resize(std::max<size_t>(words.size(), 2));
  const std::vector<std::string> which = absl::StrSplit(words[0], absl::MaxSplits('/', 1));
  EntryReceipt receipt;
  ASSIGN_OR_RETURN(receipt.number, NumberOfKey(which[0]));
  if (which.size() > 1) {
    ASSIGN_OR_RETURN(const int64_t version, NumberOfKey(which[1]));
    receipt.version = static_cast<int>(version);
  }
  ASSIGN_OR_RETURN(receipt.revised, TimeOfKey(words[1]));
  receipt.treatments.assign(std::make_move_iterator(words.begin() + 2), std::make_move_iterator(words.end()));
  return receipt;
}

std::string VisitFlag(const Entry& entry) { return entry.observed.visit ? "1" : ""; }

std::string WeekKey(absl::CivilDay week) { return absl::FormatCivilTime(week); }

absl::Status AddRetraction(const Reply& record, Entry& entry) {
  if (record.text().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(entry.retraction, DecodeRetraction(record.text()));
  return absl::OkStatus();
}

void AddRunning(const std::vector<TreatmentCourse>& courses, Entry& entry) {
  for (const TreatmentCourse& course : courses) {
    if (course.RunsAt(entry.occurred)) entry.courses.push_back({course.id, course.treatment});
  }
}

// Record, record of the retraction, view, courses: all of it, to the patient.
absl::StatusOr<Entry> OneEntry(const Reply::Array& reply, const std::string& patient, int64_t number) {
  constexpr size_t kFields = 3;
  if (reply.size() < kFields) return NotFound("entry");
  ASSIGN_OR_RETURN(Entry entry, DecodeEntry(reply[0].text(), patient, number));
  RETURN_IF_ERROR(AddRetraction(reply[1], entry));
  ASSIGN_OR_RETURN(const auto courses, CoursesIn(reply, kFields, patient));
  AddRunning(courses, entry);
  return entry;
}

std::vector<std::string> ListArgs(EntryQuery& query) {
  const std::string newest = query.end ? StrCat("(", BoundKey(*query.end)) : "+";
  return {query.patient, UpperEnd(query.page, newest), query.start ? StrCat("[", BoundKey(*query.start)) : "-",
          StrCat(query.page.size), query.retracted ? "all" : "live"};
}

// POSITION, how many entries, then NUMBER, record, retraction and view of each, then courses.
absl::StatusOr<PageOf<Entry>> PageIn(const Reply::Array& reply, const std::string& patient, bool through_shares) {
  PageOf<Entry> page;
  page.next = reply.front().text();
  const size_t end = 2 + static_cast<size_t>(reply[1].integer()) * kEntryFields;
  ASSIGN_OR_RETURN(const auto courses, CoursesIn(reply, end, patient));
  for (size_t i = 2; i < end; i += kEntryFields) {
    ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(reply[i].text()));
    ASSIGN_OR_RETURN(Entry entry, DecodeEntry(reply[i + 1].text(), patient, number));
    RETURN_IF_ERROR(AddRetraction(reply[i + 2], entry));
    AddRunning(courses, entry);
    page.items.push_back(through_shares ? AsShared(std::move(entry), ViewOf(reply[i + 3].text())) : std::move(entry));
  }
  return page;
}

void Append(TeamReaders readers, std::vector<std::string>& args) {
  args.push_back(TimeKey(readers.now));
  std::move(readers.teams.begin(), readers.teams.end(), std::back_inserter(args));
}

// What the functions that store a further version take of it.
void AppendVersion(const Entry& entry, std::vector<std::string>& args) {
  args.insert(args.end(), {StrCat(entry.version - 1), EncodeEntry(entry), TimeKey(entry.occurred),
                           TimeKey(entry.revised), VisitFlag(entry), StrCat(kMostVersions)});
}

}  // namespace

Task<absl::StatusOr<EntryReceipt>> RedisEntryStore::Store(const Call& call, Function function,
                                                          std::vector<std::string> args) {
  args = idempotency_.Args(call, std::move(args));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(function, std::move(args), call.deadline));
  if (!reply.empty() && reply.front().text() == "BASIS") co_return BasisChanged();
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, kRefusals));
  co_return ReceiptOf(outcome);
}

Task<absl::StatusOr<EntryReceipt>> RedisEntryStore::Record(const Call& call, const Entry& entry,
                                                           const AlertPlan& alerts) {
  std::vector<std::string> args = {entry.patient, EncodeEntry(entry), TimeKey(entry.occurred), TimeKey(entry.revised),
                                   VisitFlag(entry)};
  AppendPlan(alerts, entry.revised, args);
  return Store(call, kRecord, std::move(args));
}

Task<absl::StatusOr<EntryReceipt>> RedisEntryStore::SaveCheckIn(const Call& call, const Entry& entry,
                                                                const AlertPlan& alerts) {
  std::vector<std::string> args = {entry.patient, WeekKey(entry.week.value_or(absl::CivilDay())),
                                   entry.version == 1 ? "" : NumberKey(entry.number)};
  AppendVersion(entry, args);
  AppendPlan(alerts, entry.revised, args);
  return Store(call, kSaveCheckIn, std::move(args));
}

Task<absl::StatusOr<EntryReceipt>> RedisEntryStore::Amend(const Call& call, const Entry& entry,
                                                          const AlertPlan& alerts) {
  std::vector<std::string> args = {entry.patient, NumberKey(entry.number)};
  AppendVersion(entry, args);
  AppendPlan(alerts, entry.revised, args);
  return Store(call, kAmend, std::move(args));
}

Task<absl::Status> RedisEntryStore::Retract(const Call& call, const Entry& entry, std::optional<int> version,
                                            Retraction retraction) {
  std::vector<std::string> args =
      idempotency_.Args(call, {entry.patient, NumberKey(entry.number), version ? StrCat(*version) : "",
                               EncodeRetraction(retraction), entry.week ? WeekKey(*entry.week) : ""});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRetract, std::move(args), call.deadline));
  co_return store::OutcomeOf(reply, kRefusals).status();
}

Task<absl::StatusOr<Entry>> RedisEntryStore::Get(const Call& call, std::string patient, int64_t number, int version) {
  std::vector<std::string> args = {patient, NumberKey(number), version == 0 ? "" : StrCat(version)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kGet, std::move(args), call.deadline));
  co_return OneEntry(reply, patient, number);
}

Task<absl::StatusOr<std::optional<Entry>>> RedisEntryStore::CheckInOf(const Call& call, std::string patient,
                                                                      absl::CivilDay week) {
  std::vector<std::string> args = {patient, WeekKey(week)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kCheckInOf, std::move(args), call.deadline));
  if (reply.size() < 2) co_return std::optional<Entry>();
  CO_ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(reply[0].text()));
  CO_ASSIGN_OR_RETURN(Entry entry, DecodeEntry(reply[1].text(), std::move(patient), number));
  co_return std::optional<Entry>(std::move(entry));
}

Task<absl::StatusOr<Entry>> RedisEntryStore::GetShared(const Call& call, std::string patient, int64_t number,
                                                       TeamReaders readers) {
  std::vector<std::string> args = {patient, NumberKey(number)};
  Append(std::move(readers), args);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kGetShared, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(Entry entry, OneEntry(reply, patient, number));
  co_return AsShared(std::move(entry), ViewOf(reply[2].text()));
}

Task<absl::StatusOr<PageOf<Entry>>> RedisEntryStore::List(const Call& call, EntryQuery query) {
  std::vector<std::string> args = ListArgs(query);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kList, std::move(args), call.deadline));
  co_return PageIn(reply, query.patient, false);
}

Task<absl::StatusOr<PageOf<Entry>>> RedisEntryStore::ListShared(const Call& call, EntryQuery query,
                                                                TeamReaders readers) {
  std::vector<std::string> args = ListArgs(query);
  Append(std::move(readers), args);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kListShared, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("patient");
  co_return PageIn(reply, query.patient, true);
}

Task<absl::StatusOr<PageOf<Entry>>> RedisEntryStore::Preview(const Call& call, EntryQuery query, ShareScope scope,
                                                             ShareView view) {
  std::vector<std::string> args = ListArgs(query);
  AppendGrant(scope, view, args);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kPreview, std::move(args), call.deadline));
  co_return PageIn(reply, query.patient, true);
}

}  // namespace careloop::journal
