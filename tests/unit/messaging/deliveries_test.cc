#include "services/messaging/domain/deliveries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_messaging_stores.h"
#include "tests/support/fixed_random.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using testing::RunTask;

constexpr char kShare[] = "patients/patient-1/shares/s1";
constexpr char kAlert[] = "patients/patient-1/alerts/a1";

class DeliveriesTest : public ::testing::Test {
 protected:
  DeliveriesTest() { teams_.Enrol("a", "patient-1", "Demo Patient"); }

  static Deliveries::ShareDelivery Good() {
    return {.patient = "patient-1",
            .care_team = "a",
            .share = {.name = kShare},
            .decided_by = "patient-1",
            .decided_on = kShare};
  }
  absl::StatusOr<Deliveries::Delivered> Deliver(Deliveries::ShareDelivery delivery) {
    return RunTask(deliveries_.Deliver(testing::CallOf(Role::kService, "journal", 1), std::move(delivery)));
  }
  static Deliveries::AlertDelivery GoodAlert() {
    return {.patient = "patient-1",
            .care_team = "a",
            .alert = {.name = kAlert},
            .decided_by = "patient-1",
            .decided_on = kAlert};
  }
  absl::StatusOr<Deliveries::Delivered> Deliver(Deliveries::AlertDelivery delivery) {
    return RunTask(deliveries_.Deliver(testing::CallOf(Role::kService, "journal", 1), std::move(delivery)));
  }
  Deliveries::RevocationDelivery GoodRevocation() const {
    return {.patient = "patient-1",
            .share = kShare,
            .revoked = clock_.Now(),
            .decided_by = "patient-1",
            .decided_on = kShare};
  }
  absl::StatusOr<absl::Time> Deliver(Deliveries::RevocationDelivery delivery) {
    return RunTask(deliveries_.Deliver(testing::CallOf(Role::kService, "journal", 1), std::move(delivery)));
  }
  template <typename Delivery>
  std::vector<std::string> WrongFields(Delivery delivery) {
    std::vector<std::string> fields;
    for (const auto& violation : ViolationsOf(Deliver(std::move(delivery)).status())) fields.push_back(violation.field);
    EXPECT_EQ(store_.deliveries, 0);
    return fields;
  }

  testing::FakeClock clock_;
  testing::FixedRandom random_;
  testing::FakeCareTeamStore teams_;
  testing::FakeThreadStore store_;
  TeamCalendars calendars_{teams_, clock_, {"Call 112.", "Your alert is with the team."}};
  Deliveries deliveries_{store_, teams_, calendars_, clock_, random_};
};

TEST_F(DeliveriesTest, AShareIsDeliveredInThePatientsNameAsTheTeamKnowsThem) {
  const auto delivered = Deliver(Good());
  ASSERT_TRUE(delivered.ok()) << delivered.status();
  EXPECT_EQ(delivered->thread, (ThreadRef{"patient-1", "delivered-thread"}));
  EXPECT_EQ(delivered->sent.number, 4);
  EXPECT_EQ(store_.message.sender, (Person{"patient-1", Role::kPatient, "Demo Patient", ""}));
  EXPECT_EQ(store_.message.share->name, kShare);
  EXPECT_EQ(store_.started.care_team, "a");
}

TEST_F(DeliveriesTest, AShareIsReceivedAnewWhenTheTeamHasOtherSettings) {
  store_.refused_receptions = 1;
  ASSERT_TRUE(Deliver(Good()).ok());
  EXPECT_EQ(store_.deliveries, 2);
  EXPECT_EQ(store_.reception->team, "a");
  store_.refused_receptions = 100;
  EXPECT_TRUE(absl::IsAborted(Deliver(Good()).status()));
}

TEST_F(DeliveriesTest, AShareOfAnotherPatientIsRefused) {
  auto delivery = Good();
  delivery.share.name = delivery.decided_on = "patients/patient-2/shares/s1";
  EXPECT_THAT(WrongFields(delivery), ElementsAre("share.name"));
}

TEST_F(DeliveriesTest, APatientWhoseIdOnlyBeginsTheSameIsAnotherPatient) {
  auto delivery = Good();
  delivery.share.name = delivery.decided_on = "patients/patient-10/shares/s1";
  EXPECT_THAT(WrongFields(delivery), ElementsAre("share.name"));
}

TEST_F(DeliveriesTest, ADecisionOfSomebodyElseIsRefused) {
  auto delivery = Good();
  delivery.decided_by = "nurse-1";
  EXPECT_THAT(WrongFields(delivery), ElementsAre("decision.person"));
}

TEST_F(DeliveriesTest, ADecisionOnAnotherShareIsRefused) {
  auto delivery = Good();
  delivery.decided_on = "patients/patient-1/shares/s2";
  EXPECT_THAT(WrongFields(delivery), ElementsAre("decision.resource"));
}

TEST_F(DeliveriesTest, WithoutAnEnrolmentTheStoreDecides) {
  auto delivery = Good();
  delivery.care_team = "b";
  EXPECT_TRUE(Deliver(delivery).ok()) << "it was delivered before";
  store_.failure =
      Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, "care_team: has not enrolled the patient");
  EXPECT_EQ(Deliver(delivery).status(), store_.failure);
}

TEST_F(DeliveriesTest, ARevocationIsDeliveredWhateverTeamHasThePatient) {
  EXPECT_EQ(Deliver(GoodRevocation()).value(), clock_.Now());
  EXPECT_EQ(store_.revoked, kShare);
  store_.failure = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "away");
  EXPECT_EQ(Deliver(GoodRevocation()).status(), store_.failure);
}

TEST_F(DeliveriesTest, ARevocationOfWhatIsNotThePatientsToRevokeIsRefused) {
  auto delivery = GoodRevocation();
  delivery.share = delivery.decided_on = "patients/patient-2/shares/s1";
  EXPECT_THAT(WrongFields(delivery), ElementsAre("share"));
  delivery = GoodRevocation();
  delivery.decided_by = "nurse-1";
  delivery.decided_on = "patients/patient-1/shares/s2";
  EXPECT_THAT(WrongFields(delivery), ElementsAre("decision.person", "decision.resource"));
}

TEST_F(DeliveriesTest, AnAlertIsDeliveredInThePatientsName) {
  const auto delivered = Deliver(GoodAlert());
  ASSERT_TRUE(delivered.ok()) << delivered.status();
  EXPECT_EQ(delivered->thread, (ThreadRef{"patient-1", "delivered-thread"}));
  EXPECT_EQ(store_.message.sender, (Person{"patient-1", Role::kPatient, "Demo Patient", ""}));
  EXPECT_EQ(store_.message.alert->name, kAlert);
  EXPECT_EQ(store_.started.care_team, "a");
  EXPECT_EQ(store_.reception->team, "a");
}

TEST_F(DeliveriesTest, AnAlertToAClosedTeamIsAnsweredAsAnUrgentOneUnlessItCanWait) {
  TeamSettings never;
  never.hours = OpeningHours{.time_zone = "UTC", .shifts = {}, .holidays = {}};
  ASSERT_TRUE(RunTask(teams_.SetSettings(testing::CallOf(Role::kAdmin, "admin", 1), "a", never, {})).ok());
  ASSERT_TRUE(Deliver(GoodAlert()).ok());
  EXPECT_EQ(store_.reception->closed->reply.automatic->kind, AutomaticMessage::Kind::kUrgentAlertClosed);
  auto delivery = GoodAlert();
  delivery.alert.can_wait = true;
  ASSERT_TRUE(Deliver(delivery).ok());
  EXPECT_EQ(store_.reception->closed->reply.automatic->kind, AutomaticMessage::Kind::kClosed);
  ASSERT_TRUE(Deliver(Good()).ok());
  EXPECT_EQ(store_.reception->closed->reply.automatic->kind, AutomaticMessage::Kind::kClosed);
}

TEST_F(DeliveriesTest, AnAlertWhoseThreadAnotherTeamHasIsReceivedAsThatTeamReceives) {
  teams_.Enrol("b", "patient-1");
  store_.team_of_alert = "b";
  ASSERT_TRUE(Deliver(GoodAlert()).ok());
  EXPECT_EQ(store_.reception->team, "b");
  EXPECT_EQ(store_.started.care_team, "a") << "for a new thread, should it have gone meanwhile";
}

TEST_F(DeliveriesTest, AnAlertHasTheNameByWhichTheTeamThatHasItsThreadKnowsThePatient) {
  teams_.Enrol("b", "patient-1", "Demo Patient of B");
  store_.team_of_alert = "b";
  auto delivery = GoodAlert();
  delivery.care_team = "c";  // which the patient has left since they agreed to alerts
  ASSERT_TRUE(Deliver(delivery).ok());
  EXPECT_EQ(store_.message.sender, (Person{"patient-1", Role::kPatient, "Demo Patient of B", ""}));
}

TEST_F(DeliveriesTest, AnAlertIsReceivedAnewWhenTheTeamHasOtherSettings) {
  store_.refused_receptions = 1;
  ASSERT_TRUE(Deliver(GoodAlert()).ok());
  EXPECT_EQ(store_.deliveries, 2);
  store_.refused_receptions = 100;
  EXPECT_TRUE(absl::IsAborted(Deliver(GoodAlert()).status()));
}

TEST_F(DeliveriesTest, AnAlertThatDoesNotBelongToPatientAndDecisionIsRefused) {
  auto delivery = GoodAlert();
  delivery.alert.name = delivery.decided_on = "patients/patient-2/alerts/a1";
  EXPECT_THAT(WrongFields(delivery), ElementsAre("alert.name"));
  delivery = GoodAlert();
  delivery.decided_by = "nurse-1";
  EXPECT_THAT(WrongFields(delivery), ElementsAre("decision.person"));
  delivery = GoodAlert();
  delivery.decided_on = "patients/patient-1/alerts/a2";
  EXPECT_THAT(WrongFields(delivery), ElementsAre("decision.resource"));
}

}  // namespace
}  // namespace careloop::messaging
