#include <set>

#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class AdminServiceTest : public JournalFixture {
 protected:
  using AdminStub = admin::v1::AdminService::Stub;

  void MessagingAnswers(const grpc::Status& status) {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.deliver_status = status;
  }
  // The name of a share that messaging has refused.
  std::string RefusedShare() {
    MessagingAnswers(grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "not enrolled"));
    const int64_t before = Queue().response.given_up_count();
    const std::string share = Share(ShareRequest({RecordAt(absl::ZeroDuration())})).response.share().name();
    EXPECT_TRUE(Eventually([&] { return Queue().response.given_up_count() == before + 1; }));
    return share;
  }
  testing::Answer<admin::v1::ListUndeliveredResponse> Queue(const admin::v1::ListUndeliveredRequest& request = {}) {
    return admin_.Call(server_->admin_stub(), &AdminStub::ListUndelivered, request);
  }
  static admin::v1::RetryUndeliveredRequest RetryRequest(const std::vector<std::string>& names) {
    admin::v1::RetryUndeliveredRequest request;
    request.set_request_id(NextRequestId());
    for (const std::string& name : names) request.add_names(name);
    return request;
  }
  testing::Answer<admin::v1::RetryUndeliveredResponse> Retry(const admin::v1::RetryUndeliveredRequest& request) {
    return admin_.Call(server_->admin_stub(), &AdminStub::RetryUndelivered, request);
  }
  v1::ShareDelivery DeliveryOf(const std::string& share) {
    const auto listed = ListShares(patient_);
    for (const auto& one : listed.response.shares()) {
      if (one.name() == share) return one.delivery();
    }
    return {};
  }

  const Person admin_{Role::kAdmin, "admin-1"};
};

TEST_F(AdminServiceTest, ListsWhatWasGivenUpAndHowMuchWaits) {
  const std::string share = RefusedShare();
  MessagingAnswers(grpc::Status(grpc::StatusCode::UNAVAILABLE, "down"));
  const absl::Time put = redis_->clock().Now();
  ASSERT_TRUE(Share(ShareRequest({RecordAt(absl::ZeroDuration())})).ok());
  const auto queue = Queue();
  ASSERT_TRUE(queue.ok()) << queue.message;
  ASSERT_THAT(queue.response.items(), SizeIs(1));
  EXPECT_EQ(queue.response.items(0).name(), share);
  EXPECT_EQ(queue.response.items(0).attempt_count(), 1);
  EXPECT_EQ(rpc::ToTime(queue.response.items(0).given_up_time()), put);
  EXPECT_EQ(queue.response.given_up_count(), 1);
  EXPECT_EQ(queue.response.waiting_count(), 1);
  EXPECT_EQ(rpc::ToTime(queue.response.oldest_waiting_time()), put);
}

TEST_F(AdminServiceTest, ErasesAPatientForEver) {
  const Person gone{Role::kPatient, "p-gone"};
  v1::RecordEntryRequest record = NauseaRequest();
  record.set_parent("patients/p-gone");
  ASSERT_TRUE(gone.Call(server_->stub(), &Stub::RecordEntry, record).ok());
  admin::v1::ErasePatientRequest request;
  request.set_request_id(NextRequestId());
  request.set_name("patients/p-gone");
  for (int i = 0; i < 2; ++i) {
    const auto erased = admin_.Call(server_->admin_stub(), &AdminStub::ErasePatient, request);
    EXPECT_TRUE(erased.ok()) << erased.message;
  }
  v1::ListEntriesRequest list;
  list.set_parent("patients/p-gone");
  EXPECT_EQ(gone.Call(server_->stub(), &Stub::ListEntries, list).code, grpc::StatusCode::NOT_FOUND);
  record.set_request_id(NextRequestId());
  EXPECT_EQ(gone.Call(server_->stub(), &Stub::RecordEntry, record).code, grpc::StatusCode::FAILED_PRECONDITION);
  const Person other{Role::kPatient, "p-other"};
  record.set_parent("patients/p-other");
  ASSERT_TRUE(other.Call(server_->stub(), &Stub::RecordEntry, record).ok());
  request.set_name("patients/p-other");
  EXPECT_EQ(admin_.Call(server_->admin_stub(), &AdminStub::ErasePatient, request).code,
            grpc::StatusCode::INVALID_ARGUMENT)
      << "the request id of another erasure";
  list.set_parent("patients/p-other");
  EXPECT_TRUE(other.Call(server_->stub(), &Stub::ListEntries, list).ok());
  request.set_name("p-gone");
  request.set_request_id(NextRequestId());
  EXPECT_EQ(admin_.Call(server_->admin_stub(), &AdminStub::ErasePatient, request).code,
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(AdminServiceTest, RotatesKeysAndGoesOnToReadWhatWasWritten) {
  const std::string entry = RecordAt(absl::ZeroDuration());
  admin::v1::RotateKeysRequest request;
  request.set_renew_data_keys(true);
  const auto rotated = admin_.Call(server_->admin_stub(), &AdminStub::RotateKeys, request);
  ASSERT_TRUE(rotated.ok()) << rotated.message;
  EXPECT_GE(rotated.response.renewed_count(), 1);
  EXPECT_TRUE(Get(patient_, entry).ok());
}

TEST_F(AdminServiceTest, ListsPageByPage) {
  const std::string first = RefusedShare();
  redis_->clock().Advance(absl::Seconds(1));
  const std::string second = RefusedShare();
  admin::v1::ListUndeliveredRequest request;
  request.set_page_size(1);
  const auto page = Queue(request);
  EXPECT_EQ(page.response.items(0).name(), first);
  request.set_page_token(page.response.next_page_token());
  const auto last = Queue(request);
  EXPECT_EQ(last.response.items(0).name(), second);
  EXPECT_EQ(last.response.next_page_token(), "");
  request.set_page_token("forged");
  EXPECT_EQ(Queue(request).reason, "PAGE_TOKEN_INVALID");
  request.set_page_size(-1);
  EXPECT_EQ(Queue(request).reason, "INVALID_FIELD");
}

TEST_F(AdminServiceTest, DeliversAfterAllWhatIsTriedAgainWhenTheReasonIsGone) {
  const std::string share = RefusedShare();
  EXPECT_EQ(DeliveryOf(share).state(), v1::SHARE_DELIVERY_STATE_FAILED);
  MessagingAnswers(grpc::Status::OK);
  const auto request = RetryRequest({share});
  EXPECT_EQ(Retry(request).response.retried_count(), 1);
  EXPECT_TRUE(Eventually([&] { return DeliveryOf(share).state() == v1::SHARE_DELIVERY_STATE_DELIVERED; }));
  EXPECT_EQ(DeliveryOf(share).failure(), v1::SHARE_DELIVERY_FAILURE_UNSPECIFIED);
  EXPECT_EQ(Queue().response.given_up_count(), 0);
  EXPECT_EQ(Retry(request).response.retried_count(), 1) << "the first outcome";
  EXPECT_EQ(Retry(RetryRequest({share})).response.retried_count(), 0);
}

TEST_F(AdminServiceTest, DeliversARevocationAfterAllToo) {
  const std::string share = RefusedShare();
  ASSERT_TRUE(Revoke(share).ok());
  ASSERT_TRUE(Eventually([&] { return Queue().response.given_up_count() == 2; }));
  const std::string revocation = share + "/revocation";
  const auto listed = Queue().response.items();
  EXPECT_THAT((std::set<std::string>{listed[0].name(), listed[1].name()}), ElementsAre(share, revocation));
  MessagingAnswers(grpc::Status::OK);
  EXPECT_EQ(Retry(RetryRequest({share, revocation})).response.retried_count(), 2);
  EXPECT_TRUE(Eventually([&] { return Queue().response.given_up_count() + Queue().response.waiting_count() == 0; }));
  const MutexLock lock(peers_.state.mutex);
  EXPECT_EQ(peers_.state.revocations.at(0).share(), share);
}

TEST_F(AdminServiceTest, GivesUpAgainWhatIsRefusedAgain) {
  const std::string share = RefusedShare();
  redis_->clock().Advance(absl::Hours(1));
  ASSERT_TRUE(Retry(RetryRequest({share})).ok());
  EXPECT_TRUE(Eventually([&] {
    const auto queue = Queue();
    return queue.response.items_size() == 1 &&
           rpc::ToTime(queue.response.items(0).given_up_time()) == redis_->clock().Now();
  }));
}

TEST_F(AdminServiceTest, IsForAdminsAlone) {
  for (const Role role : {Role::kPatient, Role::kCaregiver, Role::kClinician, Role::kEditor, Role::kService}) {
    const Person person(role, "somebody");
    EXPECT_EQ(
        person.Call(server_->admin_stub(), &AdminStub::ListUndelivered, admin::v1::ListUndeliveredRequest()).reason,
        "ROLE_NOT_ALLOWED");
    EXPECT_EQ(person.Call(server_->admin_stub(), &AdminStub::RetryUndelivered, RetryRequest({"patients/p-1/shares/s"}))
                  .reason,
              "ROLE_NOT_ALLOWED");
  }
}

TEST_F(AdminServiceTest, RefusesNamesThatAreNone) {
  EXPECT_THAT(Retry(RetryRequest({})).violations, ElementsAre("names: has 0 names, 1 to 200 are allowed"));
  EXPECT_THAT(Retry(RetryRequest(std::vector<std::string>(201, "patients/p-1/shares/s"))).violations,
              ElementsAre("names: has 201 names, 1 to 200 are allowed"));
  EXPECT_THAT(Retry(RetryRequest({"patients/p-1/shares/s", "patients/p-1/shares/s"})).violations,
              ElementsAre("names[1]: is named a second time"));
  EXPECT_THAT(Retry(RetryRequest({"patients/p-1/entries/1"})).violations, SizeIs(1));
  EXPECT_THAT(Retry(RetryRequest({"patients/p-1/entries/1/revocation"})).violations,
              ElementsAre("names[0]: needs the form patients/*/shares/*/revocation"));
}

}  // namespace
}  // namespace careloop::journal
