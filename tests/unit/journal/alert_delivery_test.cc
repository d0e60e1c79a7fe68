#include "services/journal/domain/alert_delivery.h"

#include "tests/unit/journal/alerts_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using AlertDeliveryTest = AlertsFixture;

TEST_F(AlertDeliveryTest, ATriggerIsDeliveredOnceWithTheDecisionInForce) {
  Agree("t-1");
  store_.alerts = {AlertOf("t-1", 2)};
  ASSERT_TRUE(Deliver(1).ok());
  ASSERT_TRUE(Deliver(1).ok());
  EXPECT_THAT(threads_.told, ElementsAre(FakeAlertThreads::Told{"a-1", 1, 1}));
  EXPECT_TRUE(store_.alerts[0].is_delivered(1));
  EXPECT_FALSE(store_.alerts[0].is_delivered(0));
}

TEST_F(AlertDeliveryTest, NothingIsSentOnceThePatientDoesNotAgreeAnyMore) {
  Agree("t-1");
  Agree("");
  store_.alerts = {AlertOf("t-1")};
  EXPECT_TRUE(Deliver().ok());
  EXPECT_THAT(threads_.told, IsEmpty());
  EXPECT_EQ(alerts_.StandingOf(store_.alerts[0]).delivery, AlertDeliveryState::kWithheld);
  Agree("t-2");
  store_.alerts = {AlertOf("t-1")};
  EXPECT_TRUE(Deliver().ok());
  EXPECT_THAT(threads_.told, IsEmpty());
}

TEST_F(AlertDeliveryTest, WhatThePatientTookBackTheirWordAboutIsNotSentThoughTheyAgreeAgain) {
  Agree("t-1");
  Agree("");
  Agree("t-1");
  Agree("t-1");
  Alert alert = AlertOf("t-1", 2);
  alert.triggers[1].consent = 3;
  store_.alerts = {alert};
  EXPECT_TRUE(Deliver(0).ok());
  EXPECT_TRUE(Deliver(1).ok());
  EXPECT_THAT(threads_.told, ElementsAre(FakeAlertThreads::Told{"a-1", 1, 4}));
  EXPECT_TRUE(store_.alerts[0].is_withheld(0));
}

TEST_F(AlertDeliveryTest, AFailureIsAnAlarmOnlyOnceItHasLastedTooLong) {
  Agree("t-1");
  store_.alerts = {AlertOf("t-1")};
  threads_.failure = PeerDown();
  EXPECT_EQ(Deliver(), PeerDown());
  EXPECT_THAT(alarms_, IsEmpty());
  clock_.Advance(kLimit + absl::Seconds(1));
  EXPECT_EQ(Deliver(), PeerDown());
  EXPECT_THAT(alarms_, ElementsAre(kLimit + absl::Seconds(1)));
  threads_.failure = absl::OkStatus();
  EXPECT_TRUE(Deliver().ok());
  EXPECT_THAT(alarms_, SizeIs(1));
}

TEST_F(AlertDeliveryTest, WhatIsNotThereIsAFaultAndStaysQueuedAndIsAnAlarmInTheEnd) {
  EXPECT_TRUE(absl::IsInternal(Deliver()));
  EXPECT_THAT(alarms_, IsEmpty());
  clock_.Advance(kLimit + absl::Seconds(1));
  EXPECT_TRUE(absl::IsInternal(Deliver()));
  EXPECT_THAT(alarms_, SizeIs(1));
}

}  // namespace
}  // namespace careloop::journal
