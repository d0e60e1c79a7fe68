#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using testing::HasViolation;

class DeliverAlertTest : public MessagingTest {
 protected:
  v1::Thread ThreadOf(const std::string& name) {
    v1::GetThreadRequest request;
    request.set_name(name);
    return Call(nurse_, &Talk::GetThread, request).response.thread();
  }
};

TEST_F(DeliverAlertTest, IsAnUrgentThreadThatTellsOfTheAlertAndWaitsForTheTeam) {
  const v1::DeliverAlertRequest request = NewAlert();
  const auto delivered = Call(service_, &Delivery::DeliverAlert, request);
  ASSERT_TRUE(delivered.ok()) << delivered.status.error_message();
  const v1::Thread thread = ThreadOf(delivered.response.thread());
  EXPECT_EQ(thread.work().urgency(), v1::THREAD_URGENCY_URGENT);
  EXPECT_TRUE(thread.work().has_due_time());
  EXPECT_EQ(thread.unread_count(), 1);
  const auto messages = Call(nurse_, &Talk::ListMessages, Messages(delivered.response.thread()));
  const v1::Message& message = messages.response.messages(0);
  EXPECT_EQ(message.alert().SerializeAsString(), request.alert().SerializeAsString());
  EXPECT_EQ(message.sender().person(), "patient-1");
  EXPECT_EQ(message.name(), delivered.response.message());
  EXPECT_EQ(message.sent_time().SerializeAsString(), delivered.response.delivered_time().SerializeAsString());
}

TEST_F(DeliverAlertTest, OpensAResolvedThreadAgain) {
  const std::string thread = Call(service_, &Delivery::DeliverAlert, NewAlert()).response.thread();
  ASSERT_TRUE(Call(nurse_, &Talk::ResolveThread, NewResolution(thread)).ok());
  ASSERT_EQ(ThreadOf(thread).work().state(), v1::THREAD_STATE_RESOLVED);
  ASSERT_TRUE(Call(service_, &Delivery::DeliverAlert, NewAlert("patients/patient-1/alerts/a1", 2)).ok());
  EXPECT_EQ(ThreadOf(thread).work().state(), v1::THREAD_STATE_OPEN);
  EXPECT_EQ(ThreadOf(thread).work().urgency(), v1::THREAD_URGENCY_URGENT);
}

TEST_F(DeliverAlertTest, IsRefusedByATeamThatHasNotEnrolledThePatient) {
  v1::DeliverAlertRequest request = NewAlert();
  request.set_care_team("careTeams/b");
  EXPECT_THAT(Call(service_, &Delivery::DeliverAlert, request).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"));
}

TEST_F(DeliverAlertTest, IsRefusedWhenAlertPatientAndDecisionDoNotBelongTogether) {
  const auto fails = [&](const char* field, const std::function<void(v1::DeliverAlertRequest&)>& spoil) {
    v1::DeliverAlertRequest request = NewAlert();
    spoil(request);
    EXPECT_THAT(Call(service_, &Delivery::DeliverAlert, request).status, HasViolation(field)) << field;
  };
  fails("decision.person", [](auto& r) { r.mutable_decision()->set_person("patient-2"); });
  fails("decision.resource", [](auto& r) { r.mutable_decision()->set_resource("patients/patient-1/alerts/other"); });
  fails("alert.name", [](auto& r) {
    r.mutable_alert()->set_name("patients/patient-2/alerts/a1");
    r.mutable_decision()->set_resource("patients/patient-2/alerts/a1");
  });
}

TEST_F(DeliverAlertTest, IsRefusedWithFieldsThatAreNone) {
  const auto fails = [&](const char* field, const std::function<void(v1::DeliverAlertRequest&)>& spoil) {
    v1::DeliverAlertRequest request = NewAlert();
    spoil(request);
    EXPECT_THAT(Call(service_, &Delivery::DeliverAlert, request).status, HasViolation(field)) << field;
  };
  fails("patient", [](auto& r) { r.set_patient("patient-1"); });
  fails("care_team", [](auto& r) { r.clear_care_team(); });
  fails("alert.name", [](auto& r) { r.mutable_alert()->set_name("patients/patient-1/shares/a1"); });
  fails("alert.trigger", [](auto& r) { r.mutable_alert()->set_trigger(0); });
  fails("alert.symptom", [](auto& r) { r.mutable_alert()->set_symptom("nausea"); });
  fails("alert.can_wait", [](auto& r) {
    r.mutable_alert()->set_can_wait(true);
    r.mutable_alert()->set_marked_urgent(true);
  });
  fails("decision.decided_time", [](auto& r) { r.mutable_decision()->clear_decided_time(); });
}

}  // namespace
}  // namespace careloop::messaging
