#include "common/audit/record_order.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"

namespace careloop::audit {
namespace {

// The methods that write records, and whether each success of one has left a record.
constexpr std::pair<std::string_view, bool> kWriters[] = {
    {"careloop.journal.v1.JournalService/RecordEntry", true},
    {"careloop.journal.v1.JournalService/AmendEntry", true},
    {"careloop.messaging.v1.MessagingService/StartThread", true},
    {"careloop.messaging.v1.MessagingService/SendMessage", true},
    {"careloop.messaging.v1.DeliveryService/DeliverShare", false},
    {"careloop.messaging.v1.DeliveryService/DeliverAlert", false},
};

// A repetition is promised to be known as one for a day; by now it certainly is, whoever's clock is wrong.
constexpr absl::Duration kCertainlyRepeated = absl::Hours(12);

uint64_t HashOf(const std::string& text) { return absl::HashOf(text); }

uint64_t PlaceHash(const std::string& place) { return place.empty() ? 0 : HashOf(place); }

// "threads/ID"; "entries/3" however many zeros somebody has put before the number; empty of a patient's name.
std::string PlaceIn(const std::vector<std::string>& parts) {
  if (parts.size() < 4) return "";
  const size_t first = parts[2] == "entries" ? std::min(parts[3].find_first_not_of('0'), parts[3].size()) : 0;
  return StrCat(parts[2], "/", parts[3].substr(first));
}

class Comparer {
 public:
  Comparer(std::string patient, const std::vector<Change>& changes) : patient_(std::move(patient)), changes_(changes) {
    absl::flat_hash_map<std::pair<uint64_t, uint64_t>, absl::Time> first;
    for (size_t i = 0; i < changes.size(); ++i) {
      // Only the first has certainly written: a later one that is kept may have been a repetition itself.
      const auto [written, is_first] = first.try_emplace({changes[i].id, changes[i].writer}, changes[i].time);
      if (!is_first && absl::AbsDuration(changes[i].time - written->second) < kCertainlyRepeated) continue;
      by_id_[changes[i].id].push_back(i);
    }
  }

  void Compare(const RecordChain& chain);
  void FindMissing(size_t complete);
  RecordComparison Take();

 private:
  // The order of what a change writes: its record, then the automatic reply to that.
  using Step = size_t;

  std::vector<Step> StepsOf(const FoundRecord& record, uint64_t place) const;
  bool IsOneTooMany(const FoundRecord& record);
  void Report(const std::string& name, RecordFault fault, int64_t sequence = 0) {
    findings_.insert({name, fault, sequence});
  }
  void ReportMoved(const std::vector<std::pair<Step, const FoundRecord*>>& found);

  const std::string patient_;
  const std::vector<Change>& changes_;
  absl::flat_hash_map<uint64_t, std::vector<size_t>> by_id_;  // which changes, but for certain repetitions
  absl::flat_hash_set<std::pair<uint64_t, uint64_t>> found_;  // ids, and the places where they are
  absl::flat_hash_map<std::pair<uint64_t, bool>, size_t> counts_;
  std::set<RecordFinding> findings_;
  RecordComparison result_;
};

// Those of the changes that may have written it there.
std::vector<Comparer::Step> Comparer::StepsOf(const FoundRecord& record, uint64_t place) const {
  std::vector<Step> steps;
  const auto found = by_id_.find(HashOf(record.id));
  if (found == by_id_.end()) return steps;
  for (const size_t i : found->second) {
    if (changes_[i].place == 0 || changes_[i].place == place) steps.push_back(2 * i + (record.is_reply ? 1 : 0));
  }
  return steps;
}

bool Comparer::IsOneTooMany(const FoundRecord& record) {
  const uint64_t id = HashOf(record.id);
  return !record.again && ++counts_[{id, record.is_reply}] > by_id_[id].size();
}

// What was written lies in the order of the log if each record can be given a later change than the one before it.
void Comparer::Compare(const RecordChain& chain) {
  const uint64_t place = PlaceHash(chain.place);
  std::optional<Step> last;
  std::vector<std::pair<Step, const FoundRecord*>> found;
  bool in_order = true;
  for (const FoundRecord& record : chain.records) {
    if (!record.is_reply) found_.insert({HashOf(record.id), place});
    const std::vector<Step> steps = record.opens ? StepsOf(record, place) : std::vector<Step>();
    if (!record.opens) {
      Report(record.name, RecordFault::kUnreadable);
    } else if (record.is_elsewhere) {
      Report(record.name, RecordFault::kOutOfOrder);
    } else if (steps.empty() && found.empty()) {
      result_.unchecked += record.again ? 0 : 1;
    } else if (steps.empty() || IsOneTooMany(record)) {
      Report(record.name, RecordFault::kNotInLog);
    } else {
      result_.checked += record.again ? 0 : 1;
      const auto next = std::ranges::find_if(steps, [&](Step step) { return !last || step > *last; });
      in_order = in_order && next != steps.end();
      if (next != steps.end()) last = *next;
      found.emplace_back(next != steps.end() ? *next : steps.front(), &record);
    }
  }
  if (!in_order) ReportMoved(found);
}

// Those in whose place another would be if all were in order.
void Comparer::ReportMoved(const std::vector<std::pair<Step, const FoundRecord*>>& found) {
  std::vector<Step> sorted;
  for (const auto& [step, record] : found) sorted.push_back(step);
  std::ranges::sort(sorted);
  for (size_t i = 0; i < found.size(); ++i) {
    if (found[i].first != sorted[i]) Report(found[i].second->name, RecordFault::kOutOfOrder);
  }
}

// Of changes that name no place it is enough that their record is anywhere.
void Comparer::FindMissing(size_t complete) {
  absl::flat_hash_set<uint64_t> anywhere;
  for (const auto& [id, place] : found_) anywhere.insert(id);
  for (const auto& [id, positions] : by_id_) {
    for (const size_t i : positions) {
      const Change& change = changes_[i];
      const bool is_there = change.place == 0 ? anywhere.contains(id) : found_.contains({id, change.place});
      if (i < complete && change.leaves_record && !is_there) {
        Report(patient_, RecordFault::kMissing, change.sequence);
      }
    }
  }
}

RecordComparison Comparer::Take() {
  result_.findings.assign(findings_.begin(), findings_.end());
  return std::move(result_);
}

}  // namespace

std::optional<Change> ChangeOf(const AccessRecord& record, int64_t sequence, std::string& patient) {
  const auto* const writer = std::ranges::find(kWriters, record.method, [](const auto& one) { return one.first; });
  const std::vector<std::string> parts = absl::StrSplit(record.resource, '/');
  if (writer == std::end(kWriters) || record.outcome != Outcome::kSuccess || parts.size() < 2) return std::nullopt;
  patient = parts[1];
  return Change{.sequence = sequence,
                .id = HashOf(record.request_id),
                .place = PlaceHash(PlaceIn(parts)),
                .writer = absl::HashOf(record.method, record.person),
                .time = record.time,
                .leaves_record = writer->second};
}

RecordComparison CompareWithLog(const std::string& patient, const std::vector<Change>& changes, size_t complete,
                                const std::vector<RecordChain>& chains) {
  Comparer comparer(StrCat("patients/", patient), changes);
  for (const RecordChain& chain : chains) comparer.Compare(chain);
  comparer.FindMissing(complete);
  return comparer.Take();
}

}  // namespace careloop::audit
