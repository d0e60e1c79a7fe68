#include "services/journal/store/share_outbox.h"
#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using testing::RunTask;
using ::testing::SizeIs;

struct Courier final : ShareCourier {
  ShareRevocation told;
  absl::Status failure;
  Task<absl::StatusOr<ShareDelivered>> Deliver(const Share&) override { co_return absl::UnimplementedError(""); }
  Task<absl::Status> DeliverRevocation(const ShareRevocation& revocation) override {
    told = revocation;
    co_return failure;
  }
};

// That a team is told that a share of theirs has ended.
class RevocationFunctionsTest : public JournalStoreTest {
 protected:
  // That of share s-1, which the patient has revoked now.
  store::OutboxItem Item() {
    EXPECT_TRUE(Create(ShareOf("s-1", standing_)).ok());
    Revoke("s-1");
    return RunTask(outbox_.Claim(2, absl::Seconds(30))).value().at(1);
  }
  absl::Status Deliver(store::OutboxItem item) {
    return RunTask(DeliverShareItem(delivery_, redis().keys(), std::move(item)));
  }
  absl::StatusOr<Share> Get() {
    const Call call = NewCall();
    return RunTask(shares_.Get(call, "p-1", "s-1"));
  }

  const ShareScope standing_ = StandingScope{absl::UnixEpoch()};
  store::Outbox outbox_{redis().client(), redis().clock()};
  Courier courier_;
  ShareDelivery delivery_{courier_, shares_, redis().clock()};
};

TEST_F(RevocationFunctionsTest, RevokeQueuesThatTheTeamIsToldInTheSameStepAndOnce) {
  ASSERT_TRUE(Create(ShareOf("s-1", standing_)).ok());
  const std::string name = StrCat("patients/", PseudonymOf("p-1"), "/shares/s-1");
  ASSERT_TRUE(RunTask(shares_.MarkDelivered("p-1", "s-1", {"patients/p-1/threads/t1", Now()})).ok());
  ASSERT_TRUE(RunTask(outbox_.Done({name})).ok());
  const absl::Time first = Now();
  Revoke("s-1");
  redis().clock().Advance(absl::Hours(1));
  Revoke("s-1");
  const auto items = RunTask(outbox_.Claim(10, absl::Seconds(30)));
  ASSERT_THAT(items.value(), SizeIs(1));
  EXPECT_EQ(items->front().id, name + "/revocation");
  EXPECT_EQ(items->front().kind, kRevocationKind);
  EXPECT_EQ(items->front().put, absl::FromUnixMillis(absl::ToUnixMillis(first)));
}

TEST_F(RevocationFunctionsTest, RevokeOfAShareThatIsQueuedOrGivenUpIsToldOfAfterIt) {
  for (const char* id : {"s-1", "s-2"}) ASSERT_TRUE(Create(ShareOf(id, standing_)).ok());
  ASSERT_TRUE(RunTask(outbox_.Bury(StrCat("patients/", PseudonymOf("p-1"), "/shares/s-2"))).ok());
  for (const char* id : {"s-1", "s-2"}) Revoke(id);
  const auto items = RunTask(outbox_.Claim(10, absl::Seconds(30))).value();
  std::vector<std::string> told;
  for (const store::OutboxItem& item : items) told.push_back(item.id.substr(item.id.rfind("s-")));
  EXPECT_THAT(told, ElementsAre("s-1", "s-1/revocation", "s-2/revocation"));
  EXPECT_EQ(LaneOfShareItem(items[0]), LaneOfShareItem(items[1]));
}

TEST_F(RevocationFunctionsTest, AnItemIsDeliveredWithThePatientTheShareAndTheTime) {
  EXPECT_TRUE(Deliver(Item()).ok());
  EXPECT_EQ(courier_.told.patient, "p-1");
  EXPECT_EQ(courier_.told.id, "s-1");
  EXPECT_EQ(courier_.told.revoked, Get()->revoked);
}

TEST_F(RevocationFunctionsTest, AnItemThatIsRefusedChangesNothingAboutTheShare) {
  const store::OutboxItem item = Item();
  courier_.failure = Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField, "no");
  EXPECT_EQ(Deliver(item), courier_.failure) << "so that it is buried";
  EXPECT_EQ(Get()->refused, std::nullopt);
}

TEST_F(RevocationFunctionsTest, AnItemThatIsDamagedIsAnErrorThatIsNoRefusal) {
  store::OutboxItem item = Item();
  item.payload = "?";
  EXPECT_TRUE(absl::IsInternal(Deliver(item)));
  item.id = item.id.substr(0, item.id.rfind('/'));
  EXPECT_TRUE(absl::IsInternal(Deliver(item)));
}

}  // namespace
}  // namespace careloop::journal
