#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "common/base/error.h"
#include "services/messaging/domain/watch_hub.h"
#include "tests/unit/messaging/hub_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class WatchHubMembershipTest : public ::testing::Test, protected Hub {
 protected:
  static absl::Status Away() { return Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away"); }
};

// ---- Membership -------------------------------------------------------------------------------------------------

TEST_F(WatchHubMembershipTest, WhoLeavesATeamIsToldAtOnceAndHearsTheOtherTeamOnly) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  Leave("a");
  Tail();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a"));
  Publish("a");
  Publish("b");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a", "b1"));
}

TEST_F(WatchHubMembershipTest, WhoLeavesATeamHearsNothingOfItAlsoWhenTheLogDoesNotSayIt) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  teams.Leave("a", "nurse-1");
  clock.Advance(absl::Milliseconds(500));
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a"));
}

TEST_F(WatchHubMembershipTest, WhoLeftATeamWhileAwayIsToldWhenTheyResume) {
  const Place token = Now();
  Publish("a");
  Leave("a");
  Tail();
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a"));
}

TEST_F(WatchHubMembershipTest, WhoLeavesATeamWhileCatchingUpWithItIsToldAndHearsNoMore) {
  const Place token = Now();
  for (int i = 0; i < 100; ++i) Publish("a");
  store.gate.Close();
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  Leave("a");
  Tail();
  scheduler.Run();
  Settle();
  EXPECT_THAT(sink->told(), Contains("left a"));
  EXPECT_EQ(sink->told().back(), "left a");
}

TEST_F(WatchHubMembershipTest, WhoHasLeftATeamHearsNoMoreOfItAlsoWhileCatchingUpWhenTheLogDoesNotSayIt) {
  const Place token = Now();
  for (int i = 0; i < 100; ++i) Publish("a");
  store.gate.Close();
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  teams.Leave("a", "nurse-1");
  clock.Advance(absl::Milliseconds(500));
  Settle();
  EXPECT_THAT(sink->told(), ElementsAre("left a"));
}

TEST_F(WatchHubMembershipTest, ATeamThatIsJoinedIsFollowedFromThenOnAfterAGapForWhatItHas) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  store.Publish("c");
  Join("c");
  store.Publish("c");
  Tail();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap", "c2")) << "also what comes in the same moment";
}

TEST_F(WatchHubMembershipTest, WhoLeavesAndJoinsAgainFollowsFromThenOn) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  Leave("a");
  Tail();
  scheduler.Run();
  Publish("a");
  Join("a");
  Tail();
  scheduler.Run();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a", "gap", "a2"));
}

TEST_F(WatchHubMembershipTest, WhoJoinedATeamWhileAwayHasAGapWhereTheyDid) {
  const Place token = Now();
  Join("c");
  const Place joined = Now();
  Tail();
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap"));
  EXPECT_EQ(sink->place(), joined);
  Publish("c");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap", "c1"));
}

TEST_F(WatchHubMembershipTest, WhoJoinedATeamBeforeTheirTokenHasNoGap) {
  Join("c");
  Tail();
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  EXPECT_THAT(sink->told(), IsEmpty());
}

TEST_F(WatchHubMembershipTest, WhoJoinedATeamAndLeftItAgainHasNoGap) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  Join("c");
  Leave("c");
  Tail();
  scheduler.Run();
  EXPECT_THAT(sink->told(), Not(Contains("gap")));
}

TEST_F(WatchHubMembershipTest, WhenMembershipCannotBeCheckedNothingIsToldAndTheStreamEnds) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  clock.Advance(absl::Seconds(1));
  teams.failure = Away();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("error STORE_UNAVAILABLE"));
}

TEST_F(WatchHubMembershipTest, WhenMembershipCannotBeCheckedAPatientGoesOn) {
  const SinkPtr sink = Watch(std::nullopt, absl::InfiniteFuture(), "patient-1", Role::kPatient);
  scheduler.Run();
  teams.failure = Away();
  store.Publish("a", "patient-1");
  Reconnect();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("patient-11"));
}

TEST_F(WatchHubMembershipTest, AChangeDuringARefreshIsNotLost) {
  teams.gate.Close();
  const SinkPtr sink = Watch(Now());
  scheduler.Run();  // reads the memberships: a and b
  Leave("a");
  Tail();
  scheduler.Run();
  Settle();
  EXPECT_EQ(sink->told(), std::vector<std::string>{"left a"});
}

TEST_F(WatchHubMembershipTest, AfterALogThatWasLostMembershipsAreLookedAt) {
  for (int i = 0; i < 3; ++i) Publish("b");
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  Leave("a");
  store.Publish("b");
  store.Trim(1);
  Reconnect();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("gap", "left a"));
}

TEST_F(WatchHubMembershipTest, WhoLeftAndCameBackWhileAwayHearsEverything) {
  const Place token = Now();
  Publish("a");
  Leave("a");
  Publish("a");
  Join("a");
  Tail();
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("a1", "a2", "gap"));
}

TEST_F(WatchHubMembershipTest, WhoWasToldThatTheyHaveLeftIsNotToldAgainWhenTheyResume) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  Leave("a");
  Tail();
  scheduler.Run();
  const SinkPtr resumed = Watch(sink->place());
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a"));
  EXPECT_THAT(resumed->told(), IsEmpty());
}

TEST_F(WatchHubMembershipTest, MembershipsOfOthersAreNotTold) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  Join("a", "nurse-2");
  Leave("a", "nurse-2");
  Tail();
  scheduler.Run();
  EXPECT_THAT(sink->told(), IsEmpty());
}

// ---- Age --------------------------------------------------------------------------------------------------------

TEST_F(WatchHubMembershipTest, ASilentStreamHasAHeartbeatBefore30Seconds) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  for (int i = 0; i < 30; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), ElementsAre("beat"));
  EXPECT_EQ(sink->place(), Now());
}

TEST_F(WatchHubMembershipTest, BetweenTheHeartbeatsOfManyOthersAreServed) {
  size_t beats = 0;
  size_t beats_before_another = 0;
  const auto on_heartbeat = [&] {
    if (++beats == 1) scheduler.Post([&] { beats_before_another = beats; });
  };
  std::vector<SinkPtr> sinks;
  while (sinks.size() < 3 * WatchHub::kCheckedAtOnce) {
    sinks.push_back(Watch(Now()));
    sinks.back()->on_heartbeat = on_heartbeat;
  }
  scheduler.Run();
  Publish("a");  // all at once
  scheduler.Run();
  for (int i = 0; i < 25; ++i) Pass(absl::Seconds(1));
  EXPECT_EQ(beats_before_another, WatchHub::kCheckedAtOnce);
  for (const SinkPtr& sink : sinks) EXPECT_THAT(sink->told(), ElementsAre("a1", "beat"));
}

TEST_F(WatchHubMembershipTest, OfManyThatBeginAtOnceEachHasItsHeartbeatsAtAnotherTime) {
  std::vector<SinkPtr> sinks;
  while (sinks.size() < 100) sinks.push_back(Watch(Now()));
  scheduler.Run();
  const auto with_beats = [&](size_t beats) {
    return std::ranges::count_if(sinks, [&](const SinkPtr& sink) { return sink->told().size() == beats; });
  };
  for (int i = 0; i < 12; ++i) Pass(absl::Seconds(1));
  EXPECT_GT(with_beats(0), 30);
  EXPECT_GT(with_beats(1), 30);
  for (int i = 12; i < 25; ++i) Pass(absl::Seconds(1));
  EXPECT_EQ(with_beats(0), 0);
}

TEST_F(WatchHubMembershipTest, AnEventPutsTheHeartbeatOff) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  for (int i = 0; i < 20; ++i) Pass(absl::Seconds(1));
  Publish("a");
  scheduler.Run();
  for (int i = 0; i < 24; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), ElementsAre("a1"));
  Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), ElementsAre("a1", "beat"));
}

TEST_F(WatchHubMembershipTest, WhileTheLogIsAwayThereIsNoHeartbeat) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  hub.OnLogDown();
  for (int i = 0; i < 60; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), IsEmpty());
  Reconnect();
  Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), ElementsAre("beat"));
}

TEST_F(WatchHubMembershipTest, WhileReadsFailThereIsNoHeartbeat) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  store.failure = Away();
  Publish("a");
  for (int i = 0; i < 60; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), IsEmpty());
}

TEST_F(WatchHubMembershipTest, AStreamEndsWhenItsTokenExpires) {
  const SinkPtr sink = Watch(Now(), clock.Now() + absl::Seconds(3));
  for (int i = 0; i < 2; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), IsEmpty());
  Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), ElementsAre("error TOKEN_EXPIRED"));
  Publish("a");
  Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), ElementsAre("error TOKEN_EXPIRED"));
}

TEST_F(WatchHubMembershipTest, AnOldStreamIsAskedToReconnectBetweenEightAndTenMinutes) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  Pass(absl::Minutes(8) - absl::Seconds(1));
  EXPECT_THAT(sink->told(), Not(Contains("reconnect")));
  Pass(absl::Minutes(2) + absl::Seconds(1));
  EXPECT_EQ(sink->told().back(), "reconnect");
  EXPECT_GE(sink->delay(), absl::ZeroDuration());
  EXPECT_LE(sink->delay(), absl::Seconds(2));
}

TEST_F(WatchHubMembershipTest, ADrainAsksEverybodyToReconnectAlsoWhoComesAfterIt) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  hub.Drain();
  const SinkPtr late = Watch(Now());
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("reconnect"));
  EXPECT_THAT(late->told(), ElementsAre("reconnect"));
  EXPECT_EQ(late->place(), Now()) << "the token it came with";
}

}  // namespace
}  // namespace careloop::messaging
