#include "services/journal/store/redis_period_store.h"

#include <iterator>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/store/missing_keys.h"
#include "services/journal/store/course_rows.h"
#include "services/journal/store/grant_args.h"
#include "services/journal/store/sealed_records.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

using redis::Function;
using redis::Reply;

constexpr Function kRead{"period_entries", Function::Effect::kReads};
constexpr Function kReadShared{"period_entries_shared", Function::Effect::kReads};
constexpr Function kViewShared{"period_view_shared", Function::Effect::kReads};
constexpr Function kPatients{"period_patients", Function::Effect::kReads};
constexpr Function kSinceVisit{"period_since_visit", Function::Effect::kReads};

std::vector<std::string> BoundsOf(const std::vector<TimeRange>& ranges) {
  std::vector<std::string> bounds;
  for (const TimeRange& range : ranges) {
    bounds.push_back(BoundKey(range.start));
    bounds.push_back(BoundKey(range.end));
  }
  return bounds;
}

std::vector<std::string> ArgsOf(std::string owner, const std::vector<TimeRange>& ranges,
                                std::optional<ShareReaders> readers, const PatientKeys& keys) {
  std::vector<std::string> bounds = BoundsOf(ranges);
  std::vector<std::string> args = {std::move(owner), StrCat(kMostEntriesRead)};
  if (readers) args.insert(args.end(), {TimeKey(readers->now), StrCat(bounds.size())});
  std::move(bounds.begin(), bounds.end(), std::back_inserter(args));
  if (readers) AppendReaders(*std::move(readers), keys, args);
  return args;
}

constexpr char kNoShare[] = "NO_SHARE";

absl::Status RefusalIn(const Reply::Array& reply) {
  if (reply.size() != 1) return absl::OkStatus();
  const std::string& word = reply.front().text();
  if (word == kNoShare) return NotFound("patient");
  if (word == "NO_VISIT") {
    return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                 "no entry says that it is of a visit; give a start_time");
  }
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat("the period holds more than ", kMostEntriesRead, " entries; ask for a shorter one"));
}

// Number, what is stored and view of each.
absl::StatusOr<std::vector<Entry>> EntriesIn(const Reply::Array& rows, const OwnerKeys& keys, bool through_shares) {
  constexpr size_t kFields = 3;
  std::vector<Entry> entries;
  entries.reserve(rows.size() / kFields);
  for (size_t i = 0; i + kFields <= rows.size(); i += kFields) {
    ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(rows[i].text()));
    ASSIGN_OR_RETURN(Entry entry, OpenEntry(AfterTimeKey(rows[i + 1].text()), keys, number));
    entries.push_back(through_shares ? AsShared(std::move(entry), ViewOf(rows[i + 2].text())) : std::move(entry));
  }
  return entries;
}

// START, whether that is a visit's, entries, numbers that are shared, courses.
absl::StatusOr<VisitRecord> VisitRecordIn(const Reply::Array& reply, const OwnerKeys& keys) {
  constexpr size_t kFields = 5;
  if (reply.size() != kFields) {
    return Error(absl::StatusCode::kInternal, reason::kInternal,
                 "the store gave an answer that this release does not know");
  }
  VisitRecord record{.since_visit = !reply[1].text().empty()};
  ASSIGN_OR_RETURN(record.start, TimeOfKey(reply[0].text()));
  ASSIGN_OR_RETURN(record.entries, EntriesIn(reply[2].array(), keys, false));
  for (const Reply& number : reply[3].array()) {
    ASSIGN_OR_RETURN(const int64_t shared, NumberOfKey(number.text()));
    record.shared.insert(shared);
  }
  ASSIGN_OR_RETURN(record.courses, NotedCoursesIn(reply[4].array(), 0, keys));
  return record;
}

}  // namespace

Task<absl::StatusOr<std::vector<Entry>>> RedisPeriodStore::Read(const Call& call, std::string patient,
                                                                std::vector<TimeRange> ranges,
                                                                std::optional<ShareReaders> readers) {
  const bool through_shares = readers.has_value();
  const Function function = through_shares ? kReadShared : kRead;
  std::vector<std::string> args = ArgsOf(keys_.PseudonymOf(patient), ranges, std::move(readers), keys_);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(function, std::move(args), call.deadline));
  CO_RETURN_IF_ERROR(RefusalIn(reply));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_await workers_.Turn();
  co_return EntriesIn(reply, *keys, through_shares);
}

Task<absl::StatusOr<ShareView>> RedisPeriodStore::WidestView(const Call& call, std::string patient,
                                                             ShareReaders readers) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), TimeKey(readers.now)};
  AppendReaders(std::move(readers), keys_, args);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kViewShared, std::move(args), call.deadline));
  if (reply.front().text() == kNoShare) co_return NotFound("patient");
  co_return ViewOf(reply.front().text());
}

Task<absl::StatusOr<PatientPage>> RedisPeriodStore::Patients(const Call& call, PageRequest page) {
  std::vector<std::string> args = {page.after.empty() ? "-" : StrCat("(", page.after), StrCat(page.size)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kPatients, std::move(args), call.deadline));
  std::vector<std::string> pseudonyms;
  for (size_t i = 1; i < reply.size(); ++i) pseudonyms.push_back(reply[i].text());
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.OfPseudonyms(pseudonyms));
  PatientPage patients;
  patients.next = reply.front().text();
  patients.left_out = store::LogMissingKeys(keys);
  for (const std::string& pseudonym : pseudonyms) {
    const auto owner = keys.find(pseudonym);
    if (owner == keys.end() || !owner->second) continue;  // erased, or lost
    patients.items.push_back(owner->second->person());
  }
  co_return patients;
}

Task<absl::StatusOr<VisitRecord>> RedisPeriodStore::SinceVisit(const Call& call, std::string patient,
                                                               VisitQuery query) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient),
                                   StrCat(kMostEntriesRead),
                                   query.start ? BoundKey(*query.start) : "",
                                   StrCat(absl::ToInt64Microseconds(query.lookback)),
                                   TimeKey(query.now),
                                   TimeKey(query.end)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kSinceVisit, std::move(args), call.deadline));
  CO_RETURN_IF_ERROR(RefusalIn(reply));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_await workers_.Turn();
  co_return VisitRecordIn(reply, *keys);
}

}  // namespace careloop::journal
