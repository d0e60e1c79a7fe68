#include "tests/unit/store/relay_fixture.h"

namespace careloop::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;

class OutboxRelayLease : public OutboxRelayTest {
 protected:
  // What another relay of this outbox would be given now.
  std::vector<std::string> DueForOthers() const {
    std::vector<std::string> ids;
    for (const auto& [id, item] : redis_.items) {
      if (item.due <= absl::ToUnixMillis(clock_.Now())) ids.push_back(id);
    }
    return ids;
  }
};

TEST_F(OutboxRelayLease, IsNeverOutlastedByWorkThatGoesOn) {
  for (const char* id : {"a/1", "a/2", "b/1"}) Put(id);  // one of them waits for another
  gate_.Close();
  relay_.Start();
  for (int i = 0; i < 600; ++i) {
    Pass(absl::Seconds(1));
    ASSERT_THAT(DueForOthers(), IsEmpty()) << i;
  }
  EXPECT_THAT(delivered_, ElementsAre("a/1", "b/1"));
  gate_.Open();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("a/1", "b/1", "a/2"));
  EXPECT_THAT(redis_.items, IsEmpty());
}

TEST_F(OutboxRelayLease, OfWorkThatHasEndedIsNotRenewed) {
  outcome_ = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "away");
  Put("a/1");
  relay_.Start();
  scheduler_.Run();
  const int64_t due = redis_.items.at("a/1").due;
  gate_.Close();
  Put("b/1");
  relay_.Wake();
  scheduler_.Run();
  scheduler_.Advance(absl::Seconds(1));  // a poll, at which the first is not yet due by the clock
  EXPECT_EQ(redis_.items.at("a/1").due, due);
  EXPECT_GT(CountOf("outbox_renew"), 0);
}

TEST_F(OutboxRelayLease, ThatEndedWhileRedisWasAwayDoesNotMakeTheRelayDeliverTwiceAtATime) {
  Put("a/1");
  gate_.Close();
  relay_.Start();
  scheduler_.Run();
  redis_.failing = "all";
  for (int i = 0; i < 10; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(DueForOthers(), ElementsAre("a/1"));
  redis_.failing = "outbox_renew";
  Pass(absl::Seconds(1));
  EXPECT_THAT(DueForOthers(), IsEmpty()) << "claimed again";
  EXPECT_THAT(delivered_, ElementsAre("a/1"));
  gate_.Open();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("a/1"));
  EXPECT_THAT(redis_.items, IsEmpty());
}

TEST_F(OutboxRelayLease, AnItemWhoseDeliveryCouldNotBeNotedIsDeliveredAgainAfterItsLease) {
  Put("i1");
  redis_.failing = "outbox_done";
  relay_.Start();
  scheduler_.Run();
  redis_.failing = "";
  for (int i = 0; i < 4; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(delivered_, ElementsAre("i1"));
  Pass(absl::Seconds(1));
  EXPECT_THAT(delivered_, ElementsAre("i1", "i1"));
  EXPECT_THAT(redis_.items, IsEmpty());
}

// ---- Stop -------------------------------------------------------------------------------------------------------

using OutboxRelayStop = OutboxRelayTest;

TEST_F(OutboxRelayStop, AfterAStopNothingIsClaimed) {
  relay_.Start();
  scheduler_.Run();
  Stop();
  const auto calls = redis_.calls;
  Put("i1");
  relay_.Wake();
  Pass(absl::Seconds(10));
  EXPECT_THAT(delivered_, IsEmpty());
  EXPECT_EQ(redis_.calls, calls);
}

TEST_F(OutboxRelayStop, AStopReturnsWhenTheDeliveriesInFlightAreNotedAndLetsOthersHaveTheRestAtOnce) {
  for (const char* id : {"a/1", "a/2", "a/3", "b/1"}) Put(id);
  gate_.Close();
  relay_.Wake();
  scheduler_.Run();
  auto stopped = std::async(std::launch::async, [&] { relay_.Stop(); });
  while (CountOf("outbox_retry") < 2) scheduler_.Run();
  for (const char* id : {"a/2", "a/3"}) EXPECT_EQ(DueIn(id), absl::ZeroDuration());
  gate_.LetPass();
  scheduler_.Run();
  EXPECT_EQ(stopped.wait_for(std::chrono::seconds(0)), std::future_status::timeout) << "one is still in flight";
  gate_.LetPass();
  scheduler_.Run();
  stopped.get();
  EXPECT_THAT(delivered_, ElementsAre("a/1", "b/1"));
  EXPECT_THAT(redis_.items, ElementsAre(Key("a/2"), Key("a/3")));
}

TEST_F(OutboxRelayStop, WhatAClaimBringsDuringAStopIsLetGoAtOnce) {
  Put("i1");
  redis_.gate.Close();
  relay_.Wake();
  scheduler_.Run();
  auto stopped = std::async(std::launch::async, [&] { relay_.Stop(); });
  while (!scheduler_.RunOne()) {
  }
  redis_.gate.Open();
  scheduler_.Run();
  stopped.get();
  EXPECT_THAT(delivered_, IsEmpty());
  EXPECT_EQ(DueIn("i1"), absl::ZeroDuration());
}

}  // namespace
}  // namespace careloop::store
