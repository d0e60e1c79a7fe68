#ifndef CARELOOP_TESTS_SUPPORT_FAKE_EVENT_STORE_H_
#define CARELOOP_TESTS_SUPPORT_FAKE_EVENT_STORE_H_

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "services/messaging/domain/thread_store.h"
#include "tests/support/gate.h"

namespace careloop::testing {

// A log in memory. Every read may be held up at `gate` and be made to fail; it answers what was true when it was asked.
// Not thread-safe.
class FakeEventStore final : public messaging::EventStore {
 public:
  Task<absl::StatusOr<messaging::LogPage>> Read(messaging::LogQuery query) override {
    ++reads;
    const absl::Status status = failure;
    messaging::LogPage page{.entries = {}, .place = query.after, .gap = !Has(query.after)};
    for (const auto& entry : log_) {
      if (entry->place <= query.after) continue;
      if (static_cast<int>(page.entries.size()) == query.most) page.more = true;
      if (page.more) break;
      page.place = entry->place;
      if (!Concerns(*entry, query)) continue;
      if (entry->place == unnamed) page.unnamed = true;
      if (entry->place != unnamed) page.entries.push_back(entry);
    }
    co_await gate.Pass();
    if (!status.ok()) co_return status;
    co_return page;
  }
  Task<absl::StatusOr<std::vector<messaging::EventViews>>> Details(messaging::LogEntries entries) override {
    ++fetches;
    const absl::Status status = failure;
    std::vector<messaging::EventViews> events;
    for (const auto& entry : entries) {
      const auto event = std::make_shared<const messaging::Event>(
          messaging::Event{.place = entry->place,
                           .thread = entry->thread,
                           .what = messaging::MessageSent{messaging::Message{.number = entry->number}, {}}});
      events.push_back(entry->place == unreadable ? messaging::EventViews() : messaging::EventViews{event, event});
    }
    co_await gate.Pass();
    if (!status.ok()) co_return status;
    co_return events;
  }

  // The next message, 1, 2, 3, ..., of a thread that is named after its team and is of a patient of nobody else, or the
  // other way round.
  void Publish(const std::string& team, const std::string& patient = "patient") {
    const std::string& thread = patient == "patient" ? team : patient;
    Append({.kind = messaging::LogEntry::Kind::kMessage,
            .thread = {patient, thread},
            .number = ++last_[thread],
            .team = team,
            .person = "somebody"});
  }
  void Joined(const std::string& team, const std::string& person) {
    Append({.kind = messaging::LogEntry::Kind::kJoinedTeam, .thread = {}, .team = team, .person = person});
  }
  void Left(const std::string& team, const std::string& person) {
    Append({.kind = messaging::LogEntry::Kind::kLeftTeam, .thread = {}, .team = team, .person = person});
  }
  void CaregiverAdded(const std::string& patient, const std::string& person) {
    Append({.kind = messaging::LogEntry::Kind::kCaregiverAdded, .thread = {}, .team = patient, .person = person});
  }
  void CaregiverRemoved(const std::string& patient, const std::string& person) {
    Append({.kind = messaging::LogEntry::Kind::kCaregiverRemoved, .thread = {}, .team = patient, .person = person});
  }
  // Keeps the last `kept` entries only.
  void Trim(size_t kept) {
    if (log_.size() > kept) log_.erase(log_.begin(), log_.end() - static_cast<std::ptrdiff_t>(kept));
  }
  messaging::Place End() const { return {last_place_, 0}; }
  int64_t Last(const std::string& thread) { return last_[thread]; }
  // The last message of a thread that was there at the place, whether or not it is kept.
  int64_t LastAt(const std::string& thread, messaging::Place place) const {
    int64_t last = 0;
    for (const auto& entry : all_) {
      if (entry->place <= place && entry->thread.thread == thread) last = entry->number;
    }
    return last;
  }
  messaging::LogEntries After(messaging::Place place) const {
    messaging::LogEntries entries;
    for (const auto& entry : log_) {
      if (entry->place > place) entries.push_back(entry);
    }
    return entries;
  }
  bool Has(messaging::Place place) const {
    if (place == messaging::Place()) return log_.empty() || log_.front()->place.millis == 1;
    return std::any_of(log_.begin(), log_.end(), [&](const auto& entry) { return entry->place == place; });
  }

  Gate gate;
  absl::Status failure;
  messaging::Place unreadable = messaging::kNowhere;
  messaging::Place unnamed = messaging::kNowhere;  // nobody can say any more of whom the entry at this place is
  int reads = 0;
  int fetches = 0;

 private:
  static bool Concerns(const messaging::LogEntry& entry, const messaging::LogQuery& query) {
    if (!query.patient.empty()) return entry.thread.patient == query.patient;
    if (entry.is_membership()) return entry.person == query.person;
    const auto wants = [](const std::vector<std::string>& wanted, const std::string& id) {
      return std::find(wanted.begin(), wanted.end(), id) != wanted.end();
    };
    return wants(query.teams, entry.team) || wants(query.patients, entry.thread.patient);
  }
  void Append(messaging::LogEntry entry) {
    entry.place = {++last_place_, 0};
    log_.push_back(std::make_shared<const messaging::LogEntry>(std::move(entry)));
    all_.push_back(log_.back());
  }

  messaging::LogEntries log_;
  messaging::LogEntries all_;  // also those that are kept no more
  std::map<std::string, int64_t> last_;
  uint64_t last_place_ = 0;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_FAKE_EVENT_STORE_H_
