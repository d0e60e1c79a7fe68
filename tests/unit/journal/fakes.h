#ifndef CARELOOP_TESTS_UNIT_JOURNAL_FAKES_H_
#define CARELOOP_TESTS_UNIT_JOURNAL_FAKES_H_

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "services/journal/domain/care_teams.h"
#include "services/journal/domain/content.h"
#include "services/journal/domain/course_store.h"
#include "services/journal/domain/period_store.h"
#include "services/journal/domain/rule_set_store.h"
#include "services/journal/domain/share_store.h"
#include "tests/unit/journal/fake_entry_store.h"

namespace careloop::journal {

// Small fakes of the domain's ports. Each answers at once, keeps what it was told, and fails with `failure` while that
// is set.

inline absl::Status PeerDown() {
  return Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "a peer is down");
}

inline absl::Status StoreDown() {
  return Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "the store is down");
}

struct FakeCareTeams final : CareTeams {
  std::map<std::string, std::vector<std::string>> teams;  // by caller
  std::map<std::string, Care> cares;                      // by person
  absl::Status failure;
  int asked = 0;
  Deadline last_deadline;  // of CaregiversOf

  Task<absl::StatusOr<std::vector<std::string>>> Connecting(const Call& call, std::string) override {
    ++asked;
    if (!failure.ok()) co_return failure;
    co_return teams[call.caller->subject];
  }
  Task<absl::StatusOr<Care>> CareOf(const Call&, std::string, std::string person) override {
    ++asked;
    if (!failure.ok()) co_return failure;
    co_return cares[person];
  }
  Task<absl::StatusOr<std::vector<Caregiver>>> CaregiversOf(const Call& call, std::string) override {
    ++asked;
    last_deadline = call.deadline;
    if (!failure.ok()) co_return failure;
    std::vector<Caregiver> current;
    for (const auto& [person, care] : cares) {
      if (care.since) current.push_back({person, *care.since});
    }
    co_return current;
  }
};

struct FakeContent final : Content {
  Suggestions suggestions;
  std::string library = "1";
  absl::Status failure;
  std::vector<ContentQuery> queries;
  Deadline last_deadline;
  int last_most = 0;
  std::function<void()> while_asked = [] {};

  Task<absl::StatusOr<FoundContent>> Find(const Call&, ContentQuery query, int most, Deadline deadline) override {
    const std::string known_library = query.known_library;
    queries.push_back(std::move(query));
    last_deadline = deadline;
    last_most = most;
    while_asked();
    if (!failure.ok()) co_return failure;
    if (known_library == library) co_return FoundContent{{}, library, /*unchanged=*/true};
    co_return FoundContent{suggestions, library};
  }
  Task<absl::Status> CheckTreatment(const Call&, std::string treatment) override {
    if (!failure.ok()) co_return failure;
    co_return treatment == "letrozole" ? absl::OkStatus() : NotFound("treatment");
  }
};

struct FakePeriodStore final : PeriodStore {
  std::vector<Entry> entries;            // earliest first; without a patient: everybody's
  std::vector<std::string> shared_with;  // the teams that may read all of them
  ShareView view = ShareView::kAll;      // of those
  absl::Status failure;
  std::vector<TimeRange> ranges;  // of the last read
  absl::Time visit;               // when the last one was
  std::set<int64_t> shared;       // numbers of entries
  VisitQuery last_visit_query;

  std::vector<std::string> patients;
  std::string too_many_of;  // the patient who has more than are read at once
  std::string damaged_of;   // the patient whose entries cannot be decrypted
  int left_out = 0;         // of each page

  Task<absl::StatusOr<PatientPage>> Patients(const Call&, PageRequest page) override {
    if (!failure.ok()) co_return failure;
    PatientPage found;
    found.left_out = left_out;
    for (const std::string& patient : patients) {
      if (patient <= page.after) continue;
      if (static_cast<int>(found.items.size()) == page.size) {
        found.next = found.items.back();
        break;
      }
      found.items.push_back(patient);
    }
    co_return found;
  }

  Task<absl::StatusOr<VisitRecord>> SinceVisit(const Call&, std::string, VisitQuery query) override {
    if (!failure.ok()) co_return failure;
    last_visit_query = query;
    co_return VisitRecord{
        .start = query.start.value_or(visit), .since_visit = !query.start, .entries = entries, .shared = shared};
  }

  Task<absl::StatusOr<ShareView>> WidestView(const Call&, std::string, ShareReaders readers) override {
    if (!failure.ok()) co_return failure;
    if (readers.teams != shared_with) co_return NotFound("patient");
    co_return view;
  }

  Task<absl::StatusOr<std::vector<Entry>>> Read(const Call&, std::string patient, std::vector<TimeRange> wanted,
                                                std::optional<ShareReaders> readers) override {
    if (!failure.ok()) co_return failure;
    if (!too_many_of.empty() && patient == too_many_of) {
      co_return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, "too many entries");
    }
    if (!damaged_of.empty() && patient == damaged_of)
      co_return Error(absl::StatusCode::kInternal, reason::kInternal, "");
    if (readers && readers->teams != shared_with) co_return NotFound("patient");
    ranges = std::move(wanted);
    std::vector<Entry> found;
    for (const Entry& entry : entries) {
      for (const TimeRange& range : ranges) {
        const bool is_theirs = entry.patient.empty() || entry.patient == patient;
        if (is_theirs && range.start <= entry.occurred && entry.occurred < range.end) found.push_back(entry);
      }
    }
    co_return found;
  }
};

struct FakeRuleSetStore final : RuleSetStore {
  std::vector<RuleSetActivation> kept;  // in the order of activation
  std::map<std::string, int> requests;
  absl::Status failure;

  Task<absl::StatusOr<int>> Activate(const Call& call, const RuleSetActivation& activation) override {
    if (!failure.ok()) co_return failure;
    const auto before = requests.find(call.request_id);
    if (before != requests.end()) co_return before->second;
    for (const RuleSetActivation& other : kept) {
      if (other.rule_set.version != activation.rule_set.version) continue;
      co_return Error(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists, "kept");
    }
    kept.push_back(activation);
    kept.back().number = static_cast<int>(kept.size());
    co_return requests[call.request_id] = kept.back().number;
  }
  Task<absl::StatusOr<std::optional<RuleSetActivation>>> Find(const Call&, std::string version) override {
    if (!failure.ok()) co_return failure;
    if (version.empty() && !kept.empty()) co_return std::optional<RuleSetActivation>(kept.back());
    for (const RuleSetActivation& activation : kept) {
      if (activation.rule_set.version == version) co_return std::optional<RuleSetActivation>(activation);
    }
    co_return std::optional<RuleSetActivation>();
  }
};

struct FakeShareStore final : ShareStore {
  std::map<std::string, Share> shares;          // by id
  std::map<std::string, std::string> requests;  // request id -> share id
  absl::Status failure;
  std::vector<ShareReaders> readers;

  Task<absl::StatusOr<std::optional<std::string>>> Created(const Call& call) override {
    if (!failure.ok()) co_return failure;
    const auto before = requests.find(call.request_id);
    co_return before == requests.end() ? std::nullopt : std::optional<std::string>(before->second);
  }
  Task<absl::StatusOr<std::string>> Create(const Call& call, const Share& share) override {
    if (!failure.ok()) co_return failure;
    const auto before = requests.find(call.request_id);
    if (before != requests.end()) co_return before->second;
    shares[share.id] = share;
    co_return requests[call.request_id] = share.id;
  }
  Task<absl::StatusOr<absl::Time>> Revoke(const Call&, std::string, std::string id, absl::Time now) override {
    if (!failure.ok()) co_return failure;
    if (!shares.contains(id)) co_return NotFound("share");
    if (!shares[id].revoked) shares[id].revoked = now;
    co_return *shares[id].revoked;
  }
  Task<absl::StatusOr<Share>> Get(const Call&, std::string, std::string id) override {
    if (!shares.contains(id)) co_return NotFound("share");
    co_return shares[id];
  }
  Task<absl::StatusOr<std::vector<Share>>> Covering(const Call&, std::string, int64_t, absl::Time) override {
    if (!failure.ok()) co_return failure;
    std::vector<Share> all;
    for (const auto& [id, share] : shares) all.push_back(share);
    co_return all;
  }
  Task<absl::StatusOr<PageOf<Share>>> List(const Call&, std::string, PageRequest) override {
    PageOf<Share> page;
    for (const auto& [id, share] : shares) page.items.push_back(share);
    co_return page;
  }
  Task<absl::StatusOr<PageOf<Share>>> ListShared(const Call& call, std::string patient, PageRequest request,
                                                 ShareReaders who) override {
    readers.push_back(std::move(who));
    auto page = co_await List(call, std::move(patient), std::move(request));
    co_return page;
  }
  Task<absl::Status> MarkDelivered(std::string, std::string id, ShareDelivered delivered) override {
    if (!failure.ok()) co_return failure;
    shares[id].delivered = std::move(delivered);
    co_return absl::OkStatus();
  }
  Task<absl::Status> MarkRefused(std::string, std::string id, ShareRefused refused) override {
    if (!failure.ok()) co_return failure;
    shares[id].refused = refused;
    co_return absl::OkStatus();
  }
};

struct FakeCourseStore final : CourseStore {
  std::map<std::string, TreatmentCourse> courses;  // by id
  std::map<std::string, CourseReceipt> requests;
  absl::Status failure;
  int stops_before_noting = 0;  // how often the course is stopped just then
  int notes_before_stopping = 0;

  Task<absl::StatusOr<std::optional<CourseReceipt>>> Started(const Call& call) override {
    if (!failure.ok()) co_return failure;
    const auto before = requests.find(call.request_id);
    co_return before == requests.end() ? std::nullopt : std::optional<CourseReceipt>(before->second);
  }
  Task<absl::StatusOr<CourseReceipt>> Start(const Call& call, const TreatmentCourse& course) override {
    if (!failure.ok()) co_return failure;
    const auto before = requests.find(call.request_id);
    if (before != requests.end()) co_return before->second;
    courses[course.id] = course;
    co_return requests[call.request_id] = {course.id, course.started, course.recorded};
  }
  Task<absl::StatusOr<absl::Time>> Stop(const Call&, const TreatmentCourse& seen, CourseStop stop) override {
    if (!failure.ok()) co_return failure;
    if (notes_before_stopping-- > 0) {
      courses.at(seen.id).notes.push_back({.time = stop.time});
      co_return Error(absl::StatusCode::kAborted, reason::kVersionConflict, "changed");
    }
    courses.at(seen.id).stop = stop;
    co_return stop.time;
  }
  Task<absl::Status> AddNote(const Call&, const TreatmentCourse& seen, CourseNote note) override {
    if (!failure.ok()) co_return failure;
    if (stops_before_noting-- > 0) {
      courses.at(seen.id).stop = CourseStop{note.time, "UTC", StopReason::kOther};
      co_return Error(absl::StatusCode::kAborted, reason::kVersionConflict, "changed");
    }
    courses.at(seen.id).notes.push_back(std::move(note));
    co_return absl::OkStatus();
  }
  Task<absl::StatusOr<TreatmentCourse>> Get(const Call&, std::string, std::string id) override {
    if (!failure.ok()) co_return failure;
    if (!courses.contains(id)) co_return NotFound("treatment course");
    co_return courses.at(id);
  }
  Task<absl::StatusOr<PageOf<TreatmentCourse>>> List(const Call&, std::string, CourseFilter, PageRequest) override {
    PageOf<TreatmentCourse> page;
    for (const auto& [id, course] : courses) page.items.push_back(course);
    co_return page;
  }
};

inline Suggestions OneSuggestion() {
  return {Disclaimed<Suggestion>({.publication = "publications/nausea-and-vomiting",
                                  .revision = 1,
                                  .title = "Nausea",
                                  .summary = "What to note",
                                  .symptoms = {"symptoms/nausea"}},
                                 Disclaimer::Create(1, "en", "Not medical advice.").value(),
                                 SponsorAcknowledgement::Create("Nobody sponsored this.").value())};
}

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_UNIT_JOURNAL_FAKES_H_
