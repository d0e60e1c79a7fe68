#include <filesystem>

#include "services/journal/store/sealed_records.h"
#include "services/journal/store/share_outbox.h"
#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class ShareFunctionsTest : public JournalStoreTest {
 protected:
  absl::StatusOr<Share> Get(const std::string& id) {
    const Call call = NewCall();
    return RunTask(shares_.Get(call, "p-1", id));
  }
  static std::vector<std::string> IdsOf(const absl::StatusOr<PageOf<Share>>& page) {
    std::vector<std::string> ids;
    for (const Share& share : page.value().items) ids.push_back(share.id);
    return ids;
  }
  absl::StatusOr<PageOf<Share>> List(PageRequest page = {.size = 50}) {
    const Call call = NewCall();
    return RunTask(shares_.List(call, "p-1", std::move(page)));
  }
  absl::StatusOr<PageOf<Share>> ListShared(ShareReaders readers = Readers()) {
    const Call call = NewCall();
    return RunTask(shares_.ListShared(call, "p-1", {.size = 50}, std::move(readers)));
  }
  absl::Status MarkRefused(const std::string& id, ShareRefused refused) {
    return RunTask(shares_.MarkRefused("p-1", id, refused));
  }
  bool ReadableBy(const std::string& team, int64_t entry) {
    const Call call = NewCall();
    return RunTask(entries_.GetShared(call, "p-1", entry, Readers({team}))).ok();
  }
  static std::string FirstViolation(const absl::Status& status) {
    const auto violations = ViolationsOf(status);
    return violations.empty() ? "" : violations[0].field + ": " + violations[0].description;
  }

  const ShareScope standing_ = StandingScope{absl::UnixEpoch()};
  store::Outbox outbox_{redis().client(), redis().clock()};
};

TEST_F(ShareFunctionsTest, CreateKeepsEachKindOfShareAsItIs) {
  Record(Now());
  Share entries = ShareOf("s-1", EntriesScope{{1}});
  entries.expires = Now() + absl::Hours(1);
  const Share period = ShareOf("s-2", PeriodScope{Now(), Now() + absl::Hours(1)});
  const Share standing = ShareOf("s-3", standing_);
  for (const Share& share : {entries, period, standing}) {
    EXPECT_EQ(Create(share).value(), share.id);
    EXPECT_EQ(Get(share.id).value(), share);
  }
}

TEST_F(ShareFunctionsTest, CreateQueuesTheMessageInTheSameStep) {
  const Share share = ShareOf("s-1", standing_);
  ASSERT_TRUE(Create(share).ok());
  const auto items = RunTask(outbox_.Claim(10, absl::Seconds(30)));
  ASSERT_THAT(items.value(), SizeIs(1));
  EXPECT_EQ(items->front().id, StrCat("patients/", PseudonymOf("p-1"), "/shares/s-1"));
  EXPECT_EQ(items->front().kind, "share");
  const auto keys = RunTask(redis().keys().ForReading("p-1"));
  EXPECT_EQ(OpenShare(items->front().payload, **keys, "s-1").value(), share);
}

TEST_F(ShareFunctionsTest, CreateRepeatedQueuesNothingAndAnswersTheFirstId) {
  EXPECT_EQ(Create(ShareOf("s-1", standing_), NewCall(1)).value(), "s-1");
  EXPECT_EQ(Create(ShareOf("s-2", standing_), NewCall(1)).value(), "s-1");
  EXPECT_THAT(IdsOf(List()), ElementsAre("s-1"));
  EXPECT_EQ(RunTask(outbox_.State())->waiting, 1);
}

TEST_F(ShareFunctionsTest, CreateRefusesAnEntryThatDoesNotExist) {
  Record(Now());
  const auto refused = Create(ShareOf("s-1", EntriesScope{{1, 2}}));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FirstViolation(refused.status()), "entries.entries: names entry 2, which does not exist or is retracted");
  EXPECT_THAT(IdsOf(List()), IsEmpty());
  EXPECT_EQ(RunTask(outbox_.State())->waiting, 0);
}

TEST_F(ShareFunctionsTest, CreateRefusesAnExpiryThatHasPassed) {
  Share share = ShareOf("s-1", standing_);
  share.expires = Now();
  EXPECT_EQ(FirstViolation(Create(share).status()), "expire_time: has passed; it has to be in the future");
}

TEST_F(ShareFunctionsTest, CreateRefusesMoreThanTheMostInForceUntilOneEnds) {
  for (int i = 0; i < kMostSharesInForce - 1; ++i)
    ASSERT_TRUE(Create(ShareOf("s-" + std::to_string(i), standing_)).ok());
  Share ending = ShareOf("ending", standing_);
  ending.expires = Now() + absl::Seconds(1);
  ASSERT_TRUE(Create(ending).ok());
  const auto refused = Create(ShareOf("one-more", standing_));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused.status()), reason::kFailedState);
  redis().clock().Advance(absl::Seconds(1));
  EXPECT_TRUE(Create(ShareOf("one-more", standing_)).ok());
  EXPECT_EQ(redis().server().Command({"HEXISTS", KeyOf("grants", ""), "ending"}).integer(), 0);
  Revoke("s-1");
  EXPECT_TRUE(Create(ShareOf("and-another", standing_)).ok());
}

TEST_F(ShareFunctionsTest, RevokeAnswersTheTimeOfTheFirstRevocation) {
  ASSERT_TRUE(Create(ShareOf("s-1", standing_)).ok());
  const absl::Time first = Now();
  Revoke("s-1");
  redis().clock().Advance(absl::Hours(1));
  const Call call = NewCall();
  EXPECT_EQ(RunTask(shares_.Revoke(call, "p-1", "s-1", Now())).value(), first);
  EXPECT_EQ(Get("s-1")->revoked, first);
}

TEST_F(ShareFunctionsTest, RevokeAnswersNotFoundForAnAbsentShareAndForAnotherPatients) {
  ASSERT_TRUE(Create(ShareOf("s-1", standing_)).ok());
  const Call call = NewCall();
  EXPECT_EQ(RunTask(shares_.Revoke(call, "p-1", "absent", Now())).status(), NotFound("share"));
  const Call other = NewCall();
  EXPECT_EQ(RunTask(shares_.Revoke(other, "p-2", "s-1", Now())).status(), NotFound("share"));
}

TEST_F(ShareFunctionsTest, GetAnswersNotFoundForAnAbsentShare) { EXPECT_EQ(Get("absent").status(), NotFound("share")); }

TEST_F(ShareFunctionsTest, DeliveredIsNotedOnce) {
  ASSERT_TRUE(Create(ShareOf("s-1", standing_)).ok());
  EXPECT_EQ(Get("s-1")->delivered, std::nullopt);
  const ShareDelivered first{"patients/p-1/threads/t1", Now()};
  EXPECT_TRUE(RunTask(shares_.MarkDelivered("p-1", "s-1", first)).ok());
  EXPECT_TRUE(RunTask(shares_.MarkDelivered("p-1", "s-1", {"patients/p-1/threads/t2", Now() + absl::Hours(1)})).ok());
  EXPECT_EQ(Get("s-1")->delivered, first);
}

TEST_F(ShareFunctionsTest, RefusedIsNotedAndTheLastNoteCounts) {
  ASSERT_TRUE(Create(ShareOf("s-1", standing_)).ok());
  const ShareRefused first{RefusalReason::kRejected, Now()};
  EXPECT_TRUE(MarkRefused("s-1", first).ok());
  EXPECT_EQ(Get("s-1")->refused, first);
  const ShareRefused last{RefusalReason::kNotEnrolled, Now() + absl::Hours(1)};
  EXPECT_TRUE(MarkRefused("s-1", last).ok());
  EXPECT_EQ(Get("s-1")->refused, last);
  EXPECT_EQ(List()->items[0].refused, last);
}

TEST_F(ShareFunctionsTest, RefusedLetsNobodyReadThroughTheShare) {
  const int64_t entry = Record(Now());
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{entry}})).ok());
  ASSERT_TRUE(Create(ShareOf("s-2", standing_, "t-2")).ok());
  EXPECT_TRUE(ReadableBy("t-1", entry));
  EXPECT_TRUE(MarkRefused("s-1", {RefusalReason::kNotEnrolled, Now()}).ok());
  EXPECT_FALSE(ReadableBy("t-1", entry));
  EXPECT_EQ(ListShared().status(), NotFound("patient"));
  EXPECT_TRUE(ReadableBy("t-2", entry)) << "another share";
}

TEST_F(ShareFunctionsTest, RefusedAgainstADeliveredShareChangesNothing) {
  const int64_t entry = Record(Now());
  ASSERT_TRUE(Create(ShareOf("s-1", standing_)).ok());
  ASSERT_TRUE(RunTask(shares_.MarkDelivered("p-1", "s-1", {"patients/p-1/threads/t1", Now()})).ok());
  EXPECT_TRUE(MarkRefused("s-1", {RefusalReason::kNotEnrolled, Now()}).ok());
  EXPECT_EQ(Get("s-1")->refused, std::nullopt);
  EXPECT_TRUE(ReadableBy("t-1", entry));
}

TEST_F(ShareFunctionsTest, RefusedOfARevokedShareGrantsNothingWhenItIsDeliveredAfterAll) {
  const int64_t entry = Record(Now());
  ASSERT_TRUE(Create(ShareOf("s-1", standing_)).ok());
  Revoke("s-1");
  EXPECT_TRUE(MarkRefused("s-1", {RefusalReason::kNotEnrolled, Now()}).ok());
  ASSERT_TRUE(RunTask(shares_.MarkDelivered("p-1", "s-1", {"patients/p-1/threads/t1", Now()})).ok());
  EXPECT_EQ(Get("s-1")->refused, std::nullopt);
  EXPECT_FALSE(ReadableBy("t-1", entry));
}

TEST_F(ShareFunctionsTest, DeliveredAfterAllEndsTheRefusalAndIsRead) {
  const int64_t entry = Record(Now());
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{entry}})).ok());
  ASSERT_TRUE(MarkRefused("s-1", {RefusalReason::kNotEnrolled, Now()}).ok());
  const ShareDelivered delivered{"patients/p-1/threads/t1", Now()};
  ASSERT_TRUE(RunTask(shares_.MarkDelivered("p-1", "s-1", delivered)).ok());
  EXPECT_EQ(Get("s-1")->refused, std::nullopt);
  EXPECT_EQ(Get("s-1")->delivered, delivered);
  EXPECT_TRUE(ReadableBy("t-1", entry));
}

TEST_F(ShareFunctionsTest, ListIsLatestCreatedFirstAndGoesOn) {
  for (const char* id : {"s-1", "s-2", "s-3"}) {
    ASSERT_TRUE(Create(ShareOf(id, standing_)).ok());
    redis().clock().Advance(absl::Seconds(1));
  }
  Revoke("s-2");
  const auto first = List({.size = 2});
  EXPECT_THAT(IdsOf(first), ElementsAre("s-3", "s-2"));
  EXPECT_TRUE(first->items[1].revoked.has_value());
  const auto second = List({.size = 2, .after = first->next});
  EXPECT_THAT(IdsOf(second), ElementsAre("s-1"));
  EXPECT_EQ(second->next, "");
}

TEST_F(ShareFunctionsTest, ListForATeamHoldsOnlyWhatIsInForceForIt) {
  Share ending = ShareOf("ending", standing_);
  ending.expires = Now() + absl::Seconds(1);
  ASSERT_TRUE(Create(ending).ok());
  ASSERT_TRUE(Create(ShareOf("revoked", standing_)).ok());
  ASSERT_TRUE(Create(ShareOf("other-team", standing_, "t-2")).ok());
  Revoke("revoked");
  EXPECT_THAT(IdsOf(ListShared()), ElementsAre("ending"));
  redis().clock().Advance(absl::Seconds(1));
  EXPECT_EQ(ListShared().status(), NotFound("patient"));
  EXPECT_THAT(IdsOf(ListShared(Readers({"t-2"}))), ElementsAre("other-team"));
}

// What the relay does with an item.

struct Courier final : ShareCourier {
  Share told;
  absl::Status failure;
  Task<absl::Status> DeliverRevocation(const ShareRevocation&) override { co_return failure; }
  Task<absl::StatusOr<ShareDelivered>> Deliver(const Share& share) override {
    told = share;
    if (!failure.ok()) co_return failure;
    co_return ShareDelivered{"patients/p-1/threads/t1", share.created};
  }
};

TEST_F(ShareFunctionsTest, AnItemOfTheOutboxIsDeliveredAndNoted) {
  const Share share = ShareOf("s-1", standing_);
  ASSERT_TRUE(Create(share).ok());
  auto items = RunTask(outbox_.Claim(1, absl::Seconds(30)));
  Courier courier;
  ShareDelivery delivery(courier, shares_, redis().clock());
  EXPECT_TRUE(RunTask(DeliverShareItem(delivery, redis().keys(), std::move(items->front()))).ok());
  EXPECT_EQ(courier.told, share);
  EXPECT_EQ(Get("s-1")->delivered, (ShareDelivered{"patients/p-1/threads/t1", share.created}));
}

TEST_F(ShareFunctionsTest, AnItemThatIsRefusedForGoodIsNotedAsGivenUp) {
  ASSERT_TRUE(Create(ShareOf("s-1", standing_)).ok());
  const auto items = RunTask(outbox_.Claim(1, absl::Seconds(30)));
  Courier courier;
  ShareDelivery delivery(courier, shares_, redis().clock());
  courier.failure = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "away");
  EXPECT_EQ(RunTask(DeliverShareItem(delivery, redis().keys(), items->front())), courier.failure);
  EXPECT_EQ(Get("s-1")->refused, std::nullopt);
  courier.failure = Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, "not enrolled");
  EXPECT_EQ(RunTask(DeliverShareItem(delivery, redis().keys(), items->front())), courier.failure)
      << "so that it is buried";
  EXPECT_EQ(Get("s-1")->refused, (ShareRefused{RefusalReason::kNotEnrolled, Now()}));
}

TEST_F(ShareFunctionsTest, TheLaneOfAnItemIsItsPatient) {
  ASSERT_TRUE(Create(ShareOf("s-1", standing_)).ok());
  EXPECT_EQ(LaneOfShareItem(RunTask(outbox_.Claim(1, absl::Seconds(30)))->front()),
            StrCat("patients/", PseudonymOf("p-1")));
}

TEST_F(ShareFunctionsTest, ADamagedItemIsAnErrorThatIsNoRefusal) {
  Courier courier;
  ShareDelivery delivery(courier, shares_, redis().clock());
  EXPECT_EQ(RunTask(DeliverShareItem(delivery, redis().keys(), {.id = "x", .kind = "share", .payload = "?"})).code(),
            absl::StatusCode::kInternal);
}

TEST_F(ShareFunctionsTest, WhatWasGivenUpIsListedAlsoWhenTheKeysOfAnotherPatientAreLost) {
  for (const char* patient : {"p-1", "p-lost"}) {
    Share share = ShareOf("s-1", standing_);
    share.patient = patient;
    ASSERT_TRUE(Create(share).ok());
    ASSERT_TRUE(RunTask(outbox_.Bury(StrCat("patients/", PseudonymOf(patient), "/shares/s-1"))).ok());
  }
  ASSERT_TRUE(std::filesystem::remove(StrCat(redis().key_folder(), "/", PseudonymOf("p-lost"), ".keys")));
  redis().clock().Advance(PatientKeys::kNoticed);
  OutboxUndelivered undelivered(outbox_, redis().idempotency(), redis().keys());
  const Call call = NewCall();
  const auto queue = RunTask(undelivered.List(call, {.size = 10, .after = ""}));
  ASSERT_TRUE(queue.ok()) << queue.status();
  ASSERT_THAT(queue->given_up.items, SizeIs(1));
  EXPECT_EQ(queue->given_up.items[0].name, "patients/p-1/shares/s-1");
  EXPECT_EQ(queue->given_up_count, 2);
}

// ---- Shares with a caregiver ------------------------------------------------------------------------------------

class CaregiverShareFunctionsTest : public ShareFunctionsTest {
 protected:
  Caregiver Daughter() const { return {"daughter", since_}; }
  Share WithDaughter(const std::string& id) const {
    Share share = ShareOf(id, standing_, "");
    share.caregiver = Daughter();
    return share;
  }
  static ShareReaders As(Caregiver caregiver) { return {.teams = {}, .now = Now(), .caregiver = std::move(caregiver)}; }
  bool ReadableAs(Caregiver caregiver) {
    const Call call = NewCall();
    return RunTask(entries_.GetShared(call, "p-1", 1, As(std::move(caregiver)))).ok();
  }

  const absl::Time since_ = absl::FromUnixMillis(absl::ToUnixMillis(Now()));
};

TEST_F(CaregiverShareFunctionsTest, CreateKeepsTheCaregiverAndQueuesNoMessage) {
  ASSERT_TRUE(Create(WithDaughter("s-1")).ok());
  EXPECT_EQ(Get("s-1").value(), WithDaughter("s-1"));
  EXPECT_EQ(RunTask(outbox_.State())->waiting, 0);
}

TEST_F(CaregiverShareFunctionsTest, OpensToThatCaregiverSinceThatTimeAndToNobodyElse) {
  Record(Now());
  ASSERT_TRUE(Create(WithDaughter("s-1")).ok());
  EXPECT_TRUE(ReadableAs(Daughter()));
  EXPECT_FALSE(ReadableAs({"son", since_}));
  EXPECT_FALSE(ReadableAs({"daughter", since_ + absl::Milliseconds(1)})) << "added again";
  for (const char* team : {"t-1", "daughter", ""}) EXPECT_FALSE(ReadableBy(team, 1)) << team;
  EXPECT_THAT(IdsOf(ListShared(As(Daughter()))), ElementsAre("s-1"));
  Revoke("s-1");
  EXPECT_FALSE(ReadableAs(Daughter()));
  EXPECT_EQ(RunTask(outbox_.State())->waiting, 0) << "nobody was told of it";
}

TEST_F(CaregiverShareFunctionsTest, OpensPeriodsForTrendsToo) {
  Record(Now());
  const auto read = [&](Caregiver caregiver) {
    const Call call = NewCall();
    return RunTask(
        periods_.Read(call, "p-1", {{Now() - absl::Hours(1), Now() + absl::Hours(1)}}, As(std::move(caregiver))));
  };
  EXPECT_EQ(read(Daughter()).status(), NotFound("patient"));
  ASSERT_TRUE(Create(WithDaughter("s-1")).ok());
  EXPECT_THAT(read(Daughter()).value(), SizeIs(1));
}

TEST_F(CaregiverShareFunctionsTest, NamesNobodyInRedis) {
  ASSERT_TRUE(Create(WithDaughter("s-1")).ok());
  for (const std::string& key : {KeyOf("share", ""), KeyOf("grants", "")}) {
    EXPECT_EQ(redis().server().Command({"HGET", key, "s-1"}).text().find("daughter"), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace careloop::journal
