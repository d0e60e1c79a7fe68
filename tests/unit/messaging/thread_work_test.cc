#include "services/messaging/domain/thread_work.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_messaging_stores.h"
#include "tests/support/fake_work_store.h"
#include "tests/support/matchers.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::messaging {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

const Call kNurse = CallOf(Role::kClinician, "nurse-1", 1);
const Call kOther = CallOf(Role::kClinician, "nurse-2", 1);
const Call kPatient = CallOf(Role::kPatient, "patient-1", 1);

class ThreadWorkTest : public ::testing::Test {
 protected:
  ThreadWorkTest() {
    teams_.Join("a", "nurse-1", "Oncology nurse");
    teams_.Join("b", "nurse-2");
    teams_.Enrol("a", "patient-1");
    threads_.AddThread("patient-1", "t1", "a");
    store_.thread->care_team = "a";
  }

  static ThreadWork::Request On(const std::string& etag = "") { return {{"patient-1", "t1"}, etag, "why"}; }
  // Every changing use case.
  std::vector<absl::StatusOr<ThreadWork::Changed>> TryAll(const Call& call, const std::string& etag = "") {
    return {
        RunTask(work_.Claim(call, On(etag))),        RunTask(work_.Release(call, On(etag))),
        RunTask(work_.Reroute(call, On(etag), "b")), RunTask(work_.Resolve(call, On(etag), ResolutionAction::kCalled)),
        RunTask(work_.Reopen(call, On(etag))),       RunTask(work_.SetUrgency(call, On(etag), Urgency::kUrgent))};
  }

  static Work WaitingSince(absl::Time since) {
    return Waiting(since, {since + absl::Hours(48), since + absl::Hours(1)});
  }

  testing::FakeClock clock_;
  testing::FakeCareTeamStore teams_;
  testing::FakeThreadStore threads_;
  testing::FakeWorkStore store_;
  Access access_{teams_, threads_, clock_};
  TeamCalendars calendars_{teams_, clock_, {"Call 112.", "Your alert is with the team."}};
  ThreadWork work_{store_, access_, calendars_, clock_};
};

TEST_F(ThreadWorkTest, EveryStepSaysWhoTookItWhenAndWhy) {
  for (const auto& changed : TryAll(kNurse)) {
    ASSERT_TRUE(changed.ok()) << changed.status();
    EXPECT_EQ(changed->change->number, 3);
    EXPECT_TRUE(changed->thread.has_value());
    EXPECT_EQ(store_.last.change.person, (Person{"nurse-1", Role::kClinician, "Demo nurse-1", "Oncology nurse"}));
    EXPECT_EQ(store_.last.change.time, clock_.Now());
    EXPECT_EQ(store_.last.change.note, "why");
    EXPECT_FALSE(store_.last.seen.has_value());
  }
  EXPECT_THAT(store_.done, ElementsAre("claim", "release", "reroute", "resolve", "reopen", "urgency"));
}

TEST_F(ThreadWorkTest, EveryStepIsForMembersOfTheTeamOnly) {
  for (const Call& call : {kOther, kPatient}) {
    for (const auto& changed : TryAll(call)) EXPECT_EQ(changed.status(), NotFound("thread"));
    EXPECT_EQ(RunTask(work_.Changes(call, {"patient-1", "t1"}, 0, 10)).status(), NotFound("thread"));
  }
  EXPECT_THAT(store_.done, IsEmpty());
}

TEST_F(ThreadWorkTest, AnEtagIsHandedOnAndOneThatIsNoneIsStale) {
  for (const auto& changed : TryAll(kNurse, "4-17")) {
    ASSERT_TRUE(changed.ok());
    EXPECT_EQ(store_.last.seen->version, 4);
    EXPECT_EQ(store_.last.seen->last_number, 17);
  }
  for (const auto& changed : TryAll(kNurse, "made up")) {
    EXPECT_THAT(changed, FailsWith(absl::StatusCode::kAborted, reason::kVersionConflict));
  }
}

TEST_F(ThreadWorkTest, ARefusalOfTheStoreReachesTheCaller) {
  store_.failure = Error(absl::StatusCode::kFailedPrecondition, reason::kThreadClaimed, "claimed");
  for (const auto& changed : TryAll(kNurse)) EXPECT_EQ(changed.status(), store_.failure);
}

TEST_F(ThreadWorkTest, ARerouteThatWasMadeIsAnsweredAgainToWhoSeesTheThreadNoMore) {
  store_.before = 2;
  store_.thread.reset();
  const auto changed = RunTask(work_.Reroute(kOther, On(), "a"));
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(changed->change->number, 2);
  EXPECT_THAT(store_.done, IsEmpty());
  EXPECT_EQ(store_.repetitions, 1);
}

TEST_F(ThreadWorkTest, ADueTimeFollowsFromSinceWhenTheThreadWaits) {
  store_.thread->work = WaitingSince(clock_.Now() - absl::Minutes(10));
  ASSERT_TRUE(RunTask(work_.SetUrgency(kNurse, On(), Urgency::kUrgent)).ok());
  EXPECT_EQ(store_.waiting, clock_.Now() - absl::Minutes(10));
  EXPECT_EQ(store_.due, clock_.Now() + absl::Minutes(50));
  store_.thread->work = Work();
  ASSERT_TRUE(RunTask(work_.SetUrgency(kNurse, On(), Urgency::kUrgent)).ok());
  EXPECT_EQ(store_.waiting, std::nullopt);
  EXPECT_EQ(store_.due, std::nullopt);
  store_.thread.reset();
  EXPECT_EQ(RunTask(work_.SetUrgency(kNurse, On(), Urgency::kUrgent)).status(), NotFound("thread"));
}

TEST_F(ThreadWorkTest, AnAnsweredThreadSaysWhetherItIsOverdueNow) {
  store_.thread->work = WaitingSince(clock_.Now() - absl::Hours(48));
  EXPECT_TRUE(RunTask(work_.Claim(kNurse, On()))->thread->work.overdue);
  store_.thread->work = WaitingSince(clock_.Now() - absl::Hours(47));
  EXPECT_FALSE(RunTask(work_.Claim(kNurse, On()))->thread->work.overdue);
}

TEST_F(ThreadWorkTest, ChangesComeInPagesThatSayWhetherThereAreMore) {
  const auto first = RunTask(work_.Changes(kNurse, {"patient-1", "t1"}, 0, 4));
  EXPECT_THAT(first->changes, SizeIs(4));
  EXPECT_TRUE(first->more);
  const auto last = RunTask(work_.Changes(kNurse, {"patient-1", "t1"}, 4, 4));
  EXPECT_THAT(last->changes, SizeIs(1));
  EXPECT_FALSE(last->more);
}

// ---- etags ------------------------------------------------------------------------------------------------------

TEST(WorkEtag, IsReadAsItIsMade) {
  Work work;
  work.version = 12;
  const auto seen = SeenOfEtag(EtagOf(work, 345));
  EXPECT_EQ(seen->version, 12);
  EXPECT_EQ(seen->last_number, 345);
  for (const char* bad : {"", "1", "-", "1-", "-1", "a-1", "1-b", "-1-2", "1--2", "99999999999999999999-1"}) {
    EXPECT_FALSE(SeenOfEtag(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace careloop::messaging
