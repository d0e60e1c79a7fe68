#ifndef CARELOOP_TESTS_CONTRACT_MESSAGING_WORK_FIXTURE_H_
#define CARELOOP_TESTS_CONTRACT_MESSAGING_WORK_FIXTURE_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {

inline auto IsStale() { return FailsWith(absl::StatusCode::kAborted, reason::kVersionConflict); }
inline auto IsAbsent() { return FailsWith(absl::StatusCode::kNotFound, reason::kNotFound); }
inline auto IsResolved() { return FailsWith(absl::StatusCode::kFailedPrecondition, reason::kThreadResolved); }

// Team a with nurse-1 and nurse-2, team b with nurse-3; patient-1 with both teams has the thread t1 with a.
class WorkFunctions : public StoreTest {
 protected:
  using Kind = decltype(ThreadChange::kind);

  void SetUp() override {
    SetUpTeamA();
    Join("a", "nurse-2");
    AddTeam("b");
    Join("b", "nurse-3");
    Enrol("b", "patient-1");
    thread_ = StartThread("t1");
    clock().Advance(absl::Minutes(1));
  }

  WorkStore::Step StepOf(const std::string& person, Kind kind = Claimed(), std::optional<Seen> seen = {}) {
    return {.thread = thread_,
            .seen = seen,
            .change = {.person = PersonOf(person), .time = now(), .note = "why", .kind = std::move(kind)}};
  }
  Call By(const std::string& person) { return Changing(RoleOf(person), person); }

  absl::StatusOr<int64_t> Claim(const std::string& person, std::optional<Seen> seen = {}) {
    return testing::RunTask(work_.Claim(By(person), StepOf(person, Claimed(), seen)));
  }
  absl::StatusOr<int64_t> Release(const std::string& person, std::optional<Seen> seen = {}) {
    return testing::RunTask(work_.Release(By(person), StepOf(person, Released(), seen)));
  }
  absl::StatusOr<int64_t> Reroute(const std::string& person, const std::string& to, std::optional<Seen> seen = {}) {
    return testing::RunTask(work_.Reroute(By(person), StepOf(person, Rerouted{"", to}, seen)));
  }
  absl::StatusOr<int64_t> Resolve(const std::string& person, std::optional<Seen> seen = {},
                                  ResolutionAction action = ResolutionAction::kNoneNeeded) {
    return testing::RunTask(work_.Resolve(By(person), StepOf(person, Resolved{action}, seen)));
  }
  absl::StatusOr<int64_t> Reopen(const std::string& person, std::optional<Seen> seen = {}) {
    return testing::RunTask(work_.Reopen(By(person), StepOf(person, Reopened(), seen)));
  }
  absl::StatusOr<int64_t> SetUrgency(const std::string& person, Urgency urgency, std::optional<absl::Time> waiting,
                                     std::optional<absl::Time> due, std::optional<Seen> seen = {}) {
    return testing::RunTask(work_.SetUrgency(By(person), StepOf(person, Reprioritized{urgency}, seen), waiting, due));
  }
  Work Now() { return SeenBy(thread_, "nurse-1").work; }
  std::vector<ThreadChange> History(const std::string& person = "nurse-1") {
    return testing::RunTask(work_.Changes(Reading(), thread_, person, 0, 100)).value();
  }
  absl::Status ExpectNothingWritten(const std::function<absl::StatusOr<int64_t>()>& step) {
    const auto before = Everything();
    const absl::Status status = step().status();
    EXPECT_EQ(Everything(), before);
    return status;
  }
  // The entries of the log that name the team, without it.
  std::vector<std::string> EventsOf(const std::string& team) {
    std::vector<std::string> events;
    for (const std::string& text : LogTexts()) {
      if (text.starts_with(team + " ")) events.push_back(text.substr(team.size() + 1));
    }
    return events;
  }

  ThreadRef thread_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_CONTRACT_MESSAGING_WORK_FIXTURE_H_
