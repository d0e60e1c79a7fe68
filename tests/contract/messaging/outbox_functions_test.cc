#include "common/store/outbox.h"
#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using store::DeadItem;
using store::OutboxItem;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

constexpr absl::Duration kLease = absl::Seconds(30);

class OutboxFunctions : public StoreTest {
 protected:
  void Put(const std::string& id, const std::string& kind = "share", const std::string& payload = "payload") {
    const redis::Function put{"test_put", redis::Function::Effect::kWrites};
    const std::vector<std::string> args = {id, kind, payload, StrCat(absl::ToUnixMillis(clock().Now()))};
    ASSERT_TRUE(RunTask(redis().client().Run(put, args, DeadlineAfter(absl::Seconds(20)))).ok());
  }
  std::vector<OutboxItem> Claim(int most = 10) { return RunTask(outbox_.Claim(most, kLease)).value(); }
  store::DeadPage Dead(size_t most, const std::string& after = "") {
    return RunTask(outbox_.Dead(most, after)).value();
  }
  absl::StatusOr<int> Revive(std::vector<std::string> ids) {
    const Call call = Changing();
    return RunTask(outbox_.Revive(call, redis().idempotency(), std::move(ids)));
  }
  store::OutboxState State() { return RunTask(outbox_.State()).value(); }

  store::Outbox outbox_{redis().client(), clock()};
};

TEST_F(OutboxFunctions, AnEmptyOutboxHasNothingToClaimAndSaysSo) {
  EXPECT_THAT(Claim(), IsEmpty());
  EXPECT_EQ(State().waiting, 0);
  EXPECT_EQ(State().oldest, std::nullopt);
  EXPECT_EQ(State().dead, 0);
}

TEST_F(OutboxFunctions, AClaimGivesEverythingOfAnItemAndCountsTheAttempt) {
  Put("i1", "share", std::string("bytes\0and more", 14));
  const auto items = Claim();
  ASSERT_THAT(items, SizeIs(1));
  EXPECT_EQ(items[0].id, "i1");
  EXPECT_EQ(items[0].kind, "share");
  EXPECT_EQ(items[0].payload, std::string("bytes\0and more", 14));
  EXPECT_EQ(items[0].attempts, 1);
  EXPECT_EQ(items[0].put, now());
}

TEST_F(OutboxFunctions, AClaimedItemIsHiddenUntilTheLeaseEndsAndThenCountsOn) {
  Put("i1");
  ASSERT_THAT(Claim(), SizeIs(1));
  clock().Advance(kLease - absl::Milliseconds(1));
  EXPECT_THAT(Claim(), IsEmpty());
  clock().Advance(absl::Milliseconds(1));
  const auto again = Claim();
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].attempts, 2);
  EXPECT_EQ(again[0].put, now() - kLease);
}

TEST_F(OutboxFunctions, AClaimTakesTheLongestDueFirstAndNoMoreThanAsked) {
  for (const char* id : {"i1", "i2", "i3"}) {
    Put(id);
    clock().Advance(absl::Milliseconds(5));
  }
  EXPECT_THAT(Claim(2), ElementsAre(Field(&OutboxItem::id, "i1"), Field(&OutboxItem::id, "i2")));
  EXPECT_THAT(Claim(2), ElementsAre(Field(&OutboxItem::id, "i3")));
}

TEST_F(OutboxFunctions, RenewHidesWhatIsClaimedForAnotherLease) {
  for (const char* id : {"i1", "i2", "i3"}) Put(id);
  Claim();
  clock().Advance(kLease / 2);
  ASSERT_TRUE(RunTask(outbox_.Renew({"i1", "i3"}, kLease)).ok());
  clock().Advance(kLease / 2);
  EXPECT_THAT(Claim(), ElementsAre(Field(&OutboxItem::id, "i2")));
  clock().Advance(kLease / 2);
  EXPECT_THAT(Claim(), ElementsAre(Field(&OutboxItem::id, "i1"), Field(&OutboxItem::id, "i3")));
}

TEST_F(OutboxFunctions, RenewOfAnItemThatIsDoneDoesNotBringItBack) {
  Put("i1");
  ASSERT_TRUE(RunTask(outbox_.Done({"i1"})).ok());
  ASSERT_TRUE(RunTask(outbox_.Renew({"i1"}, kLease)).ok());
  EXPECT_THAT(Everything(), IsEmpty());
}

TEST_F(OutboxFunctions, DoneTakesAnItemAwayCompletely) {
  Put("i1");
  Claim();
  ASSERT_TRUE(RunTask(outbox_.Done({"i1"})).ok());
  clock().Advance(absl::Hours(1));
  EXPECT_THAT(Claim(), IsEmpty());
  EXPECT_THAT(Everything(), IsEmpty());
}

TEST_F(OutboxFunctions, DoneTakesAllThatItNamesAndNoOthers) {
  for (const char* id : {"i1", "i2", "i3"}) Put(id);
  ASSERT_TRUE(RunTask(outbox_.Done({"i1", "i3"})).ok());
  EXPECT_EQ(State().waiting, 1);
  EXPECT_THAT(Claim(), ElementsAre(Field(&OutboxItem::id, "i2")));
}

TEST_F(OutboxFunctions, DoneTwiceIsHarmless) {
  Put("i1");
  ASSERT_TRUE(RunTask(outbox_.Done({"i1"})).ok());
  EXPECT_TRUE(RunTask(outbox_.Done({"i1"})).ok());
}

TEST_F(OutboxFunctions, RetryMakesAnItemDueAfterTheDelay) {
  Put("i1");
  Claim();
  ASSERT_TRUE(RunTask(outbox_.RetryAfter("i1", absl::Seconds(5))).ok());
  clock().Advance(absl::Seconds(5) - absl::Milliseconds(1));
  EXPECT_THAT(Claim(), IsEmpty());
  clock().Advance(absl::Milliseconds(1));
  EXPECT_THAT(Claim(), SizeIs(1));
}

TEST_F(OutboxFunctions, RetryOfAnItemThatIsDoneDoesNotBringItBack) {
  Put("i1");
  ASSERT_TRUE(RunTask(outbox_.Done({"i1"})).ok());
  ASSERT_TRUE(RunTask(outbox_.RetryAfter("i1", absl::ZeroDuration())).ok());
  EXPECT_THAT(Claim(), IsEmpty());
  EXPECT_THAT(Everything(), IsEmpty());
}

TEST_F(OutboxFunctions, BuryKeepsTheItemForAPersonToLookAt) {
  Put("i1");
  ASSERT_TRUE(RunTask(outbox_.Bury("i1")).ok());
  EXPECT_THAT(Claim(), IsEmpty());
  EXPECT_EQ(State().waiting, 0);
  EXPECT_EQ(State().oldest, std::nullopt);
  EXPECT_EQ(State().dead, 1);
  EXPECT_EQ(Raw({"HEXISTS", StrCat(kTag, ":outbox:item"), "i1"}).integer(), 1);
}

TEST_F(OutboxFunctions, BuryOfAnItemThatIsDoneChangesNothing) {
  Put("i1");
  ASSERT_TRUE(RunTask(outbox_.Done({"i1"})).ok());
  ASSERT_TRUE(RunTask(outbox_.Bury("i1")).ok());
  EXPECT_EQ(State().dead, 0);
}

TEST_F(OutboxFunctions, DoneOfAnItemThatAnotherRelayHasBuriedLeavesNothingToLookAt) {
  Put("i1");
  Put("i2");
  ASSERT_TRUE(RunTask(outbox_.Bury("i1")).ok());
  ASSERT_TRUE(RunTask(outbox_.Bury("i2")).ok());
  ASSERT_TRUE(RunTask(outbox_.Done({"i1"})).ok());
  EXPECT_THAT(Dead(10).items, ElementsAre(Field(&DeadItem::id, "i2")));
}

TEST_F(OutboxFunctions, DeadIsEmptyWithoutAnythingBuried) {
  Put("i1");
  EXPECT_THAT(Dead(10).items, IsEmpty());
  EXPECT_EQ(Dead(10).next, "");
}

TEST_F(OutboxFunctions, DeadHoldsWhatWasBuriedLongestAgoFirstPageByPage) {
  std::vector<absl::Time> buried;
  for (const char* id : {"i3", "i1", "i2"}) {
    Put(id);
    Claim();
    buried.push_back(now());
    ASSERT_TRUE(RunTask(outbox_.Bury(id)).ok());
    clock().Advance(absl::Milliseconds(1));
  }
  const store::DeadPage first = Dead(2);
  EXPECT_THAT(first.items, ElementsAre(Field(&DeadItem::id, "i3"), Field(&DeadItem::id, "i1")));
  EXPECT_EQ(first.items[1].buried, buried[1]);
  EXPECT_EQ(first.items[1].attempts, 1);
  const store::DeadPage second = Dead(2, first.next);
  EXPECT_THAT(second.items, ElementsAre(Field(&DeadItem::id, "i2")));
  EXPECT_EQ(second.next, "");
  EXPECT_EQ(Dead(3).next, "") << "a full page may be the last";
}

TEST_F(OutboxFunctions, ReviveMakesWhatWasBuriedDueAsIfItHadJustBeenPut) {
  for (const char* id : {"i1", "i2"}) {
    Put(id, "share", "payload of it");
    Claim();
    ASSERT_TRUE(RunTask(outbox_.Bury(id)).ok());
  }
  clock().Advance(absl::Hours(1));
  EXPECT_EQ(Revive({"i1"}).value(), 1);
  EXPECT_THAT(Dead(10).items, ElementsAre(Field(&DeadItem::id, "i2")));
  EXPECT_EQ(State().oldest, now());
  const auto items = Claim();
  ASSERT_THAT(items, ElementsAre(Field(&OutboxItem::id, "i1")));
  EXPECT_EQ(items[0].payload, "payload of it");
  EXPECT_EQ(items[0].attempts, 1);
}

TEST_F(OutboxFunctions, RevivePassesOverWhatWaitsAndWhatIsUnknown) {
  Put("i1");
  Claim();
  EXPECT_EQ(Revive({"i1", "unknown"}).value(), 0);
  EXPECT_THAT(Claim(), IsEmpty()) << "the lease holds";
}

TEST_F(OutboxFunctions, ReviveRepeatedAnswersTheFirstCountAndRevivesNothing) {
  Put("i1");
  ASSERT_TRUE(RunTask(outbox_.Bury("i1")).ok());
  const Call call = Changing();
  EXPECT_EQ(RunTask(outbox_.Revive(call, redis().idempotency(), {"i1"})).value(), 1);
  ASSERT_TRUE(RunTask(outbox_.Bury("i1")).ok());
  EXPECT_EQ(RunTask(outbox_.Revive(call, redis().idempotency(), {"i1"})).value(), 1);
  EXPECT_EQ(State().dead, 1);
}

TEST_F(OutboxFunctions, AnItemThatWasRevivedCanBeBuriedAgain) {
  Put("i1");
  ASSERT_TRUE(RunTask(outbox_.Bury("i1")).ok());
  EXPECT_EQ(Revive({"i1"}).value(), 1);
  clock().Advance(absl::Hours(1));
  ASSERT_TRUE(RunTask(outbox_.Bury("i1")).ok());
  ASSERT_THAT(Dead(10).items, SizeIs(1));
  EXPECT_EQ(Dead(10).items[0].buried, now());
}

TEST_F(OutboxFunctions, TheStateSaysHowManyWaitAndSinceWhen) {
  const absl::Time first = now();
  Put("i1");
  clock().Advance(absl::Minutes(1));
  Put("i2");
  Claim(1);
  EXPECT_EQ(State().waiting, 2) << "what is claimed still waits";
  EXPECT_EQ(State().oldest, first);
}

}  // namespace
}  // namespace careloop::messaging
