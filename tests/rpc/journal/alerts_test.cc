#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kThread[] = "patients/p-1/threads/a1";

class AlertsRpcTest : public JournalFixture {
 protected:
  v1::SetAlertConsentRequest ConsentRequest(bool agreed, const std::string& team = "") {
    v1::SetAlertConsentRequest request;
    request.set_request_id(NextRequestId());
    request.set_parent("patients/p-1");
    request.set_agreed(agreed);
    request.set_care_team(team);
    return request;
  }
  testing::Answer<v1::SetAlertConsentResponse> SetConsent(const v1::SetAlertConsentRequest& request) {
    return patient_.Call(server_->stub(), &Stub::SetAlertConsent, request);
  }
  void Agree() { ASSERT_TRUE(SetConsent(ConsentRequest(true)).ok()); }
  testing::Answer<v1::ListAlertsResponse> ListAlerts(const Person& person,
                                                     v1::AlertState state = v1::ALERT_STATE_UNSPECIFIED) {
    v1::ListAlertsRequest request;
    request.set_parent("patients/p-1");
    request.set_state(state);
    return person.Call(server_->stub(), &Stub::ListAlerts, request);
  }
  v1::AlertDeliveryState DeliveryOfFirst() { return ListAlerts(patient_).response.alerts(0).delivery().state(); }
  bool Delivered() {
    return Eventually([&] { return DeliveryOfFirst() == v1::ALERT_DELIVERY_STATE_DELIVERED; });
  }
};

TEST_F(AlertsRpcTest, WithoutConsentNobodyIsToldAndThePatientHearsThatPlainly) {
  const auto recorded = Record(NauseaRequest(4, 4));
  ASSERT_TRUE(recorded.ok()) << recorded.message;
  EXPECT_TRUE(recorded.response.has_emergency_text());
  ASSERT_THAT(recorded.response.alerts(), SizeIs(1));
  const v1::Alert& alert = recorded.response.alerts(0);
  EXPECT_EQ(alert.symptom(), "symptoms/nausea");
  EXPECT_EQ(alert.care_team(), "");
  EXPECT_EQ(alert.delivery().state(), v1::ALERT_DELIVERY_STATE_NOT_SENT);
  ASSERT_THAT(alert.triggers(), SizeIs(1));
  const v1::AlertTrigger& trigger = alert.triggers(0);
  EXPECT_EQ(trigger.entry(), recorded.response.entry().name());
  EXPECT_EQ(trigger.rule_set_version(), "demonstration-1");
  EXPECT_THAT(trigger.rules(), ElementsAre("grade-3"));
  EXPECT_EQ(trigger.grade(), 3);
  EXPECT_EQ(trigger.answer().frequency(), 4);
  EXPECT_EQ(trigger.priority(), v1::ALERT_PRIORITY_NORMAL);
  EXPECT_FALSE(trigger.has_previous());
  const MutexLock lock(peers_.state.mutex);
  EXPECT_THAT(peers_.state.alerts, IsEmpty());
}

TEST_F(AlertsRpcTest, ACaregiverIsNotToldTheThreadOfWhatTheyHaveRecorded) {
  Agree();
  Let({messaging::v1::CAREGIVER_PERMISSION_WRITE_JOURNAL});
  const v1::RecordEntryRequest request = NauseaRequest(4, 4);
  ASSERT_THAT(daughter_.Call(server_->stub(), &Stub::RecordEntry, request).response.alerts(), SizeIs(1));
  ASSERT_TRUE(Delivered());
  const auto again = daughter_.Call(server_->stub(), &Stub::RecordEntry, request);
  ASSERT_THAT(again.response.alerts(), SizeIs(1));
  const v1::AlertDelivery& delivery = again.response.alerts(0).delivery();
  EXPECT_EQ(delivery.state(), v1::ALERT_DELIVERY_STATE_DELIVERED);
  EXPECT_TRUE(delivery.thread().empty() && !delivery.has_delivered_time());
}

TEST_F(AlertsRpcTest, AnEntryOnWhichNoRuleFiresHasNoAlert) {
  EXPECT_THAT(Record(NauseaRequest(1, 1)).response.alerts(), IsEmpty());
}

TEST_F(AlertsRpcTest, WithConsentItIsQueuedThenDeliveredWithTheRecordedDecision) {
  Agree();
  const auto recorded = Record(NauseaRequest(4, 4));
  ASSERT_THAT(recorded.response.alerts(), SizeIs(1));
  EXPECT_EQ(recorded.response.alerts(0).delivery().state(), v1::ALERT_DELIVERY_STATE_QUEUED);
  EXPECT_EQ(recorded.response.alerts(0).care_team(), "careTeams/t-1");
  ASSERT_TRUE(Delivered());
  EXPECT_EQ(ListAlerts(patient_).response.alerts(0).delivery().thread(), kThread);
  Let({messaging::v1::CAREGIVER_PERMISSION_READ_JOURNAL});
  const v1::Alert seen = ListAlerts(daughter_).response.alerts(0);
  EXPECT_EQ(seen.delivery().state(), v1::ALERT_DELIVERY_STATE_DELIVERED);
  EXPECT_EQ(seen.state(), v1::ALERT_STATE_UNKNOWN);
  EXPECT_TRUE(seen.delivery().thread().empty() && !seen.delivery().has_delivered_time()) << "who reads no messages";
  const auto entry = Get(patient_, recorded.response.entry().name());
  ASSERT_THAT(entry.response.alerts(), SizeIs(1));
  EXPECT_EQ(entry.response.alerts(0).delivery().state(), v1::ALERT_DELIVERY_STATE_DELIVERED);
  const MutexLock lock(peers_.state.mutex);
  ASSERT_THAT(peers_.state.alerts, SizeIs(1));
  const auto& sent = peers_.state.alerts[0];
  EXPECT_EQ(sent.alert().name(), recorded.response.alerts(0).name());
  EXPECT_EQ(sent.alert().trigger(), 1);
  EXPECT_EQ(sent.alert().symptom(), "symptoms/nausea");
  EXPECT_EQ(sent.care_team(), "careTeams/t-1");
  EXPECT_EQ(sent.decision().person(), "p-1");
  EXPECT_EQ(sent.decision().rule(), "alert-consent");
  EXPECT_EQ(sent.decision().resource(), sent.alert().name());
}

TEST_F(AlertsRpcTest, ALaterTriggerIsAddedWithWhatWasAnsweredBefore) {
  Agree();
  const std::string first = Record(NauseaRequest(4, 4)).response.alerts(0).name();
  redis_->clock().Advance(absl::Hours(1));
  const auto second = Record(NauseaRequest(4, 3));
  ASSERT_THAT(second.response.alerts(), SizeIs(1));
  EXPECT_EQ(second.response.alerts(0).name(), first);
  ASSERT_THAT(second.response.alerts(0).triggers(), SizeIs(2));
  EXPECT_EQ(second.response.alerts(0).triggers(1).previous().answer().severity(), 4);
  EXPECT_THAT(ListAlerts(patient_).response.alerts(), SizeIs(1));
  ASSERT_TRUE(Delivered());
  const MutexLock lock(peers_.state.mutex);
  EXPECT_THAT(peers_.state.alerts, SizeIs(2));
}

TEST_F(AlertsRpcTest, TheSameRequestHasTheSameAlertAndSendsItOnce) {
  Agree();
  const v1::RecordEntryRequest request = NauseaRequest(4, 4);
  const auto first = Record(request);
  const auto again = Record(request);
  EXPECT_EQ(again.response.entry().name(), first.response.entry().name());
  ASSERT_THAT(again.response.alerts(), SizeIs(1));
  EXPECT_EQ(again.response.alerts(0).name(), first.response.alerts(0).name());
  EXPECT_THAT(again.response.alerts(0).triggers(), SizeIs(1));
}

TEST_F(AlertsRpcTest, AnActivatedSetActsOnTheNextEntryAlsoOfAnotherInstance) {
  JournalServer other(*redis_, peers_.address());
  ASSERT_THAT(Record(NauseaRequest(3, 1)).response.alerts(), IsEmpty());
  const Person admin{Role::kAdmin, "a-1"};
  v1::ActivateRuleSetRequest request;
  request.set_request_id(NextRequestId());
  auto shipped = admin.Call(server_->rule_stub(), &v1::AlertRuleService::Stub::GetRuleSet, v1::GetRuleSetRequest());
  *request.mutable_rule_set() = shipped.response.activation().rule_set();
  request.mutable_rule_set()->set_version("stricter");
  for (auto& rule : *request.mutable_rule_set()->mutable_rules()) rule.set_enabled(rule.id() == "answer-of-3");
  ASSERT_TRUE(admin.Call(other.rule_stub(), &v1::AlertRuleService::Stub::ActivateRuleSet, request).ok());
  const auto recorded = Record(NauseaRequest(3, 1));
  ASSERT_THAT(recorded.response.alerts(), SizeIs(1));
  EXPECT_EQ(recorded.response.alerts(0).triggers(0).rule_set_version(), "stricter");
}

TEST_F(AlertsRpcTest, ThePatientsWordRaisesOrLowersAndBothAtOnceAreRefused) {
  Agree();
  v1::RecordEntryRequest request = NauseaRequest(4, 4);
  request.set_can_wait(true);
  EXPECT_EQ(Record(request).response.alerts(0).triggers(0).priority(), v1::ALERT_PRIORITY_LOWERED);
  request.set_urgent(true);
  request.set_request_id(NextRequestId());
  EXPECT_THAT(Record(request).violations, ElementsAre("can_wait: contradicts urgent"));
  request.set_can_wait(false);
  EXPECT_EQ(Record(request).response.alerts(0).triggers(1).priority(), v1::ALERT_PRIORITY_RAISED);
}

TEST_F(AlertsRpcTest, WhatIsNotDeliveredInTimeIsSaidAndAlarmedAndNeverGivenUp) {
  Agree();
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.deliver_status = grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "not enrolled");
  }
  const std::string entry = Record(NauseaRequest(4, 4)).response.entry().name();
  ASSERT_TRUE(Eventually([&] {
    const MutexLock lock(peers_.state.mutex);
    return peers_.state.delivery_attempts > 0;
  }));
  EXPECT_EQ(DeliveryOfFirst(), v1::ALERT_DELIVERY_STATE_QUEUED);
  redis_->clock().Advance(JournalServer::kOverdueAfter + absl::Seconds(1));
  EXPECT_EQ(DeliveryOfFirst(), v1::ALERT_DELIVERY_STATE_OVERDUE);
  EXPECT_EQ(Get(patient_, entry).response.alerts(0).delivery().state(), v1::ALERT_DELIVERY_STATE_OVERDUE);
  ASSERT_TRUE(Eventually([&] {
    redis_->clock().Advance(absl::Minutes(1));  // past the pause before the next attempt
    server_->relay().Wake();
    return server_->alarms() > 0;
  }));
  EXPECT_EQ(testing::RunTask(server_->outbox().State())->dead, 0);
  {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.deliver_status = grpc::Status::OK;
  }
  EXPECT_TRUE(Eventually([&] {
    redis_->clock().Advance(absl::Minutes(1));
    server_->relay().Wake();
    return DeliveryOfFirst() == v1::ALERT_DELIVERY_STATE_DELIVERED;
  }));
}

TEST_F(AlertsRpcTest, TheListSaysWhatTheTeamDidAndWhatComesThenIsAnotherAlert) {
  Agree();
  const std::string first = Record(NauseaRequest(4, 4)).response.alerts(0).name();
  ASSERT_TRUE(Delivered());
  EXPECT_EQ(ListAlerts(patient_).response.alerts(0).state(), v1::ALERT_STATE_OPEN);
  {
    const MutexLock lock(peers_.state.mutex);
    auto& work = peers_.state.work[kThread];
    work.set_overdue(true);
    *work.mutable_due_time() = rpc::ToTimestamp(redis_->clock().Now());
    work.mutable_assignment()->mutable_person()->set_display_name("Nurse One");
  }
  const v1::Alert due = ListAlerts(patient_, v1::ALERT_STATE_PAST_DUE).response.alerts(0);
  EXPECT_EQ(due.assignee_display_name(), "Nurse One");
  EXPECT_TRUE(due.has_due_time());
  {
    const MutexLock lock(peers_.state.mutex);
    auto& resolution = *peers_.state.work[kThread].mutable_resolution();
    resolution.set_action(messaging::v1::RESOLUTION_ACTION_CALLED);
    resolution.mutable_person()->set_display_name("Nurse One");
  }
  const auto resolved = ListAlerts(patient_, v1::ALERT_STATE_RESOLVED);
  ASSERT_THAT(resolved.response.alerts(), SizeIs(1));
  EXPECT_EQ(resolved.response.alerts(0).resolution().action(), v1::ALERT_ACTION_CALLED);
  EXPECT_NE(Record(NauseaRequest(4, 4)).response.alerts(0).name(), first);
}

TEST_F(AlertsRpcTest, ATeamReadsItsAlertsWhileThePatientAgrees) {
  EXPECT_EQ(ListAlerts(nurse_).reason, "NOT_FOUND");
  Agree();
  ASSERT_TRUE(Record(NauseaRequest(4, 4)).ok());
  const auto seen = ListAlerts(nurse_);
  ASSERT_THAT(seen.response.alerts(), SizeIs(1));
  EXPECT_FALSE(seen.response.has_consent());
  EXPECT_EQ(ListAlerts(other_nurse_).reason, "NOT_FOUND");
  EXPECT_EQ(ListAlerts(other_patient_).reason, "NOT_FOUND");
  ASSERT_TRUE(SetConsent(ConsentRequest(false)).ok());
  EXPECT_EQ(ListAlerts(nurse_).reason, "NOT_FOUND");
}

TEST_F(AlertsRpcTest, WithoutMessagingThePatientStillReadsTheirAlerts) {
  Agree();
  ASSERT_TRUE(Record(NauseaRequest(4, 4)).ok());
  ASSERT_TRUE(Delivered());
  peers_.Stop();
  EXPECT_EQ(ListAlerts(patient_).response.alerts(0).state(), v1::ALERT_STATE_UNKNOWN);
  EXPECT_TRUE(Record(NauseaRequest(4, 4)).ok());
}

TEST_F(AlertsRpcTest, DecisionsAreVersionedAndShown) {
  EXPECT_EQ(ListAlerts(patient_).response.consent().version(), 0);
  const v1::SetAlertConsentRequest request = ConsentRequest(true);
  const auto agreed = SetConsent(request);
  EXPECT_EQ(agreed.response.consent().version(), 1);
  EXPECT_EQ(agreed.response.consent().care_team(), "careTeams/t-1");
  EXPECT_EQ(agreed.response.consent().reporter().person(), "p-1");
  EXPECT_EQ(SetConsent(request).response.SerializeAsString(), agreed.response.SerializeAsString());
  EXPECT_FALSE(SetConsent(ConsentRequest(false)).response.consent().agreed());
  EXPECT_EQ(ListAlerts(patient_).response.consent().version(), 2);
}

TEST_F(AlertsRpcTest, DecisionsThatAreNoneAreRefused) {
  EXPECT_THAT(SetConsent(ConsentRequest(false, "careTeams/t-1")).violations, ElementsAre(HasSubstr("care_team: ")));
  EXPECT_THAT(SetConsent(ConsentRequest(true, "t-1")).violations, ElementsAre(HasSubstr("care_team: ")));
  EXPECT_THAT(SetConsent(ConsentRequest(true, "careTeams/t-9")).violations, ElementsAre(HasSubstr("is unknown")));
  v1::SetAlertConsentRequest other = ConsentRequest(true);
  other.set_parent("patients/p-2");
  EXPECT_EQ(SetConsent(other).reason, "NOT_FOUND");
  EXPECT_EQ(nurse_.Call(server_->stub(), &Stub::SetAlertConsent, ConsentRequest(true)).reason, "ROLE_NOT_ALLOWED");
}

TEST_F(AlertsRpcTest, APageIsOfTwentyOrLess) {
  v1::ListAlertsRequest request;
  request.set_parent("patients/p-1");
  request.set_page_size(-1);
  EXPECT_THAT(patient_.Call(server_->stub(), &Stub::ListAlerts, request).violations,
              ElementsAre(HasSubstr("page_size: ")));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Record(NauseaRequest(4, 4)).ok());
    ASSERT_TRUE(SetConsent(ConsentRequest(i == 0)).ok());
  }
  request.set_page_size(1);
  const auto first = patient_.Call(server_->stub(), &Stub::ListAlerts, request);
  EXPECT_THAT(first.response.alerts(), SizeIs(1));
  request.set_page_token(first.response.next_page_token());
  const auto second = patient_.Call(server_->stub(), &Stub::ListAlerts, request);
  EXPECT_THAT(second.response.alerts(), SizeIs(1));
  EXPECT_NE(second.response.alerts(0).name(), first.response.alerts(0).name());
}

}  // namespace
}  // namespace careloop::journal
