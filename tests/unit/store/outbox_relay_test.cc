#include "common/store/outbox_relay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fixed_random.h"
#include "tests/support/gate.h"
#include "tests/support/manual_scheduler.h"
#include "tests/unit/store/fake_outbox_redis.h"

namespace careloop::store {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class OutboxRelayTest : public ::testing::Test {
 protected:
  ~OutboxRelayTest() override {
    gate_.Open();
    scheduler_.Run();
  }

  static OutboxRelay::Options Options() { return {.never_buried = {"alert"}}; }
  Task<absl::Status> Deliver(OutboxItem item) {
    delivered_.push_back(item.id);
    seen_.push_back(item);
    const absl::Status outcome = outcome_;
    co_await gate_.Pass();
    co_return outcome;
  }
  void Put(const std::string& id, const std::string& kind = "share") { redis_.Put(id, kind, clock_.Now()); }
  // Time that passes for everybody.
  void Pass(absl::Duration time) {
    clock_.Advance(time);
    scheduler_.Advance(time);
  }
  // Of an item's next attempt, from now.
  absl::Duration DueIn(const std::string& id) { return absl::FromUnixMillis(redis_.items.at(id).due) - clock_.Now(); }

  testing::FakeClock clock_;
  testing::FixedRandom random_;
  testing::ManualScheduler scheduler_;
  testing::Gate gate_;
  FakeOutboxRedis redis_;
  Outbox outbox_{redis_, clock_};
  absl::Status outcome_;
  std::vector<std::string> delivered_;
  std::vector<OutboxItem> seen_;
  OutboxRelay relay_{outbox_, scheduler_, random_, Options(),
                     [this](OutboxItem item) { return Deliver(std::move(item)); }};
};

TEST_F(OutboxRelayTest, DeliversWhatIsThereWhenItStarts) {
  Put("i1");
  relay_.Start();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("i1"));
  EXPECT_EQ(seen_[0].payload, "payload of i1");
  EXPECT_EQ(seen_[0].kind, "share");
  EXPECT_EQ(seen_[0].attempts, 1);
  EXPECT_THAT(redis_.items, IsEmpty());
}

TEST_F(OutboxRelayTest, DeliversAtOnceWhenWoken) {
  relay_.Start();
  scheduler_.Run();
  Put("i1");
  relay_.Wake();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("i1"));
}

TEST_F(OutboxRelayTest, FindsWhatAnotherInstancePutAtTheNextPoll) {
  relay_.Start();
  scheduler_.Run();
  Put("i1");
  scheduler_.Run();
  EXPECT_THAT(delivered_, IsEmpty());
  Pass(absl::Seconds(1));
  EXPECT_THAT(delivered_, ElementsAre("i1"));
}

TEST_F(OutboxRelayTest, DeliversEverythingOfALongQueue) {
  for (int i = 100; i < 200; ++i) Put(StrCat("i", i));
  relay_.Wake();
  scheduler_.Run();
  EXPECT_THAT(delivered_, SizeIs(100));
  EXPECT_THAT(redis_.items, IsEmpty());
}

TEST_F(OutboxRelayTest, AWakeDuringARoundIsNotLost) {
  Put("i1");
  gate_.Close();
  relay_.Wake();
  scheduler_.Run();
  Put("i2");
  relay_.Wake();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("i1")) << "one round at a time";
  gate_.Open();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("i1", "i2"));
}

// ---- Failures ---------------------------------------------------------------------------------------------------

TEST_F(OutboxRelayTest, ATransientFailureIsRetriedUntilItSucceeds) {
  outcome_ = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "away");
  Put("i1");
  relay_.Start();
  for (int i = 0; i < 600; ++i) Pass(absl::Seconds(1));
  EXPECT_GE(delivered_.size(), 10u);
  EXPECT_THAT(redis_.dead, IsEmpty());
  outcome_ = absl::OkStatus();
  for (int i = 0; i < 31; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(redis_.items, IsEmpty());
}

TEST_F(OutboxRelayTest, RetriesGrowFurtherApartWithJitterUpToALimit) {
  outcome_ = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "away");
  Put("i1");
  absl::Duration full = absl::Milliseconds(200);
  std::vector<absl::Duration> delays;
  for (int attempt = 1; attempt <= 40; ++attempt) {
    relay_.Wake();
    scheduler_.Run();
    delays.push_back(DueIn("i1"));
    EXPECT_GE(delays.back(), full / 2 - absl::Milliseconds(1));
    EXPECT_LE(delays.back(), full);
    full = std::min(absl::Seconds(30), full * 2);
    clock_.Advance(delays.back() + absl::Milliseconds(1));
  }
  EXPECT_NE(delays[20], delays[21]) << "or all would come at once";
}

TEST_F(OutboxRelayTest, WhatTheReceiverRefusesForGoodIsBuried) {
  for (const auto code : {absl::StatusCode::kInvalidArgument, absl::StatusCode::kNotFound,
                          absl::StatusCode::kFailedPrecondition, absl::StatusCode::kAlreadyExists}) {
    outcome_ = Error(code, reason::kInternal, "no");
    Put("i1");
    relay_.Wake();
    scheduler_.Run();
    EXPECT_THAT(redis_.items, IsEmpty()) << code;
    EXPECT_EQ(redis_.dead.back(), "i1");
  }
  EXPECT_THAT(redis_.dead, SizeIs(4));
  EXPECT_EQ(relay_.state().dead, 4);
}

TEST_F(OutboxRelayTest, WhatIsNoRefusalIsNotBuried) {
  for (const auto code :
       {absl::StatusCode::kUnavailable, absl::StatusCode::kDeadlineExceeded, absl::StatusCode::kResourceExhausted,
        absl::StatusCode::kInternal, absl::StatusCode::kUnauthenticated, absl::StatusCode::kPermissionDenied,
        absl::StatusCode::kAborted, absl::StatusCode::kCancelled, absl::StatusCode::kUnknown}) {
    outcome_ = Error(code, reason::kInternal, "no");
    Put("i1");
    relay_.Wake();
    scheduler_.Run();
    EXPECT_THAT(redis_.items, SizeIs(1)) << code;
  }
  EXPECT_THAT(redis_.dead, IsEmpty());
}

TEST_F(OutboxRelayTest, AKindThatMustNeverBeGivenUpIsRetriedForEver) {
  outcome_ = Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField, "no");
  Put("i1", "alert");
  relay_.Start();
  for (int i = 0; i < 600; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(redis_.dead, IsEmpty());
  EXPECT_THAT(redis_.items, SizeIs(1));
  EXPECT_GE(delivered_.size(), 10u);
}

TEST_F(OutboxRelayTest, AnItemWhoseDeliveryCouldNotBeNotedIsDeliveredAgainAfterItsLease) {
  Put("i1");
  redis_.failing = "outbox_done";
  relay_.Start();
  scheduler_.Run();
  redis_.failing = "";
  for (int i = 0; i < 29; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(delivered_, ElementsAre("i1"));
  Pass(absl::Seconds(1));
  EXPECT_THAT(delivered_, ElementsAre("i1", "i1"));
  EXPECT_THAT(redis_.items, IsEmpty());
}

TEST_F(OutboxRelayTest, WithoutRedisItTriesAtEachPollAndNoMore) {
  redis_.failing = "all";
  Put("i1");
  relay_.Start();
  for (int i = 0; i < 10; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(redis_.calls, SizeIs(11));
  EXPECT_THAT(redis_.calls, Each("outbox_claim"));
  redis_.failing = "";
  Pass(absl::Seconds(1));
  EXPECT_THAT(delivered_, ElementsAre("i1"));
}

TEST_F(OutboxRelayTest, TheStateIsThatOfTheLastRound) {
  EXPECT_EQ(relay_.state().waiting, 0);
  outcome_ = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "away");
  Put("i1");
  relay_.Wake();
  scheduler_.Run();
  EXPECT_EQ(relay_.state().waiting, 1);
  EXPECT_EQ(relay_.state().oldest, clock_.Now());
  redis_.failing = "outbox_state";
  Put("i2");
  relay_.Wake();
  scheduler_.Run();
  EXPECT_EQ(relay_.state().waiting, 1) << "as of the last round that could tell";
}

// ---- Stop -------------------------------------------------------------------------------------------------------

TEST_F(OutboxRelayTest, AStopOfAnIdleRelayReturnsAtOnceAndNothingIsDeliveredAfterIt) {
  relay_.Stop();
  Put("i1");
  relay_.Wake();
  scheduler_.Run();
  EXPECT_THAT(delivered_, IsEmpty());
}

TEST_F(OutboxRelayTest, AStopReturnsWhenTheRoundHasEnded) {
  for (const char* id : {"i1", "i2", "i3"}) Put(id);
  gate_.Close();
  relay_.Wake();
  scheduler_.Run();
  std::atomic<bool> returned = false;
  auto stopped = std::async(std::launch::async, [&] {
    relay_.Stop();
    returned = true;
  });
  EXPECT_FALSE(returned);
  gate_.Open();
  scheduler_.Run();
  stopped.get();
  for (const auto& [id, item] : redis_.items)
    EXPECT_EQ(DueIn(id), absl::ZeroDuration()) << "another instance may take it now";
  EXPECT_EQ(delivered_.size() + redis_.items.size(), 3u);
}

}  // namespace
}  // namespace careloop::store
