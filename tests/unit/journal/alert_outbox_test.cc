#include "services/journal/store/alert_outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/strings.h"
#include "services/journal/store/share_outbox.h"
#include "tests/support/fake_clock.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_keys.h"
#include "tests/unit/journal/alert_fakes.h"
#include "tests/unit/journal/fake_courier.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

constexpr absl::Duration kLimit = absl::Minutes(5);

// What keeps an alert from its team before its delivery begins.
class AlertOutboxTest : public ::testing::Test {
 protected:
  store::OutboxItem ItemOf(const std::string& patient) const {
    return {.id = StrCat("patients/", keys_.PseudonymOf(patient), "/alerts/a-1/triggers/0"),
            .kind = kAlertKind,
            .put = clock_.Now()};
  }
  absl::Status Deliver(store::OutboxItem item) { return RunTask(DeliverItem(shares_, alerts_, keys_, item)); }

  testing::FakeClock clock_;
  testing::TestKeys test_keys_{clock_};
  PatientKeys& keys_ = test_keys_.keys;
  FakeEntryStore entries_;
  FakeAlertStore alert_store_{entries_};
  FakeAlertThreads threads_;
  FakeCourier courier_;
  FakeShareStore share_store_;
  ShareDelivery shares_{courier_, share_store_, clock_};
  std::vector<absl::Duration> alarms_;
  AlertDelivery alerts_{alert_store_, threads_, clock_, kLimit,
                        [this](absl::Duration waited) { alarms_.push_back(waited); }};
};

TEST_F(AlertOutboxTest, AnAlertWhosePatientsKeysCannotBeReadIsAnAlarmOnceItHasWaitedTooLong) {
  const store::OutboxItem item = ItemOf("p-1");
  EXPECT_TRUE(absl::IsInternal(Deliver(item)));
  EXPECT_THAT(alarms_, IsEmpty());
  clock_.Advance(kLimit + absl::Seconds(1));
  EXPECT_TRUE(absl::IsInternal(Deliver(item)));
  EXPECT_THAT(alarms_, ElementsAre(kLimit + absl::Seconds(1)));
}

TEST_F(AlertOutboxTest, SoIsOneThatIsNotThereAndOneWhoseNameNobodyCanRead) {
  store::OutboxItem item = ItemOf("p-1");
  ASSERT_TRUE(RunTask(keys_.ForWriting("p-1")).ok());
  clock_.Advance(kLimit + absl::Seconds(1));
  EXPECT_TRUE(absl::IsInternal(Deliver(item)));
  EXPECT_THAT(alarms_, SizeIs(1));
  item.id = "alerts/a-1";
  EXPECT_TRUE(absl::IsInternal(Deliver(item)));
  EXPECT_THAT(alarms_, SizeIs(2));
}

TEST_F(AlertOutboxTest, NeitherIsThereARevocationOfWhoWasErased) {
  ASSERT_TRUE(RunTask(keys_.ForWriting("p-1")).ok());
  ASSERT_TRUE(RunTask(keys_.Destroy("p-1")).ok());
  const std::string share = StrCat("patients/", keys_.PseudonymOf("p-1"), "/shares/s-1");
  EXPECT_TRUE(Deliver({.id = share + "/revocation", .kind = kRevocationKind, .payload = "?"}).ok());
  EXPECT_THAT(courier_.revocations, IsEmpty());
}

TEST_F(AlertOutboxTest, OfWhoWasErasedThereIsNothingToTell) {
  const store::OutboxItem item = ItemOf("p-1");
  ASSERT_TRUE(RunTask(keys_.ForWriting("p-1")).ok());
  ASSERT_TRUE(RunTask(keys_.Destroy("p-1")).ok());
  clock_.Advance(kLimit + absl::Seconds(1));
  EXPECT_TRUE(Deliver(item).ok());
  EXPECT_THAT(alarms_, IsEmpty());
}

}  // namespace
}  // namespace careloop::journal
