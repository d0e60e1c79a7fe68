#include "services/messaging/domain/answer_timers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_work_store.h"
#include "tests/support/manual_scheduler.h"

namespace careloop::messaging {
namespace {

using ::testing::SizeIs;

class AnswerTimersTest : public ::testing::Test {
 protected:
  AnswerTimersTest() { timers_.Start(); }

  testing::FakeClock clock_;
  testing::ManualScheduler scheduler_;
  testing::FakeWorkStore store_;
  AnswerTimers timers_{store_, scheduler_, clock_};
};

TEST_F(AnswerTimersTest, LookOnceASecond) {
  scheduler_.Advance(absl::Milliseconds(999));
  EXPECT_THAT(store_.timers_run, SizeIs(0));
  scheduler_.Advance(absl::Milliseconds(2'001));
  EXPECT_THAT(store_.timers_run, SizeIs(3));
  EXPECT_EQ(store_.timers_run.front(), clock_.Now());
}

TEST_F(AnswerTimersTest, LookAgainAtOnceAfterAFullBatch) {
  store_.due_timers = 100;
  scheduler_.Advance(absl::Seconds(1));
  EXPECT_THAT(store_.timers_run, SizeIs(2));
}

TEST_F(AnswerTimersTest, GoOnAfterAFailure) {
  store_.failure = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  scheduler_.Advance(absl::Seconds(3));
  EXPECT_THAT(store_.timers_run, SizeIs(3));
}

}  // namespace
}  // namespace careloop::messaging
