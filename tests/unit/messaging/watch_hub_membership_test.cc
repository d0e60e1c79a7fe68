#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  teams.Leave("a", "nurse-1");
  hub.Wake("s:nurse-1");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a"));
  Publish("a");
  Publish("b");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a", "b1"));
  EXPECT_THAT(sink->positions(), ElementsAre(::testing::Field(&Position::audience, TeamOf("b"))));
}

TEST_F(WatchHubMembershipTest, WhoLeavesATeamHearsNothingOfItAlsoWhenTheWakeUpIsLost) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  teams.Leave("a", "nurse-1");
  clock.Advance(absl::Milliseconds(500));
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a"));
}

TEST_F(WatchHubMembershipTest, WhoLeftATeamWhileAwayIsToldWhenTheyResume) {
  const Positions token = Now();
  Publish("a");
  teams.Leave("a", "nurse-1");
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a"));
}

TEST_F(WatchHubMembershipTest, WhoLeavesATeamWhileCatchingUpWithItIsToldAndHearsNoMore) {
  const Positions token = Now();
  for (int i = 0; i < 100; ++i) store.Publish("a");
  store.gate.Close();
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  teams.Leave("a", "nurse-1");
  hub.Wake("s:nurse-1");
  scheduler.Run();
  Settle();
  EXPECT_THAT(sink->told(), Contains("left a"));
  EXPECT_EQ(sink->told().back(), "left a");
}

TEST_F(WatchHubMembershipTest, WhoHasLeftATeamHearsNoMoreOfItAlsoWhileCatchingUpWithALostWakeUp) {
  const Positions token = Now();
  for (int i = 0; i < 100; ++i) store.Publish("a");
  store.gate.Close();
  const SinkPtr sink = Watch(token);
  scheduler.Run();
  teams.Leave("a", "nurse-1");
  clock.Advance(absl::Milliseconds(500));
  Settle();
  EXPECT_THAT(sink->told(), ElementsAre("left a"));
}

TEST_F(WatchHubMembershipTest, ATeamThatIsJoinedIsFollowedFromThenOn) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  store.Publish("c");
  teams.Join("c", "nurse-1");
  hub.Wake("s:nurse-1");
  scheduler.Run();
  Publish("c");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("c2"));
}

TEST_F(WatchHubMembershipTest, WhoLeavesAndJoinsAgainFollowsFromThenOn) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  teams.Leave("a", "nurse-1");
  hub.Wake("s:nurse-1");
  scheduler.Run();
  Publish("a");
  teams.Join("a", "nurse-1");
  hub.Wake("s:nurse-1");
  scheduler.Run();
  Publish("a");
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("left a", "a2"));
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
  store.Publish("patient-1");
  hub.WakeAll();
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("patient-11"));
}

TEST_F(WatchHubMembershipTest, AChangeDuringARefreshIsNotLost) {
  teams.gate.Close();
  const SinkPtr sink = Watch(Now());
  scheduler.Run();  // reads the memberships: a and b
  teams.Leave("a", "nurse-1");
  hub.Wake("s:nurse-1");
  scheduler.Run();
  Settle();
  EXPECT_EQ(sink->told(), std::vector<std::string>{"left a"});
}

// ---- Age --------------------------------------------------------------------------------------------------------

TEST_F(WatchHubMembershipTest, ASilentStreamHasAHeartbeatBefore30Seconds) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  for (int i = 0; i < 30; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), ElementsAre("beat"));
  EXPECT_EQ(sink->positions().size(), 2u);
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

TEST_F(WatchHubMembershipTest, WithoutWakeUpsThereIsNoHeartbeat) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  hub.Disconnected();
  for (int i = 0; i < 60; ++i) Pass(absl::Seconds(1));
  EXPECT_THAT(sink->told(), IsEmpty());
  hub.WakeAll();
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
  EXPECT_EQ(sink->positions().size(), 2u);
}

TEST_F(WatchHubMembershipTest, ADrainAsksEverybodyToReconnectAlsoWhoComesAfterIt) {
  const SinkPtr sink = Watch(Now());
  scheduler.Run();
  hub.Drain();
  const SinkPtr late = Watch(Now());
  scheduler.Run();
  EXPECT_THAT(sink->told(), ElementsAre("reconnect"));
  EXPECT_THAT(late->told(), ElementsAre("reconnect"));
  EXPECT_EQ(late->positions().size(), 2u) << "the token it came with";
}

}  // namespace
}  // namespace careloop::messaging
