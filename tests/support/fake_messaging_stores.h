#ifndef CARELOOP_TESTS_SUPPORT_FAKE_MESSAGING_STORES_H_
#define CARELOOP_TESTS_SUPPORT_FAKE_MESSAGING_STORES_H_

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "services/messaging/domain/care_team_store.h"
#include "services/messaging/domain/thread_store.h"
#include "tests/support/gate.h"

namespace careloop::testing {

// Care teams in memory, without idempotency and limits. Every read may be held up at `gate` and be made to fail; it
// answers what was true when it was asked. Not thread-safe.
class FakeCareTeamStore final : public messaging::CareTeamStore {
 public:
  Task<absl::StatusOr<std::string>> Create(const Call&, messaging::CareTeam team) override {
    const std::string id = team.id;
    if (!teams_.emplace(id, Team{std::move(team), {}}).second) {
      co_return Error(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists, "is there already");
    }
    co_return id;
  }
  Task<absl::Status> AddMember(const Call&, std::string team, messaging::Member member) override {
    if (!teams_.contains(team)) co_return NotFound("care team");
    teams_.at(team).team.members.push_back(std::move(member));
    co_return absl::OkStatus();
  }
  Task<absl::Status> RemoveMember(const Call&, std::string team, std::string person, absl::Time) override {
    if (!teams_.contains(team)) co_return NotFound("care team");
    Leave(team, person);
    co_return absl::OkStatus();
  }
  Task<absl::StatusOr<absl::Time>> Enrol(const Call&, std::string team, messaging::Enrolment enrolment) override {
    if (!teams_.contains(team)) co_return NotFound("care team");
    const absl::Time enrolled = enrolment.enrolled;
    teams_.at(team).patients.push_back(std::move(enrolment));
    co_return enrolled;
  }

  Task<absl::StatusOr<messaging::CareTeam>> Get(const Call&, std::string team) override {
    if (!teams_.contains(team)) co_return NotFound("care team");
    co_return teams_.at(team).team;
  }
  Task<absl::StatusOr<std::vector<messaging::Enrolment>>> Patients(const Call&, std::string team) override {
    if (!teams_.contains(team)) co_return NotFound("care team");
    co_return teams_.at(team).patients;
  }
  Task<absl::StatusOr<messaging::Enrolment>> EnrolmentOf(const Call&, std::string team, std::string patient) override {
    for (const messaging::Enrolment& enrolment : teams_[team].patients) {
      if (enrolment.patient == patient) co_return enrolment;
    }
    co_return NotFound("enrolment");
  }
  Task<absl::StatusOr<messaging::Memberships>> MembershipsOf(std::string person, Deadline) override {
    ++membership_reads;
    const absl::Status status = failure;
    messaging::Memberships memberships;
    for (const auto& [id, team] : teams_) {
      for (const messaging::Member& member : team.team.members) {
        if (member.person == person) memberships.emplace(id, member);
      }
    }
    co_await gate.Pass();
    if (!status.ok()) co_return status;
    co_return memberships;
  }
  Task<absl::StatusOr<std::vector<std::string>>> TeamsOfPatient(const Call&, std::string patient) override {
    if (!failure.ok()) co_return failure;
    std::vector<std::string> ids;
    for (const auto& [id, team] : teams_) {
      for (const messaging::Enrolment& enrolment : team.patients) {
        if (enrolment.patient == patient) ids.push_back(id);
      }
    }
    co_return ids;
  }

  // Sets the scene.
  void Join(const std::string& team, const std::string& person, const std::string& title = "Nurse") {
    teams_[team].team.id = team;
    teams_[team].team.members.push_back({person, "Demo " + person, title, absl::UnixEpoch()});
  }
  void Leave(const std::string& team, const std::string& person) {
    std::erase_if(teams_[team].team.members, [&](const messaging::Member& m) { return m.person == person; });
  }
  void Enrol(const std::string& team, const std::string& patient, const std::string& name = "Demo Patient") {
    teams_[team].team.id = team;
    teams_[team].patients.push_back({patient, name, absl::UnixEpoch()});
  }

  Gate gate;
  absl::Status failure;
  int membership_reads = 0;

 private:
  struct Team {
    messaging::CareTeam team;
    std::vector<messaging::Enrolment> patients;
  };
  std::map<std::string, Team> teams_;
};

// Knows the threads it is told of, and remembers what was asked of it. Answers canned values. Not thread-safe.
class FakeThreadStore final : public messaging::ThreadStore {
 public:
  Task<absl::StatusOr<Started>> Start(const Call&, messaging::Thread thread, messaging::Message first,
                                      std::optional<messaging::DueTimes> due_times) override {
    due = due_times;
    teams_[thread.ref.patient + "/" + thread.ref.thread] = thread.care_team;
    started = std::move(thread);
    message = std::move(first);
    co_return Started{started.ref.thread, time};
  }
  Task<absl::StatusOr<std::optional<Started>>> StartedBefore(const Call&) override { co_return started_before; }
  Task<absl::StatusOr<messaging::Sent>> Append(const Call&, messaging::ThreadRef ref, messaging::Message sent,
                                               messaging::DueTimes due_times) override {
    due = due_times;
    appended_team = teams_[ref.patient + "/" + ref.thread];
    appended_to = std::move(ref);
    message = std::move(sent);
    co_return messaging::Sent{7, time};
  }
  Task<absl::StatusOr<std::optional<messaging::Sent>>> Appended(const Call&) override { co_return earlier; }
  Task<absl::StatusOr<messaging::ReadMark>> Mark(const Call&, messaging::ThreadRef, int64_t up_to) override {
    co_return messaging::ReadMark{up_to, 3};
  }
  Task<absl::StatusOr<Delivered>> DeliverShare(const Call&, messaging::Thread thread, messaging::Message sent,
                                               messaging::DueTimes due_times) override {
    due = due_times;
    started = std::move(thread);
    message = std::move(sent);
    ++deliveries;
    if (!failure.ok()) co_return failure;
    co_return Delivered{"delivered-thread", {4, time}};
  }
  Task<absl::StatusOr<std::string>> TeamOf(const Call&, messaging::ThreadRef ref) override {
    ++team_reads;
    const auto found = teams_.find(ref.patient + "/" + ref.thread);
    if (found == teams_.end()) co_return NotFound("thread");
    co_return found->second;
  }
  Task<absl::StatusOr<messaging::ThreadSnapshot>> Get(const Call&, messaging::ThreadRef ref, std::string reader,
                                                      std::vector<messaging::Audience> audiences) override {
    asked_reader = std::move(reader);
    asked_audiences = std::move(audiences);
    messaging::Thread thread = started;
    thread.ref = std::move(ref);
    thread.patient_display_name = "Demo Patient";
    thread.last_number = 9;
    co_return messaging::ThreadSnapshot{std::move(thread), {}};
  }
  Task<absl::StatusOr<messaging::ThreadPage>> List(const Call&, messaging::ThreadQuery query) override {
    asked_list = std::move(query);
    co_return messaging::ThreadPage{};
  }
  Task<absl::StatusOr<messaging::MessagePage>> Messages(const Call&, messaging::MessageQuery query) override {
    asked_audiences = std::move(query.audiences);
    messaging::MessagePage page;
    if (started_before && query.below == 2) page.messages.push_back(message);
    if (earlier && query.above == earlier->number - 1 && query.below == earlier->number + 1) {
      page.messages.push_back(message);
    }
    co_return page;
  }

  void AddThread(const std::string& patient, const std::string& thread, const std::string& team) {
    teams_[patient + "/" + thread] = team;
  }

  absl::Time time = absl::FromUnixSeconds(1'750'000'123);
  absl::Status failure;
  std::optional<messaging::Sent> earlier;  // the outcome of the request before, if it was made
  std::optional<Started> started_before;   // the same of Start
  int team_reads = 0;
  int deliveries = 0;
  messaging::Thread started;
  messaging::Message message;
  std::optional<messaging::DueTimes> due;
  messaging::ThreadRef appended_to;
  std::string appended_team;
  std::string asked_reader;
  std::vector<messaging::Audience> asked_audiences;
  messaging::ThreadQuery asked_list;

 private:
  std::map<std::string, std::string> teams_;
};

// Histories in memory. Every read may be held up at `gate` and be made to fail; it answers what was true when it was
// asked. Not thread-safe.
class FakeEventStore final : public messaging::EventStore {
 public:
  Task<absl::StatusOr<messaging::EventBatch>> Read(messaging::Audience audience, messaging::Place after,
                                                   int most) override {
    ++reads;
    const absl::Status status = failure;
    messaging::EventBatch batch;
    const History& history = histories_[audience.id];
    batch.gap = after.millis < history.trimmed;
    for (const auto& event : history.events) {
      if (event->place > after && static_cast<int>(batch.events.size()) < most) batch.events.push_back(event);
    }
    co_await gate.Pass();
    if (!status.ok()) co_return status;
    co_return batch;
  }
  Task<absl::StatusOr<messaging::Positions>> Ends(std::vector<messaging::Audience> audiences) override {
    const absl::Status status = failure;
    messaging::Positions ends;
    for (const messaging::Audience& audience : audiences) ends.push_back({audience, End(audience.id)});
    co_await gate.Pass();
    if (!status.ok()) co_return status;
    co_return ends;
  }

  // The next event of an audience: message 1, 2, 3, ... of a thread that is named after the audience.
  void Publish(const std::string& audience) {
    History& history = histories_[audience];
    const int64_t number = ++history.last;
    history.events.push_back(std::make_shared<const messaging::Event>(
        messaging::Event{.place = {static_cast<uint64_t>(number), 0},
                         .thread = {"patient", audience},
                         .what = messaging::MessageSent{messaging::Message{.number = number}, {}}}));
  }
  // Keeps the last `kept` events only.
  void Trim(const std::string& audience, size_t kept) {
    History& history = histories_[audience];
    while (history.events.size() > kept) {
      history.trimmed = history.events.front()->place.millis;
      history.events.erase(history.events.begin());
    }
  }
  messaging::Place End(const std::string& audience) { return {static_cast<uint64_t>(histories_[audience].last), 0}; }

  Gate gate;
  absl::Status failure;
  int reads = 0;

 private:
  struct History {
    std::vector<std::shared_ptr<const messaging::Event>> events;
    int64_t last = 0;
    uint64_t trimmed = 0;
  };
  std::map<std::string, History> histories_;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_FAKE_MESSAGING_STORES_H_
