#ifndef CARELOOP_TESTS_UNIT_MESSAGING_INBOX_SITE_H_
#define CARELOOP_TESTS_UNIT_MESSAGING_INBOX_SITE_H_

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/messaging/domain/inbox_index.h"

namespace careloop::messaging {

// The threads of a site and the log of their changes, in memory: what the functions of the store do to what an inbox
// shows. Threads are of patient-1 with team a unless said otherwise; every change is a second later than the last.
class InboxSite {
 public:
  void Start(const std::string& id, const std::string& team = "a", const std::string& patient = "patient-1") {
    Tick();
    InboxRow& row = rows_[id];
    row.thread = {.ref = {patient, id}, .care_team = team, .subject = "About " + id, .started = now_};
    Log(id, LogEntry::Kind::kThreadStarted, patient);
    Write(id);
  }
  // The patient writes.
  void Write(const std::string& id) {
    Tick();
    InboxRow& row = rows_.at(id);
    Work& work = row.thread.work;
    const bool begins = !work.waiting_since;
    if (begins) {
      work.waiting_since = now_;
      work.due = now_ + (work.urgency == Urgency::kUrgent ? absl::Hours(1) : absl::Hours(48));
    }
    Append(row);
    const bool was_open = work.state == ThreadState::kOpen;
    LogMessage(row.thread, begins && was_open ? work.due : std::nullopt);
    if (was_open) return;
    work.state = ThreadState::kOpen;
    work.resolution.reset();
    Change(id);
  }
  void Answer(const std::string& id, const std::string& person) {
    Tick();
    InboxRow& row = rows_.at(id);
    Append(row);
    row.marks[person] = row.thread.last_number;
    row.thread.work.waiting_since = row.thread.work.due = std::nullopt;
    row.thread.work.attention = 0;
    Log(id, LogEntry::Kind::kMessage, person, true);
  }
  void Read(const std::string& id, const std::string& person, int64_t up_to = INT64_MAX) {
    Tick();
    InboxRow& row = rows_.at(id);
    const int64_t number = std::min(up_to, row.thread.last_number);
    if (person != row.thread.ref.patient) {
      if (number <= row.marks[person]) return;
      row.marks[person] = number;
    }
    Log(id, LogEntry::Kind::kReadMark, person, false, number);
  }
  void Claim(const std::string& id, const std::string& person) {
    Tick();
    rows_.at(id).thread.work.assignment = Assignment{{.id = person}, now_};
    Change(id);
  }
  void SetUrgent(const std::string& id) {
    Tick();
    Work& work = rows_.at(id).thread.work;
    work.urgency = Urgency::kUrgent;
    if (work.waiting_since) work.due = *work.waiting_since + absl::Hours(1);
    Change(id);
  }
  // The last message has a warning word, and is of the patient's side if anything waits.
  void Warn(const std::string& id) {
    Tick();
    Thread& thread = rows_.at(id).thread;
    if (thread.work.waiting_since && thread.work.attention == 0) thread.work.attention = thread.last_number;
    Change(id);
  }
  void Resolve(const std::string& id) {
    Tick();
    Work& work = rows_.at(id).thread.work;
    work = Work{.version = work.version, .state = ThreadState::kResolved};
    work.resolution = Resolution{};
    Change(id);
  }
  void Reroute(const std::string& id, const std::string& team) {
    Tick();
    Thread& thread = rows_.at(id).thread;
    thread.care_team = team;
    thread.work.assignment.reset();
    Change(id);
  }
  // Its sender has taken a message back.
  void Retract(const std::string& id) { Log(id, LogEntry::Kind::kMessageRetracted, "somebody"); }
  void RevokeShare(const std::string& id) { Log(id, LogEntry::Kind::kShareRevoked, "somebody"); }
  // The patient leaves the team, or is back.
  void SetEnrolled(const std::string& patient, const std::string& team, bool enrolled) {
    Tick();
    for (auto& [id, row] : rows_) {
      if (row.thread.ref.patient != patient || row.thread.care_team != team) continue;
      row.thread.enrolled = enrolled;
      if (!enrolled) row.thread.work.assignment.reset();
      if (enrolled) Change(id);
    }
    if (!enrolled) LogOf({patient, kAllThreads}, team, LogEntry::Kind::kEnrolmentEnded, team, 0);
  }
  void Pass(absl::Duration time) { now_ += time; }

  absl::Time now() const { return now_; }
  const std::vector<std::shared_ptr<const LogEntry>>& log() const { return log_; }
  Place end() const { return log_.empty() ? Place() : log_.back()->place; }
  bool Has(const std::string& id) const { return rows_.contains(id); }
  // The threads that a read of this ref answers, as they are now.
  std::vector<InboxRow> RowsOf(const ThreadRef& ref) const {
    std::vector<InboxRow> rows;
    for (const auto& [id, row] : rows_) {
      if (row.thread.ref == ref || (row.thread.ref.patient == ref.patient && ref.thread == kAllThreads)) {
        rows.push_back(RowOf(row.thread.ref));
      }
    }
    return rows;
  }
  InboxRow RowOf(const ThreadRef& ref) const {
    InboxRow row = rows_.at(ref.thread);
    row.place = end();
    return row;
  }
  std::vector<InboxRow> AllRows() const {
    std::vector<InboxRow> rows;
    for (const auto& [id, row] : rows_) rows.push_back(RowOf(row.thread.ref));
    return rows;
  }

  static std::vector<std::string> IdsOf(const InboxPage& page) {
    std::vector<std::string> ids;
    for (const Thread& thread : page.threads) ids.push_back(thread.ref.thread);
    return ids;
  }

 private:
  void Tick() { now_ += absl::Seconds(1); }
  void Append(InboxRow& row) const {
    ++row.thread.last_number;
    row.thread.last_time = now_;
  }
  void Change(const std::string& id) {
    ++rows_.at(id).thread.work.version;
    Log(id, LogEntry::Kind::kUnknown, "somebody");
  }
  void Log(const std::string& id, LogEntry::Kind kind, const std::string& person, bool of_staff = false,
           int64_t number = 0) {
    const Thread& thread = rows_.at(id).thread;
    LogOf(thread.ref, thread.care_team, kind, person, number > 0 ? number : thread.last_number, of_staff);
  }
  void LogOf(const ThreadRef& thread, const std::string& team, LogEntry::Kind kind, const std::string& person,
             int64_t number, bool of_staff = false) {
    Log({.kind = kind, .thread = thread, .number = number, .team = team, .person = person, .of_staff = of_staff});
  }
  // Of the patient.
  void LogMessage(const Thread& thread, std::optional<absl::Time> due) {
    Log({.kind = LogEntry::Kind::kMessage,
         .thread = thread.ref,
         .number = thread.last_number,
         .team = thread.care_team,
         .person = thread.ref.patient,
         .due = due});
  }
  void Log(LogEntry entry) {
    entry.place = {log_.size() + 1, 0};
    entry.time = now_;
    log_.push_back(std::make_shared<const LogEntry>(std::move(entry)));
  }

  absl::Time now_ = absl::FromUnixSeconds(1'750'000'000);
  std::map<std::string, InboxRow> rows_;
  std::vector<std::shared_ptr<const LogEntry>> log_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_UNIT_MESSAGING_INBOX_SITE_H_
