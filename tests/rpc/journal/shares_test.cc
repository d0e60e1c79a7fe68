#include "services/journal/clients/delivery_client.h"
#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class SharesTest : public JournalFixture {
 protected:
  bool Delivered(const std::string& name) {
    const auto listed = ListShares(patient_);
    for (const auto& share : listed.response.shares()) {
      if (share.name() == name) return share.delivery().state() == v1::SHARE_DELIVERY_STATE_DELIVERED;
    }
    return false;
  }
  std::string RefusalOf(const v1::CreateShareRequest& request) {
    const auto answer = Share(request);
    std::string text = answer.reason;
    for (const std::string& violation : answer.violations) text += " | " + violation;
    return text;
  }
};

TEST_F(SharesTest, AreQueuedThenDeliveredWithThePatientsRecordedDecision) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  v1::CreateShareRequest request = ShareRequest({entry});
  *request.mutable_expire_time() = rpc::ToTimestamp(redis_->clock().Now() + absl::Hours(1));
  const auto created = Share(request);
  ASSERT_TRUE(created.ok()) << created.message;
  const v1::Share& share = created.response.share();
  EXPECT_EQ(share.care_team(), "careTeams/t-1");
  EXPECT_THAT(share.entries().entries(), ElementsAre(entry));
  EXPECT_EQ(share.delivery().state(), v1::SHARE_DELIVERY_STATE_QUEUED);
  EXPECT_FALSE(share.delivery().has_delivered_time());
  EXPECT_TRUE(Eventually([&] { return Delivered(share.name()); }));
  const v1::ShareDelivery delivery = ListShares(patient_).response.shares(0).delivery();
  EXPECT_EQ(delivery.thread(), "patients/p-1/threads/t1");
  EXPECT_EQ(delivery.delivered_time().seconds(), 1'800'000'000);
  EXPECT_TRUE(Eventually([&] { return testing::RunTask(server_->outbox().State())->waiting == 0; }));
  const MutexLock lock(peers_.state.mutex);
  EXPECT_EQ(peers_.state.tokens.back(), "Bearer service-token");
  const auto& told = peers_.state.deliveries.at(share.name());
  EXPECT_EQ(told.patient(), "patients/p-1");
  EXPECT_EQ(told.care_team(), "careTeams/t-1");
  EXPECT_EQ(told.share().entry_count(), 1);
  EXPECT_EQ(told.share().expire_time().SerializeAsString(), request.expire_time().SerializeAsString());
  EXPECT_EQ(told.decision().person(), "p-1");
  EXPECT_EQ(told.decision().rule(), "own-journal");
  EXPECT_EQ(told.decision().resource(), share.name());
  EXPECT_EQ(told.decision().decided_time().SerializeAsString(), share.created_time().SerializeAsString());
  EXPECT_EQ(told.request_id(), DeliveryRequestId(share.name().substr(share.name().rfind('/') + 1)));
}

TEST_F(SharesTest, TellOfAPeriodAndOfAStandingShare) {
  v1::CreateShareRequest period = ShareRequest({});
  *period.mutable_period()->mutable_start_time() = rpc::ToTimestamp(absl::FromUnixSeconds(1'700'000'000));
  *period.mutable_period()->mutable_end_time() = rpc::ToTimestamp(absl::FromUnixSeconds(1'900'000'000));
  v1::CreateShareRequest standing = ShareRequest({});
  *standing.mutable_standing()->mutable_start_time() = rpc::ToTimestamp(absl::FromUnixSeconds(1'600'000'000));
  const std::string first = Share(period).response.share().name();
  const std::string second = Share(standing).response.share().name();
  ASSERT_TRUE(Eventually([&] { return Delivered(first) && Delivered(second); }));
  const MutexLock lock(peers_.state.mutex);
  EXPECT_EQ(peers_.state.deliveries.at(first).share().period().end_time().seconds(), 1'900'000'000);
  EXPECT_EQ(peers_.state.deliveries.at(second).share().standing_start_time().seconds(), 1'600'000'000);
}

TEST_F(SharesTest, StayQueuedAndReadableWhileMessagingDoesNotTakeThem) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.deliver_status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "down");
  }
  const std::string share = Share(ShareRequest({entry})).response.share().name();
  ASSERT_TRUE(Eventually([&] {
    const MutexLock lock(peers_.state.mutex);
    return peers_.state.delivery_attempts > 0;
  }));
  EXPECT_FALSE(Delivered(share));
  EXPECT_TRUE(Get(nurse_, entry).ok());
  EXPECT_EQ(testing::RunTask(server_->outbox().State())->waiting, 1);
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.deliver_status = grpc::Status::OK;
  }
  redis_->clock().Advance(absl::Minutes(1));       // past the pause before the next attempt
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());  // wakes the relay
  EXPECT_TRUE(Eventually([&] { return Delivered(share); }));
}

TEST_F(SharesTest, RepeatedAnswerTheFirstShareAndAreDeliveredOnce) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  const v1::CreateShareRequest request = ShareRequest({entry});
  const std::string first = Share(request).response.share().name();
  EXPECT_EQ(Share(request).response.share().name(), first);
  EXPECT_THAT(ListShares(patient_).response.shares(), SizeIs(1));
  ASSERT_TRUE(Eventually([&] { return Delivered(first); }));
  const MutexLock lock(peers_.state.mutex);
  EXPECT_EQ(peers_.state.deliveries.size(), 1u);
}

TEST_F(SharesTest, RepeatedAnswerTheFirstShareAlsoWhenMessagingAnswersDifferentlyOrNotAtAll) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  v1::CreateShareRequest request = ShareRequest({entry});
  const std::string first = Share(request).response.share().name();
  SetTeams(patient_, {});
  EXPECT_EQ(Share(request).response.share().name(), first);
  peers_.Stop();
  EXPECT_EQ(Share(request).response.share().name(), first);
  EXPECT_EQ(Share(request).response.share().care_team(), "careTeams/t-1");
  request.set_care_team("careTeams/t-2");
  EXPECT_EQ(Share(request).reason, "REQUEST_ID_REUSED");
}

TEST_F(SharesTest, AreRevokedOnceAndShowIt) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  const std::string share = Share(ShareRequest({entry})).response.share().name();
  const auto first = Revoke(share);
  ASSERT_TRUE(first.ok()) << first.message;
  EXPECT_EQ(rpc::ToTime(first.response.share().revoked_time()), redis_->clock().Now());
  redis_->clock().Advance(absl::Hours(1));
  EXPECT_EQ(Revoke(share).response.share().revoked_time().SerializeAsString(),
            first.response.share().revoked_time().SerializeAsString());
  EXPECT_EQ(Revoke("patients/p-1/shares/absent").reason, "NOT_FOUND");
  EXPECT_EQ(Revoke("patients/p-2/shares/absent").reason, "NOT_FOUND");
}

TEST_F(SharesTest, AreToldOfAsRevokedWithThePatientsDecisionOnce) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  const std::string share = Share(ShareRequest({entry})).response.share().name();
  ASSERT_TRUE(Eventually([&] { return Delivered(share); }));
  const auto revoked = Revoke(share).response.share().revoked_time().SerializeAsString();
  ASSERT_TRUE(Revoke(share).ok());
  ASSERT_TRUE(Eventually([&] { return testing::RunTask(server_->outbox().State())->waiting == 0; }));
  const MutexLock lock(peers_.state.mutex);
  ASSERT_THAT(peers_.state.revocations, SizeIs(1));
  const messaging::v1::DeliverShareRevocationRequest& told = peers_.state.revocations[0];
  EXPECT_EQ(told.patient(), "patients/p-1");
  EXPECT_EQ(told.share(), share);
  EXPECT_EQ(told.decision().person(), "p-1");
  EXPECT_EQ(told.decision().rule(), "own-journal");
  EXPECT_EQ(told.decision().resource(), share);
  EXPECT_EQ(told.decision().decided_time().SerializeAsString(), revoked);
  EXPECT_NE(told.request_id(), peers_.state.deliveries.at(share).request_id());
  EXPECT_EQ(peers_.state.tokens.back(), "Bearer service-token");
}

TEST_F(SharesTest, EndAtOnceAndAreToldOfLaterWhileMessagingDoesNotAnswer) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  const std::string share = Share(ShareRequest({entry})).response.share().name();
  ASSERT_TRUE(Eventually([&] { return Delivered(share); }));
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.deliver_status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "down");
    peers_.state.delivery_attempts = 0;
  }
  ASSERT_TRUE(Revoke(share).ok());
  EXPECT_FALSE(Get(nurse_, entry).ok());
  ASSERT_TRUE(Eventually([&] {
    const MutexLock lock(peers_.state.mutex);
    return peers_.state.delivery_attempts > 0;
  }));
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.deliver_status = grpc::Status::OK;
  }
  redis_->clock().Advance(absl::Minutes(1));       // past the pause before the next attempt
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());  // wakes the relay
  EXPECT_TRUE(Eventually([&] {
    const MutexLock lock(peers_.state.mutex);
    return peers_.state.revocations.size() == 1;
  }));
}

TEST_F(SharesTest, ShowANurseWhatIsInForceForTheirTeam) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  const std::string revoked = Share(ShareRequest({entry})).response.share().name();
  const std::string in_force = Share(ShareRequest({entry})).response.share().name();
  ASSERT_TRUE(Revoke(revoked).ok());
  const auto shown = ListShares(nurse_);
  ASSERT_THAT(shown.response.shares(), SizeIs(1));
  EXPECT_EQ(shown.response.shares(0).name(), in_force);
  EXPECT_THAT(ListShares(patient_).response.shares(), SizeIs(2));
  EXPECT_EQ(ListShares(other_nurse_).reason, "NOT_FOUND");
  EXPECT_EQ(ListShares(other_patient_).reason, "NOT_FOUND");
}

TEST_F(SharesTest, GoOnPageByPage) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  v1::ListSharesRequest request;
  request.set_parent("patients/p-1");
  request.set_page_size(2);
  const auto first = patient_.Call(server_->stub(), &Stub::ListShares, request);
  EXPECT_THAT(first.response.shares(), SizeIs(2));
  request.set_page_token(first.response.next_page_token());
  const auto second = patient_.Call(server_->stub(), &Stub::ListShares, request);
  EXPECT_THAT(second.response.shares(), SizeIs(1));
  EXPECT_EQ(second.response.next_page_token(), "");
}

TEST_F(SharesTest, AreRefusedForAnEntryThatDoesNotExist) {
  EXPECT_EQ(RefusalOf(ShareRequest({"patients/p-1/entries/7"})),
            "INVALID_FIELD | entries.entries: names entry 7, which does not exist or is retracted");
}

TEST_F(SharesTest, AreRefusedForACareTeamThatHasNotEnrolledThePatient) {
  v1::CreateShareRequest request = ShareRequest({RecordAt(absl::ZeroDuration())});
  request.set_care_team("careTeams/t-9");
  EXPECT_THAT(RefusalOf(request), HasSubstr("care_team: is unknown"));
}

TEST_F(SharesTest, AreRefusedWithoutOrWithSeveralCareTeamsToChooseFrom) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  SetTeams(patient_, {"careTeams/t-1", "careTeams/t-2"});
  EXPECT_THAT(RefusalOf(ShareRequest({entry})), HasSubstr("care_team: is needed"));
  SetTeams(patient_, {});
  const auto refused = Share(ShareRequest({entry}));
  EXPECT_EQ(refused.code, grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "FAILED_STATE");
}

TEST_F(SharesTest, AreRefusedWithAnExpiryThatHasPassed) {
  v1::CreateShareRequest request = ShareRequest({RecordAt(absl::ZeroDuration())});
  *request.mutable_expire_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Seconds(1));
  EXPECT_EQ(RefusalOf(request), "INVALID_FIELD | expire_time: has passed; it has to be in the future");
}

TEST_F(SharesTest, WithANamedTeamAreQueuedWhileMessagingIsDownAndDeliveredWhenItIsBack) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  v1::CreateShareRequest request = ShareRequest({entry});
  request.set_care_team("careTeams/t-1");
  peers_.Stop();
  const auto created = Share(request);
  ASSERT_TRUE(created.ok()) << created.message;
  const v1::Share& share = created.response.share();
  EXPECT_EQ(share.care_team(), "careTeams/t-1");
  EXPECT_EQ(share.delivery().state(), v1::SHARE_DELIVERY_STATE_QUEUED);
  EXPECT_FALSE(Delivered(share.name()));
  peers_.Start();
  EXPECT_TRUE(Eventually([&] {
    redis_->clock().Advance(absl::Minutes(1));  // past the pause before the next attempt
    Share(ShareRequest({entry}));               // wakes the relay
    return Delivered(share.name());
  }));
}

TEST_F(SharesTest, CannotBeCreatedWithoutANamedTeamWhileMessagingIsDown) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  peers_.Stop();
  EXPECT_EQ(Share(ShareRequest({entry})).reason, "PEER_UNAVAILABLE");
}

TEST_F(SharesTest, AreBuriedWhenMessagingRefusesThemForGood) {
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.deliver_status = grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "not enrolled");
  }
  const std::string entry = RecordAt(absl::ZeroDuration());
  ASSERT_TRUE(Share(ShareRequest({entry})).ok());
  EXPECT_TRUE(Eventually([&] { return testing::RunTask(server_->outbox().State())->dead == 1; }));
  const v1::ShareDelivery delivery = ListShares(patient_).response.shares(0).delivery();
  EXPECT_EQ(delivery.state(), v1::SHARE_DELIVERY_STATE_FAILED);
  EXPECT_EQ(delivery.failure(), v1::SHARE_DELIVERY_FAILURE_NOT_ENROLLED);
  EXPECT_EQ(rpc::ToTime(delivery.failed_time()), redis_->clock().Now());
  EXPECT_FALSE(delivery.has_delivered_time());
  EXPECT_EQ(Get(nurse_, entry).reason, "NOT_FOUND") << "consent that nobody was told of does not wait for its day";
}

TEST(DeliveryRequestId, IsAUuidOfItsOwnForEachShare) {
  const std::string uuid = DeliveryRequestId("0123456789abcdefghjkmnpqrs");
  EXPECT_EQ(uuid, DeliveryRequestId("0123456789abcdefghjkmnpqrs"));
  EXPECT_EQ(uuid.size(), 36u);
  EXPECT_EQ(uuid, "00443214-c742-54b6-35cf-84653a56d7c6");
  EXPECT_NE(uuid, DeliveryRequestId("0123456789abcdefghjkmnpqr0"));
}

}  // namespace
}  // namespace careloop::journal
