#include "tests/unit/store/relay_fixture.h"

namespace careloop::store {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::SizeIs;

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

TEST_F(OutboxRelayTest, AWakeDuringAClaimIsNotLost) {
  redis_.gate.Close();
  relay_.Wake();
  scheduler_.Run();
  redis_.gate.Open();  // the claim has found nothing
  Put("i1");
  relay_.Wake();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("i1"));
  redis_.gate.Close();
  Put("i2");
  relay_.Wake();
  scheduler_.Run();
  Put("i3");
  relay_.Wake();
  scheduler_.Run();
  redis_.gate.Open();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("i1", "i2", "i3"));
}

// ---- Many at a time ---------------------------------------------------------------------------------------------

TEST_F(OutboxRelayTest, LanesDoNotWaitForEachOther) {
  for (const char* id : {"a/1", "b/1", "c/1"}) Put(id);
  gate_.Close();
  relay_.Wake();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("a/1", "b/1", "c/1"));
  EXPECT_EQ(gate_.waiting(), 3u);
}

TEST_F(OutboxRelayTest, ItemsOfALaneAreDeliveredOneAfterAnotherInTheOrderInWhichTheyCameDue) {
  for (const char* id : {"a/3", "a/1", "a/2"}) {
    Put(id);
    clock_.Advance(absl::Milliseconds(1));
  }
  gate_.Close();
  relay_.Wake();
  for (const auto& so_far : std::vector<std::vector<std::string>>{{"a/3"}, {"a/3", "a/1"}, {"a/3", "a/1", "a/2"}}) {
    scheduler_.Run();
    EXPECT_EQ(delivered_, so_far);
    gate_.LetPass();
  }
  scheduler_.Run();
  EXPECT_THAT(redis_.items, IsEmpty());
}

TEST_F(OutboxRelayTest, AnItemOfALaneThatIsBusyWaitsForItsTurnAlsoWhenItWasClaimedLater) {
  Put("a/1");
  gate_.Close();
  relay_.Wake();
  scheduler_.Run();
  Put("a/2");
  Put("b/1");
  relay_.Wake();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("a/1", "b/1"));
  gate_.LetPass();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("a/1", "b/1", "a/2"));
}

TEST_F(OutboxRelayTest, AnItemThatFailsDoesNotHoldUpTheNextOfItsLane) {
  for (const char* id : {"a/1", "a/2"}) Put(id);
  gate_.Close();
  outcome_ = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "away");
  relay_.Wake();
  scheduler_.Run();
  outcome_ = absl::OkStatus();
  gate_.Open();
  scheduler_.Run();
  EXPECT_THAT(delivered_, ElementsAre("a/1", "a/2"));
  EXPECT_THAT(redis_.items, ElementsAre(Key("a/1")));
}

TEST_F(OutboxRelayTest, NoMoreIsInHandThanTheMostAndItClaimsAgainAsSoonAsHalfOfThatIsFree) {
  for (int i = 10; i < 30; ++i) Put(StrCat("i", i));
  gate_.Close();
  relay_.Wake();
  scheduler_.Run();
  EXPECT_THAT(delivered_, SizeIs(8));
  for (int i = 0; i < 3; ++i) gate_.LetPass();
  scheduler_.Run();
  EXPECT_THAT(delivered_, SizeIs(8)) << "not one by one";
  gate_.LetPass();
  scheduler_.Run();
  EXPECT_THAT(delivered_, SizeIs(12));
  EXPECT_EQ(gate_.waiting(), 8u);
}

TEST_F(OutboxRelayTest, WhatIsDeliveredWhileANoteIsTakenIsNotedTogether) {
  for (const char* id : {"a/1", "b/1", "c/1", "d/1"}) Put(id);
  gate_.Close();
  relay_.Wake();
  scheduler_.Run();
  redis_.gate.Close();
  gate_.Open();
  scheduler_.Run();
  redis_.gate.Open();
  scheduler_.Run();
  EXPECT_EQ(CountOf("outbox_done"), 2);
  EXPECT_THAT(redis_.items, IsEmpty());
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

}  // namespace
}  // namespace careloop::store
