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
  const Place token = Now();
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

TEST_F(WatchHubTest, WhatComesDuringTheCatchUpIsNotLost) {
  const Place token = Now();
  Publish("a");
  store.gate.Close();
  const SinkPtr sink = Watch(token);
  scheduler.Run();  // fetches the first
  Publish("a");     // concerns nobody: the watch does not follow yet
  scheduler.Run();
  store.gate.Open();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a1", "a2"));
}

TEST_F(WatchHubTest, OneWhoJoinsWhileABatchIsBeingServedGetsEachEventOnce) {
  const SinkPtr first = Watch(Now());
  scheduler.Run();
  const Place token = Now();
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

TEST_F(WatchHubTest, WhatHasToBeAskedForOnePersonDoesNotKeepOthersWaiting) {
  Join("a", "nurse-2");
  Tail();
  const SinkPtr first = Watch(Now());
  const SinkPtr second = Watch(Now(), absl::InfiniteFuture(), "nurse-2");
  scheduler.Run();
  clock.Advance(absl::Seconds(1));  // memberships are looked at again
  teams.gate.Close();
  Publish("a");
  scheduler.Run();
  EXPECT_EQ(teams.gate.waiting(), 2u);
  teams.gate.Open();
  scheduler.Run();
  EXPECT_THAT(first->told(), ElementsAre("a1"));
  EXPECT_THAT(second->told(), ElementsAre("a1"));
}

TEST_F(WatchHubTest, OneWhoIsBehindCatchesUpAloneAcrossManyBatches) {
  const Place token = Now();
  for (int i = 0; i < 150; ++i) Publish("a");
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  ASSERT_EQ(sink->numbers("a").size(), 150u);
  for (int i = 0; i < 150; ++i) EXPECT_EQ(sink->numbers("a")[static_cast<size_t>(i)], i + 1);
}

TEST_F(WatchHubTest, TheTextOfAnEventIsFetchedOnceForAllWhoFollow) {
  for (int i = 0; i < 10; ++i) Watch(Now());
  scheduler.Run();
  Publish("a");
  scheduler.Run();
  EXPECT_EQ(store.fetches, 1);
}

TEST_F(WatchHubTest, WhatNobodyWatchesIsNotFetched) {
  Watch(Now());
  scheduler.Run();
  Publish("c");
  scheduler.Run();
  EXPECT_EQ(store.fetches, 0);
}

TEST_F(WatchHubTest, WhatComesDuringAFetchIsFetchedInOneMore) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  store.gate.Close();
  for (int i = 0; i < 5; ++i) Publish(i % 2 == 0 ? "a" : "b");
  scheduler.Run();
  EXPECT_EQ(store.fetches, 1);
  store.gate.Open();
  EXPECT_EQ(store.fetches, 2);
  EXPECT_THAT(sink->told(), ElementsAre("a1", "b1", "a2", "b2", "a3")) << "in the order of the log";
}

TEST_F(WatchHubTest, ABurstLargerThanABatchIsToldCompletely) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  for (int i = 0; i < 200; ++i) store.Publish("a");
  Tail();
  scheduler.Run();
  EXPECT_EQ(sink->numbers("a").size(), 200u);
}

TEST_F(WatchHubTest, APatientFollowsThemselves) {
  const SinkPtr sink = Watch(std::nullopt, absl::InfiniteFuture(), "patient-1", Role::kPatient);
  scheduler.Run();
  store.Publish("a", "patient-1");
  Publish("a");
  Tail();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("patient-11"));
}

TEST_F(WatchHubTest, ThePlaceToldIsWhereToGoOn) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  Publish("a");
  Publish("b");
  scheduler.Run();
  const SinkPtr resumed = Watch(sink->place());
  scheduler.Run();
  EXPECT_THAT(resumed->told(), IsEmpty());
  Publish("b");
  scheduler.Run();
  EXPECT_THAT(resumed->told(), ElementsAre("b2"));
}

TEST_F(WatchHubTest, EntriesThatThisReleaseDoesNotKnowArePassedOver) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  hub.OnLog({std::make_shared<const LogEntry>(LogEntry{.place = {0, 1}, .thread = {}, .team = "a"})});
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a1"));
}

TEST_F(WatchHubTest, AnEventThatCannotBeReadIsAGap) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  store.unreadable = {1, 0};
  Publish("a");
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap", "a2"));
}

TEST_F(WatchHubTest, OneWhoIsRemovedHearsNothingMore) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  hub.Remove(sink);
  hub.Remove(sink);
  scheduler.Run();
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
  const Place token = Now();
  Publish("a");
  store.gate.Close();
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  hub.Remove(sink);
  scheduler.Run();
  Settle();
  EXPECT_THAT(sink->told(), IsEmpty());
}

// ---- A log that is away, failed reads, gaps ---------------------------------------------------------------------

TEST_F(WatchHubTest, WhatCameWhileTheLogWasAwayIsToldAfterwards) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  hub.OnLogDown();
  store.Publish("a");
  store.Publish("b");
  Reconnect();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a1", "b1"));
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
  for (int i = 0; i < 20; ++i) store.Publish("a");
  StartLog();
  store.failure = Away();
  const SinkPtr sink = Watch(Place{1, 0});
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("error STORE_UNAVAILABLE"));
}

TEST_F(WatchHubTest, BeforeTheLogIsKnownThereIsNoStart) {
  WatchHub early(store, access, scheduler, clock, random, {});
  const auto sink = std::make_shared<RecordingSink>();
  early.Add(sink, std::make_shared<const Caller>(Caller{.subject = "nurse-1", .role = Role::kClinician}), {});
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("error STORE_UNAVAILABLE"));
}

TEST_F(WatchHubTest, AFewWhoComeBackAreServedFromMemoryAndThoseOfLongAgoFromTheStore) {
  for (int i = 0; i < 70; ++i) Publish("a");
  for (const Place token : {Place{69, 0}, Place{25, 0}}) {
    EXPECT_EQ(Watch(token)->told().size(), 0u);
    scheduler.Run();
  }
  EXPECT_EQ(store.reads, 0);
  const SinkPtr old = Watch(Place{5, 0});
  scheduler.Run();
  EXPECT_GT(store.reads, 0);
  EXPECT_EQ(old->numbers("a").size(), 65u);
}

TEST_F(WatchHubTest, AfterARestartTheLastEntriesAreInMemory) {
  for (int i = 0; i < 20; ++i) store.Publish("a");
  StartLog();
  const SinkPtr sink = Watch(Place{15, 0});
  scheduler.Run();
  EXPECT_EQ(sink->numbers("a").size(), 5u);
  EXPECT_EQ(store.reads, 0);
}

TEST_F(WatchHubTest, ATokenOfAnotherInstanceThatIsAheadIsFollowedFromThere) {
  store.Publish("a");
  store.Publish("a");
  const SinkPtr sink = Watch(Place{1, 0});  // this hub has had none of the two
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a2"));
  Tail();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a2", "a3"));
}

TEST_F(WatchHubTest, APlaceThatIsInNoLogOpensWithAGapAndGoesOnFromNow) {
  Publish("a");
  const SinkPtr old_form = Watch(kNowhere);
  const SinkPtr other_log = Watch(Place{0, 5});
  scheduler.Run();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(old_form->told(), ElementsAre("gap", "a2"));
  EXPECT_THAT(other_log->told(), ElementsAre("gap", "a2"));
}

TEST_F(WatchHubTest, ATokenFromBeforeWhatIsKeptOpensWithAGapAndGoesOnFromNow) {
  for (int i = 0; i < 20; ++i) store.Publish("a");
  store.Trim(2);
  StartLog();
  const SinkPtr sink = Watch(Place{1, 0});
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap"));
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap", "a21"));
}

TEST_F(WatchHubTest, OfWhomNobodyCanNameAnyMoreThereIsAGapOnceAlsoAheadOfThisInstance) {
  for (int i = 0; i < 3; ++i) store.Publish("a");
  store.unnamed = {2, 0};
  const SinkPtr sink = Watch(Place{1, 0});  // this hub has had none of them
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap"));
  Tail();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap", "a4"));
}

TEST_F(WatchHubTest, WhoFollowedWhileTheHubWasCutOffForLongerThanIsKeptIsToldOfTheGap) {
  const SinkPtr sink = Watch(Now());
  const SinkPtr other = Watch(Now());
  scheduler.Run();
  Publish("a");
  scheduler.Run();
  for (int i = 0; i < 5; ++i) store.Publish("a");
  store.Trim(2);
  Reconnect();
  scheduler.Run();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a1", "gap", "a7"));
  EXPECT_THAT(other->told(), ElementsAre("a1", "gap", "a7"));
}

TEST_F(WatchHubTest, WhoCatchesUpWhileTheLogIsLostIsToldOfTheGapOnly) {
  const Place token = Now();
  Publish("a");
  store.gate.Close();
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  store.Publish("a");
  store.Trim(1);
  Reconnect();
  Settle();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap", "a3"));
}

TEST_F(WatchHubTest, WhatIsBeingServedWhenTheLogIsLostIsNotTold) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  store.gate.Close();
  Publish("a");
  scheduler.Run();
  store.Publish("a");
  store.Trim(1);
  Reconnect();
  Settle();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap", "a3"));
}

}  // namespace
}  // namespace careloop::messaging
