#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using ::testing::SizeIs;

class DeliveryRpc : public MessagingTest {
 protected:
  v1::Message MessageOf(const v1::DeliverShareResponse& delivered) {
    const auto page = Call(patient_, &Talk::ListMessages, Messages(delivered.thread()));
    for (const auto& message : page.response.messages()) {
      if (message.name() == delivered.message()) return message;
    }
    ADD_FAILURE() << delivered.message() << " is not there";
    return {};
  }
  // As it is shown once it is delivered.
  static v1::ShareReference InForce(v1::ShareReference share) {
    share.set_state(v1::SHARE_STATE_IN_FORCE);
    return share;
  }
};

TEST_F(DeliveryRpc, AShareArrivesInANewThreadInThePatientsName) {
  const v1::DeliverShareRequest request = NewDelivery();
  const auto delivered = Call(service_, &Delivery::DeliverShare, request);
  ASSERT_TRUE(delivered.ok()) << delivered.status.error_message();
  const v1::Message message = MessageOf(delivered.response);
  EXPECT_EQ(message.sender().person(), "patient-1");
  EXPECT_EQ(message.sender().role(), careloop::common::v1::ROLE_PATIENT);
  EXPECT_EQ(message.sender().display_name(), "Demo Patient");
  EXPECT_EQ(message.text(), "");
  EXPECT_EQ(message.share().SerializeAsString(), InForce(request.share()).SerializeAsString());
  EXPECT_EQ(message.sent_time().SerializeAsString(), delivered.response.delivered_time().SerializeAsString());
  EXPECT_EQ(Call(nurse_, &Talk::GetThread, Get(delivered.response.thread())).response.thread().unread_count(), 1);
  EXPECT_EQ(Call(patient_, &Talk::GetThread, Get(delivered.response.thread())).response.thread().unread_count(), 0);
}

TEST_F(DeliveryRpc, EveryScopeIsShownAsItWasDelivered) {
  std::vector<v1::DeliverShareRequest> requests;
  for (int i = 0; i < 3; ++i) requests.push_back(NewDelivery(StrCat("patients/patient-1/shares/s", i)));
  requests[1].mutable_share()->mutable_period()->mutable_start_time()->set_seconds(-1'000'000'000);
  requests[1].mutable_share()->mutable_period()->mutable_end_time()->set_seconds(2'000);
  requests[1].mutable_share()->mutable_period()->mutable_end_time()->set_nanos(5'000'000);
  requests[1].mutable_share()->mutable_expire_time()->set_seconds(4'000'000'000);
  requests[2].mutable_share()->mutable_standing_start_time()->set_seconds(3'000);
  for (const v1::DeliverShareRequest& request : requests) {
    const auto delivered = Call(service_, &Delivery::DeliverShare, request);
    EXPECT_EQ(MessageOf(delivered.response).share().SerializeAsString(), InForce(request.share()).SerializeAsString());
  }
}

TEST_F(DeliveryRpc, AShareArrivesInTheThreadWithTheLatestMessage) {
  StartThread();
  const std::string latest = StartThread();
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(latest)).ok());
  EXPECT_EQ(Call(service_, &Delivery::DeliverShare, NewDelivery()).response.thread(), latest);
}

TEST_F(DeliveryRpc, AShareIsDeliveredOnceAlsoUnderAnotherRequestIdAndWithOtherFields) {
  const auto first = Call(service_, &Delivery::DeliverShare, NewDelivery());
  v1::DeliverShareRequest other = NewDelivery();
  other.set_care_team("careTeams/b");
  other.mutable_share()->set_entry_count(7);
  const auto again = Call(service_, &Delivery::DeliverShare, other);
  ASSERT_TRUE(again.ok()) << again.status.error_message();
  EXPECT_EQ(again.response.SerializeAsString(), first.response.SerializeAsString());
  EXPECT_THAT(Call(patient_, &Talk::ListThreads, Threads()).response.threads(), SizeIs(1));
  EXPECT_EQ(MessageOf(first.response).share().entry_count(), 2);
}

TEST_F(DeliveryRpc, ATeamThatHasNotEnrolledThePatientIsAFailedState) {
  for (const char* team : {"careTeams/b", "careTeams/absent"}) {
    v1::DeliverShareRequest request = NewDelivery();
    request.set_care_team(team);
    EXPECT_THAT(Call(service_, &Delivery::DeliverShare, request).status,
                FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"));
  }
}

}  // namespace
}  // namespace careloop::messaging
