#include "services/journal/store/redis_entry_store.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/store/erasures.h"
#include "services/journal/store/alert_args.h"
#include "services/journal/store/course_rows.h"
#include "services/journal/store/grant_args.h"
#include "services/journal/store/sealed_records.h"
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
    store::kErased[0], store::Refusal{"NOT_FOUND", absl::StatusCode::kNotFound, reason::kNotFound, "entry not found"},
    store::Refusal{"CHANGED", absl::StatusCode::kAborted, reason::kVersionConflict,
                   "etag: the entry has been changed since it was read; read it again"},
    store::Refusal{"RETRACTED", absl::StatusCode::kFailedPrecondition, reason::kFailedState, "the entry is retracted"},
    store::Refusal{"TOO_MANY", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                   "the entry has 1000 versions, which is the most"}};
static_assert(kMostVersions == 1000, "the message above names the limit");

absl::Status AddTreatment(std::string_view word, const OwnerKeys& keys, EntryReceipt& receipt) {
  ASSIGN_OR_RETURN(std::string treatment, OpenTreatment(word, keys));
  if (std::ranges::find(receipt.treatments, treatment) == receipt.treatments.end()) {
    receipt.treatments.push_back(std::move(treatment));
  }
  return absl::OkStatus();
}

// NUMBER[/VERSION] TIME TREATMENT...; a treatment, encrypted, for each course of it.
absl::StatusOr<EntryReceipt> ReceiptOf(const std::string& outcome, const OwnerKeys& keys) {
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
  for (size_t i = 2; i < words.size(); ++i) RETURN_IF_ERROR(AddTreatment(words[i], keys, receipt));
  return receipt;
}

std::string VisitFlag(const Entry& entry) { return entry.observed.visit ? "1" : ""; }

std::string WeekKey(absl::CivilDay week) { return absl::FormatCivilTime(week); }

absl::Status AddRetraction(const Reply& record, const OwnerKeys& keys, Entry& entry) {
  if (record.text().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(entry.retraction, OpenRetraction(record.text(), keys, entry.number));
  return absl::OkStatus();
}

void AddRunning(const std::vector<TreatmentCourse>& courses, Entry& entry) {
  for (const TreatmentCourse& course : courses) {
    if (course.RunsAt(entry.occurred)) entry.courses.push_back({course.id, course.treatment});
  }
}

// Record, record of the retraction, view, courses: all of it, to the patient.
absl::StatusOr<Entry> OneEntry(const Reply::Array& reply, const OwnerKeys& keys, int64_t number) {
  constexpr size_t kFields = 3;
  if (reply.size() < kFields) return NotFound("entry");
  ASSIGN_OR_RETURN(Entry entry, OpenEntry(reply[0].text(), keys, number));
  RETURN_IF_ERROR(AddRetraction(reply[1], keys, entry));
  ASSIGN_OR_RETURN(const auto courses, CoursesIn(reply, kFields, keys));
  AddRunning(courses, entry);
  return entry;
}

std::vector<std::string> ListArgs(std::string owner, EntryQuery& query) {
  const std::string newest = query.end ? StrCat("(", BoundKey(*query.end)) : "+";
  return {std::move(owner), UpperEnd(query.page, newest), query.start ? StrCat("[", BoundKey(*query.start)) : "-",
          StrCat(query.page.size), query.retracted ? "all" : "live"};
}

// POSITION, how many entries, then NUMBER, record, retraction and view of each, then courses.
absl::StatusOr<PageOf<Entry>> PageIn(const Reply::Array& reply, const OwnerKeys& keys, bool through_shares) {
  PageOf<Entry> page;
  page.next = reply.front().text();
  const size_t end = 2 + static_cast<size_t>(reply[1].integer()) * kEntryFields;
  ASSIGN_OR_RETURN(const auto courses, CoursesIn(reply, end, keys));
  for (size_t i = 2; i < end; i += kEntryFields) {
    ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(reply[i].text()));
    ASSIGN_OR_RETURN(Entry entry, OpenEntry(reply[i + 1].text(), keys, number));
    RETURN_IF_ERROR(AddRetraction(reply[i + 2], keys, entry));
    AddRunning(courses, entry);
    page.items.push_back(through_shares ? AsShared(std::move(entry), ViewOf(reply[i + 3].text())) : std::move(entry));
  }
  return page;
}

void Append(ShareReaders readers, const PatientKeys& keys, std::vector<std::string>& args) {
  args.push_back(TimeKey(readers.now));
  AppendReaders(std::move(readers), keys, args);
}

// What the functions that store a further version take of it.
void AppendVersion(const Entry& entry, const OwnerKeys& keys, const Call& call, std::vector<std::string>& args) {
  args.insert(args.end(), {StrCat(entry.version - 1), SealEntry(entry, keys, call.request_id), TimeKey(entry.occurred),
                           TimeKey(entry.revised), VisitFlag(entry), StrCat(kMostVersions)});
}

}  // namespace

Task<absl::StatusOr<EntryReceipt>> RedisEntryStore::Store(const Call& call, Function function, PatientKeys::Keys keys,
                                                          std::vector<std::string> args) {
  args = idempotency_.Args(call, std::move(args));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(function, std::move(args), call.deadline));
  if (!reply.empty() && reply.front().text() == "BASIS") co_return BasisChanged();
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, kRefusals));
  co_return ReceiptOf(outcome, *keys);
}

Task<absl::StatusOr<EntryReceipt>> RedisEntryStore::Record(const Call& call, const Entry& entry,
                                                           const AlertPlan& alerts) {
  CO_ASSIGN_OR_RETURN(auto keys, co_await keys_.ForWriting(entry.patient, call.deadline));
  std::vector<std::string> args = {keys->owner(), SealEntry(entry, *keys, call.request_id), TimeKey(entry.occurred),
                                   TimeKey(entry.revised), VisitFlag(entry)};
  AppendPlan(alerts, *keys, entry.revised, args);
  auto receipt = co_await Store(call, kRecord, std::move(keys), std::move(args));
  co_return receipt;
}

Task<absl::StatusOr<EntryReceipt>> RedisEntryStore::SaveCheckIn(const Call& call, const Entry& entry,
                                                                const AlertPlan& alerts) {
  CO_ASSIGN_OR_RETURN(auto keys, co_await keys_.ForWriting(entry.patient, call.deadline));
  std::vector<std::string> args = {keys->owner(), WeekKey(entry.week.value_or(absl::CivilDay())),
                                   entry.version == 1 ? "" : NumberKey(entry.number)};
  AppendVersion(entry, *keys, call, args);
  AppendPlan(alerts, *keys, entry.revised, args);
  auto receipt = co_await Store(call, kSaveCheckIn, std::move(keys), std::move(args));
  co_return receipt;
}

Task<absl::StatusOr<EntryReceipt>> RedisEntryStore::Amend(const Call& call, const Entry& entry,
                                                          const AlertPlan& alerts) {
  CO_ASSIGN_OR_RETURN(auto keys, co_await keys_.ForWriting(entry.patient, call.deadline));
  std::vector<std::string> args = {keys->owner(), NumberKey(entry.number)};
  AppendVersion(entry, *keys, call, args);
  AppendPlan(alerts, *keys, entry.revised, args);
  auto receipt = co_await Store(call, kAmend, std::move(keys), std::move(args));
  co_return receipt;
}

Task<absl::Status> RedisEntryStore::Retract(const Call& call, const Entry& entry, std::optional<int> version,
                                            Retraction retraction) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForWriting(entry.patient, call.deadline));
  std::vector<std::string> args = idempotency_.Args(
      call, {keys->owner(), NumberKey(entry.number), version ? StrCat(*version) : "",
             SealRetraction(retraction, *keys, entry.number), entry.week ? WeekKey(*entry.week) : ""});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRetract, std::move(args), call.deadline));
  co_return store::OutcomeOf(reply, kRefusals).status();
}

Task<absl::StatusOr<Entry>> RedisEntryStore::Get(const Call& call, std::string patient, int64_t number, int version) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), NumberKey(number), version == 0 ? "" : StrCat(version)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kGet, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_return OneEntry(reply, *keys, number);
}

Task<absl::StatusOr<std::optional<Entry>>> RedisEntryStore::CheckInOf(const Call& call, std::string patient,
                                                                      absl::CivilDay week) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), WeekKey(week)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kCheckInOf, std::move(args), call.deadline));
  if (reply.size() < 2) co_return std::optional<Entry>();
  CO_ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(reply[0].text()));
  CO_ASSIGN_OR_RETURN(const auto keys,
                      co_await keys_.ForWriting(std::move(patient), call.deadline));  // it is about to be amended
  CO_ASSIGN_OR_RETURN(Entry entry, OpenEntry(reply[1].text(), *keys, number));
  co_return std::optional<Entry>(std::move(entry));
}

Task<absl::StatusOr<Entry>> RedisEntryStore::GetShared(const Call& call, std::string patient, int64_t number,
                                                       ShareReaders readers) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), NumberKey(number)};
  Append(std::move(readers), keys_, args);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kGetShared, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  CO_ASSIGN_OR_RETURN(Entry entry, OneEntry(reply, *keys, number));
  co_return AsShared(std::move(entry), ViewOf(reply[2].text()));
}

Task<absl::StatusOr<PageOf<Entry>>> RedisEntryStore::List(const Call& call, EntryQuery query) {
  std::vector<std::string> args = ListArgs(keys_.PseudonymOf(query.patient), query);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kList, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(query.patient)));
  co_return PageIn(reply, *keys, false);
}

Task<absl::StatusOr<PageOf<Entry>>> RedisEntryStore::ListShared(const Call& call, EntryQuery query,
                                                                ShareReaders readers) {
  std::vector<std::string> args = ListArgs(keys_.PseudonymOf(query.patient), query);
  Append(std::move(readers), keys_, args);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kListShared, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("patient");
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(query.patient)));
  co_return PageIn(reply, *keys, true);
}

Task<absl::StatusOr<PageOf<Entry>>> RedisEntryStore::Preview(const Call& call, EntryQuery query, ShareScope scope,
                                                             ShareView view) {
  std::vector<std::string> args = ListArgs(keys_.PseudonymOf(query.patient), query);
  AppendGrant(scope, view, args);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kPreview, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(query.patient)));
  co_return PageIn(reply, *keys, true);
}

}  // namespace careloop::journal
