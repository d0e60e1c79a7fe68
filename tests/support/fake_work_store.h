#ifndef CARELOOP_TESTS_SUPPORT_FAKE_WORK_STORE_H_
#define CARELOOP_TESTS_SUPPORT_FAKE_WORK_STORE_H_

#include <string>
#include <utility>
#include <vector>

#include "services/messaging/domain/work_store.h"

namespace careloop::testing {

// Remembers what was asked of it and answers canned values. Not thread-safe.
class FakeWorkStore final : public messaging::WorkStore {
 public:
  Task<absl::StatusOr<int64_t>> Claim(const Call&, Step step) override { return Note("claim", std::move(step)); }
  Task<absl::StatusOr<int64_t>> Release(const Call&, Step step) override { return Note("release", std::move(step)); }
  Task<absl::StatusOr<int64_t>> Reroute(const Call&, Step step) override { return Note("reroute", std::move(step)); }
  Task<absl::StatusOr<int64_t>> Resolve(const Call&, Step step) override { return Note("resolve", std::move(step)); }
  Task<absl::StatusOr<int64_t>> Reopen(const Call&, Step step) override { return Note("reopen", std::move(step)); }
  Task<absl::StatusOr<int64_t>> SetUrgency(const Call&, Step step, std::optional<absl::Time> waiting_since,
                                           std::optional<absl::Time> due_time) override {
    waiting = waiting_since;
    due = due_time;
    return Note("urgency", std::move(step));
  }
  Task<absl::StatusOr<int>> RunTimers(absl::Time now, int, Deadline) override {
    timers_run.push_back(now);
    const int run = std::exchange(due_timers, 0);
    if (!failure.ok()) co_return failure;
    co_return run;
  }
  Task<absl::StatusOr<std::optional<int64_t>>> ChangedBefore(const Call&) override { co_return before; }
  Task<absl::Status> RecordRepetition(const Call&) override {
    ++repetitions;
    co_return failure;
  }
  Task<absl::StatusOr<Changed>> ReadChange(const Call&, messaging::ThreadRef, std::string, int64_t number) override {
    Changed changed{.change = {}, .thread = thread};
    if (number > 0) changed.change = messaging::ThreadChange{.number = number};
    co_return changed;
  }
  Task<absl::StatusOr<std::vector<messaging::ThreadChange>>> Changes(const Call&, messaging::ThreadRef, std::string,
                                                                     int64_t above, int most) override {
    std::vector<messaging::ThreadChange> changes;
    for (int64_t n = above + 1; n <= 5 && changes.size() < static_cast<size_t>(most); ++n) {
      changes.push_back({.number = n});
    }
    co_return changes;
  }

  absl::Status failure;
  std::optional<int64_t> before;  // the outcome of the request before, if it was made
  std::optional<messaging::Thread> thread = messaging::Thread();
  int repetitions = 0;  // that were recorded
  std::vector<std::string> done;
  std::vector<absl::Time> timers_run;
  int due_timers = 0;
  Step last;
  std::optional<absl::Time> waiting;
  std::optional<absl::Time> due;

 private:
  Task<absl::StatusOr<int64_t>> Note(std::string what, Step step) {
    if (!failure.ok()) co_return failure;
    done.push_back(std::move(what));
    last = std::move(step);
    co_return 3;
  }
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_FAKE_WORK_STORE_H_
