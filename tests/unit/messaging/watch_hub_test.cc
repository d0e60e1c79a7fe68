#include "services/messaging/domain/watch_hub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "tests/unit/messaging/hub_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class WatchHubTest : public ::testing::Test, protected Hub {
 protected:
  static absl::Status Away() { return Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away"); }
};

// ---- Nothing lost, nothing doubled ------------------------------------------------------------------------------

TEST_F(WatchHubTest, TellsWhatComesAfterTheTokenInOrder) {
  Publish("a");
  const Positions token = Now();
  Publish("a");
  Publish("b");
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a2", "b1", "a3"));
}

TEST_F(WatchHubTest, WithoutATokenTellsWhatComesFromNowOn) {
  Publish("a");
  const SinkPtr sink = Watch();
  scheduler.Run();
  EXPECT_THAT(sink->told(), IsEmpty());
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a2"));
}

TEST_F(WatchHubTest, AWakeUpDuringTheCatchUpReadIsNotLost) {
  const Positions token = Now();
  store.gate.Close();
  const SinkPtr sink = Watch(token);
  scheduler.Run();  // reads, and is answered that there is nothing
  Publish("a");     // wakes nobody: the watch does not follow yet
  scheduler.Run();
  store.gate.Open();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a1"));
}

TEST_F(WatchHubTest, OneWhoJoinsWhileABatchIsBeingServedGetsEachEventOnce) {
  const SinkPtr first = Watch(Now());
  scheduler.Run();
  const Positions token = Now();
  clock.Advance(absl::Seconds(1));  // memberships are looked at again
  teams.gate.Close();
  Publish("a");
  scheduler.Run();  // the batch has been read; serving waits for the memberships
  ASSERT_EQ(teams.gate.waiting(), 1u);
  const SinkPtr second = Watch(token);
  scheduler.Run();
  Publish("a");
  teams.gate.Open();
  scheduler.Run();
  EXPECT_THAT(first->told(), ElementsAre("a1", "a2"));
  EXPECT_THAT(second->told(), ElementsAre("a1", "a2"));
}

TEST_F(WatchHubTest, OneWhoIsBehindCatchesUpAloneAcrossManyBatches) {
  const Positions token = Now();
  for (int i = 0; i < 150; ++i) store.Publish("a");
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  ASSERT_EQ(sink->numbers("a").size(), 150u);
  for (int i = 0; i < 150; ++i) EXPECT_EQ(sink->numbers("a")[static_cast<size_t>(i)], i + 1);
}

TEST_F(WatchHubTest, AnEventIsReadOnceForAllWhoFollow) {
  for (int i = 0; i < 10; ++i) Watch(Now());
  scheduler.Run();
  const int before = store.reads;
  Publish("a");
  scheduler.Run();
  EXPECT_EQ(store.reads, before + 1);
}

TEST_F(WatchHubTest, ManyWakeUpsDuringAReadLeadToOneMoreRead) {
  Watch(Now());
  scheduler.Run();
  store.gate.Close();
  for (int i = 0; i < 5; ++i) Publish("a");
  const int before = store.reads;
  scheduler.Run();
  EXPECT_EQ(store.reads, before + 1);
  store.gate.Open();
  EXPECT_EQ(store.reads, before + 2);
}

TEST_F(WatchHubTest, ABurstLargerThanABatchIsToldCompletely) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  for (int i = 0; i < 200; ++i) store.Publish("a");
  hub.Wake("t:a");
  scheduler.Run();
  EXPECT_EQ(sink->numbers("a").size(), 200u);
}

TEST_F(WatchHubTest, APatientFollowsThemselves) {
  const SinkPtr sink = Watch(std::nullopt, absl::InfiniteFuture(), "patient-1", Role::kPatient);
  scheduler.Run();
  store.Publish("patient-1");
  hub.Wake("p:patient-1 t:a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("patient-11"));
}

TEST_F(WatchHubTest, ThePositionsToldAreWhereToGoOn) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  Publish("a");
  Publish("b");
  scheduler.Run();
  const SinkPtr resumed = Watch(sink->positions());
  scheduler.Run();
  EXPECT_THAT(resumed->told(), IsEmpty());
  Publish("b");
  scheduler.Run();
  EXPECT_THAT(resumed->told(), ElementsAre("b2"));
}

TEST_F(WatchHubTest, UnknownWordsOfAWakeUpAreIgnored) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  store.Publish("a");
  hub.Wake("  x:a t: q t:a s: p:");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a1"));
}

TEST_F(WatchHubTest, OneWhoIsRemovedHearsNothingMore) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  hub.Remove(sink);
  hub.Remove(sink);
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), IsEmpty());
}

TEST_F(WatchHubTest, OneWhoIsRemovedWhileABatchIsReadOrServedHearsNothingMore) {
  const SinkPtr reading = Watch(Now());
  scheduler.Run();
  store.gate.Close();
  Publish("a");
  scheduler.Run();
  hub.Remove(reading);
  scheduler.Run();
  Settle();
  EXPECT_THAT(reading->told(), IsEmpty());

  const SinkPtr serving = Watch(Now());
  scheduler.Run();
  clock.Advance(absl::Seconds(1));
  teams.gate.Close();
  Publish("a");
  scheduler.Run();
  hub.Remove(serving);
  scheduler.Run();
  Settle();
  EXPECT_THAT(serving->told(), IsEmpty());
}

TEST_F(WatchHubTest, OneWhoIsRemovedWhileCatchingUpHearsNothingMore) {
  const Positions token = Now();
  Publish("a");
  store.gate.Close();
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  hub.Remove(sink);
  scheduler.Run();
  Settle();
  EXPECT_THAT(sink->told(), IsEmpty());
}

// ---- Lost wake-ups, failed reads, gaps --------------------------------------------------------------------------

TEST_F(WatchHubTest, AfterAReconnectEverythingIsLookedAt) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  hub.Disconnected();
  store.Publish("a");
  store.Publish("b");
  hub.WakeAll();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre(::testing::AnyOf("a1", "b1"), ::testing::AnyOf("a1", "b1")));
}

TEST_F(WatchHubTest, AfterAReconnectMembershipsAreLookedAt) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  teams.Leave("a", "nurse-1");
  hub.WakeAll();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a"));
}

TEST_F(WatchHubTest, AReadThatFailedIsMadeUpForAlsoWithoutAReconnect) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  store.failure = Away();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), IsEmpty());
  store.failure = absl::OkStatus();
  Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), ElementsAre("a1"));
}

TEST_F(WatchHubTest, AStartThatCannotBeFoundOutIsAnError) {
  store.failure = Away();
  const SinkPtr from_now = Watch();
  const SinkPtr from_token = Watch(Now());
  scheduler.Run();
  EXPECT_THAT(from_now->told(), ElementsAre("error STORE_UNAVAILABLE"));
  EXPECT_THAT(from_token->told(), ElementsAre("error STORE_UNAVAILABLE"));
}

TEST_F(WatchHubTest, ATokenFromBeforeWhatIsKeptOpensWithAGapAndGoesOnFromNow) {
  Publish("a");
  const Positions token = Now();
  for (int i = 0; i < 5; ++i) store.Publish("a");
  store.Trim("a", 2);
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap"));
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap", "a7"));
}

TEST_F(WatchHubTest, WhoFollowedWhileTheHubWasCutOffForLongerThanIsKeptIsToldOfTheGap) {
  const SinkPtr sink = Watch(Now());
  const SinkPtr other = Watch(Now());
  scheduler.Run();
  Publish("a");
  scheduler.Run();
  for (int i = 0; i < 5; ++i) store.Publish("a");
  store.Trim("a", 2);
  hub.WakeAll();
  scheduler.Run();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a1", "gap", "a7"));
  EXPECT_THAT(other->told(), ElementsAre("a1", "gap", "a7"));
}

}  // namespace
}  // namespace careloop::messaging
