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
  Task<absl::Status> RemoveMember(const Call&, std::string team, std::string person, bool, absl::Time) override {
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
  Task<absl::Status> Unenrol(const Call&, std::string team, std::string patient, bool, absl::Time) override {
    if (!teams_.contains(team)) co_return NotFound("care team");
    std::erase_if(teams_.at(team).patients, [&](const messaging::Enrolment& e) { return e.patient == patient; });
    co_return absl::OkStatus();
  }
  Task<absl::StatusOr<std::vector<std::string>>> AllTeams(const Call&) override {
    std::vector<std::string> ids;
    for (const auto& [id, team] : teams_) ids.push_back(id);
    std::reverse(ids.begin(), ids.end());
    co_return ids;
  }
  Task<absl::StatusOr<int64_t>> SetSettings(const Call&, std::string team, messaging::TeamSettings settings,
                                            std::optional<int64_t>) override {
    if (!teams_.contains(team)) co_return NotFound("care team");
    settings.version = teams_.at(team).team.settings.version + 1;
    teams_.at(team).team.settings = std::move(settings);
    co_return teams_.at(team).team.settings.version;
  }
  Task<absl::StatusOr<absl::Time>> AddCaregiver(const Call&, messaging::Caregiver caregiver) override {
    const absl::Time added = caregiver.added;
    caregivers_.push_back(std::move(caregiver));
    co_return added;
  }
  Task<absl::Status> RemoveCaregiver(const Call&, std::string patient, std::string person, absl::Time) override {
    Dismiss(patient, person);
    co_return absl::OkStatus();
  }
  Task<absl::StatusOr<std::vector<messaging::Caregiver>>> CaregiversOf(const Call&, std::string patient) override {
    std::vector<messaging::Caregiver> all = caregivers_;
    std::erase_if(all, [&](const auto& caregiver) { return caregiver.patient != patient; });
    co_return all;
  }
  Task<absl::StatusOr<messaging::Cares>> CaresOf(std::string person, Deadline) override {
    const absl::Status status = failure;
    messaging::Cares cares;
    for (const messaging::Caregiver& caregiver : caregivers_) {
      if (caregiver.person == person) cares.emplace(caregiver.patient, caregiver);
    }
    co_await gate.Pass();
    if (!status.ok()) co_return status;
    co_return cares;
  }
  Task<absl::StatusOr<messaging::TeamSettings>> SettingsOf(std::string team, Deadline) override {
    ++settings_reads;
    if (!failure.ok()) co_return failure;
    if (!teams_.contains(team)) co_return NotFound("care team");
    messaging::TeamSettings settings = teams_.at(team).team.settings;
    settings.has_members = !teams_.at(team).team.members.empty();
    co_return settings;
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

  void Help(const std::string& patient, const std::string& person, messaging::CaregiverScope scope,
            std::optional<absl::Time> expires = std::nullopt) {
    caregivers_.push_back({patient, person, "Demo " + person, "Daughter", "Demo " + patient, std::move(scope),
                           absl::UnixEpoch(), expires});
  }
  void Dismiss(const std::string& patient, const std::string& person) {
    std::erase_if(caregivers_, [&](const auto& c) { return c.patient == patient && c.person == person; });
  }

  Gate gate;
  absl::Status failure;
  int membership_reads = 0;
  int settings_reads = 0;

 private:
  struct Team {
    messaging::CareTeam team;
    std::vector<messaging::Enrolment> patients;
  };
  std::map<std::string, Team> teams_;
  std::vector<messaging::Caregiver> caregivers_;
};

// Knows the threads it is told of, and remembers what was asked of it. Answers canned values. Not thread-safe.
class FakeThreadStore final : public messaging::ThreadStore {
 public:
  Task<absl::StatusOr<Started>> Start(const Call&, messaging::Thread thread, messaging::Message first,
                                      std::optional<messaging::Reception> received) override {
    reception = std::move(received);
    ++receptions;
    if (refused_receptions-- > 0) co_return Error(absl::StatusCode::kAborted, reason::kVersionConflict, "settings");
    teams_[thread.ref.patient + "/" + thread.ref.thread] = thread.care_team;
    started = std::move(thread);
    message = std::move(first);
    co_return Started{started.ref.thread, time};
  }
  Task<absl::StatusOr<std::optional<Started>>> StartedBefore(const Call&) override { co_return started_before; }
  Task<absl::StatusOr<messaging::Sent>> Append(const Call&, messaging::ThreadRef ref, messaging::Message sent,
                                               std::optional<messaging::Reception> received) override {
    reception = std::move(received);
    ++receptions;
    if (refused_receptions-- > 0) co_return Error(absl::StatusCode::kAborted, reason::kVersionConflict, "settings");
    appended_team = teams_[ref.patient + "/" + ref.thread];
    appended_to = std::move(ref);
    message = std::move(sent);
    co_return messaging::Sent{7, time};
  }
  Task<absl::StatusOr<std::optional<messaging::Sent>>> Appended(const Call&) override { co_return earlier; }
  Task<absl::Status> RecordRepetition(const Call&) override {
    ++repetitions;
    co_return failure;
  }
  Task<absl::StatusOr<messaging::ReadMark>> Mark(const Call&, messaging::ThreadRef, messaging::Person person,
                                                 int64_t up_to, absl::Time now) override {
    marked_by = std::move(person);
    marked_at = now;
    co_return messaging::ReadMark{up_to, 3};
  }
  Task<absl::Status> Retract(const Call&, messaging::ThreadRef, int64_t, messaging::Retraction done) override {
    retraction = std::move(done);
    co_return failure;
  }
  Task<absl::StatusOr<std::vector<messaging::ReadReceipt>>> Receipts(const Call&, messaging::ThreadRef, int64_t above,
                                                                     int most) override {
    std::vector<messaging::ReadReceipt> receipts;
    for (int64_t n = above + 1; n <= 5 && receipts.size() < static_cast<size_t>(most); ++n) {
      receipts.push_back({.place = n});
    }
    co_return receipts;
  }
  Task<absl::StatusOr<Delivered>> DeliverShare(const Call&, messaging::Thread thread, messaging::Message sent,
                                               messaging::Reception received) override {
    reception = std::move(received);
    started = std::move(thread);
    message = std::move(sent);
    ++deliveries;
    if (refused_receptions-- > 0) co_return Error(absl::StatusCode::kAborted, reason::kVersionConflict, "settings");
    if (!failure.ok()) co_return failure;
    co_return Delivered{"delivered-thread", {4, time}};
  }
  Task<absl::StatusOr<absl::Time>> RevokeShare(const Call&, std::string, std::string share, absl::Time when) override {
    revoked = std::move(share);
    ++deliveries;
    if (!failure.ok()) co_return failure;
    co_return when;
  }
  Task<absl::StatusOr<std::string>> TeamOfAlert(const Call&, std::string, std::string) override {
    co_return team_of_alert;
  }
  Task<absl::StatusOr<Delivered>> DeliverAlert(const Call& call, messaging::Thread thread, messaging::Message sent,
                                               messaging::Reception received) override {
    auto delivered = co_await DeliverShare(call, std::move(thread), std::move(sent), std::move(received));
    co_return delivered;
  }
  Task<absl::StatusOr<std::string>> TeamOf(const Call&, messaging::ThreadRef ref) override {
    ++team_reads;
    const auto found = teams_.find(ref.patient + "/" + ref.thread);
    if (found == teams_.end()) co_return NotFound("thread");
    co_return found->second;
  }
  Task<absl::StatusOr<messaging::ThreadSnapshot>> Get(const Call&, messaging::ThreadRef ref,
                                                      std::string reader) override {
    asked_reader = std::move(reader);
    messaging::Thread thread = started;
    thread.care_team = teams_[ref.patient + "/" + ref.thread];
    thread.ref = std::move(ref);
    thread.patient_display_name = "Demo Patient";
    thread.last_number = 9;
    co_return messaging::ThreadSnapshot{std::move(thread), {}};
  }
  Task<absl::StatusOr<messaging::ThreadPage>> List(const Call&, messaging::ThreadQuery query) override {
    asked_list = std::move(query);
    co_return messaging::ThreadPage{};
  }
  Task<absl::StatusOr<messaging::ThreadsById>> ListById(const Call&, std::string patient, std::string after,
                                                        int most) override {
    messaging::ThreadsById page;
    for (const auto& [name, team] : teams_) {
      if (!name.starts_with(patient + "/") || name <= patient + "/" + after) continue;
      if (page.threads.size() == static_cast<size_t>(most)) page.next = page.threads.back().ref.thread;
      if (!page.next.empty()) break;
      page.threads.push_back({.ref = {patient, name.substr(patient.size() + 1)}, .care_team = team});
    }
    co_return page;
  }
  Task<absl::StatusOr<messaging::MessagePage>> Messages(const Call&, messaging::MessageQuery query) override {
    messaging::MessagePage page;
    if (!earlier && query.above > 0 && query.above == query.below - 2) page.messages = single;
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
  std::vector<messaging::Message> single;  // the answer to who asks for one message after the first
  std::optional<messaging::Retraction> retraction;
  messaging::Person marked_by;
  absl::Time marked_at;
  int team_reads = 0;
  std::string team_of_alert;  // empty: the alert has no thread
  int deliveries = 0;
  std::string revoked;  // the name of the share
  messaging::Thread started;
  messaging::Message message;
  std::optional<messaging::Reception> reception;
  int refused_receptions = 0;  // so many more are of other settings than the team has now
  int receptions = 0;
  int repetitions = 0;  // that were recorded
  messaging::ThreadRef appended_to;
  std::string appended_team;
  std::string asked_reader;
  messaging::ThreadQuery asked_list;

 private:
  std::map<std::string, std::string> teams_;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_FAKE_MESSAGING_STORES_H_
