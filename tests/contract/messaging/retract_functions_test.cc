#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

auto IsAbsent() { return FailsWith(absl::StatusCode::kNotFound, reason::kNotFound); }

class RetractFunctions : public StoreTest {
 protected:
  void SetUp() override {
    SetUpTeamA();
    Join("a", "nurse-2");
    thread_ = StartThread("t1");
    Send(thread_, "nurse-1", "meant for somebody else");
    clock().Advance(absl::Minutes(1));
  }

  absl::Status Retract(const std::string& person, int64_t number, const std::string& why = "wrong thread") {
    return RunTask(threads_.Retract(Changing(RoleOf(person), person), thread_, number, {PersonOf(person), now(), why}));
  }
  Message Read(int64_t number) {
    return RunTask(threads_.Messages(Reading(), {.thread = thread_, .above = number - 1, .below = number + 1}))
        .value()
        .messages.at(0);
  }
  std::vector<ReadReceipt> Receipts(int64_t above = 0, int most = 100) {
    return RunTask(threads_.Receipts(Reading(), thread_, above, most)).value();
  }

  ThreadRef thread_;
};

TEST_F(RetractFunctions, ARetractedMessageIsServedAsAMarkWithItsReason) {
  ASSERT_TRUE(Retract("nurse-1", 2).ok());
  const Message left = Read(2);
  EXPECT_EQ(left.number, 2);
  EXPECT_EQ(left.sender.id, "nurse-1");
  EXPECT_EQ(left.sent, now() - absl::Minutes(1));
  EXPECT_EQ(left.text, "");
  EXPECT_THAT(left.publications, IsEmpty());
  EXPECT_EQ(left.retraction->person, PersonOf("nurse-1"));
  EXPECT_EQ(left.retraction->time, now());
  EXPECT_EQ(left.retraction->reason, "wrong thread");
  EXPECT_FALSE(Read(1).retraction.has_value());
}

TEST_F(RetractFunctions, WhoWatchesIsToldAndNobodyReadsTheTextInAnEventAnyMore) {
  ASSERT_TRUE(Retract("nurse-1", 2).ok());
  const LogPage page = RunTask(events_.Read({.patient = "patient-1"})).value();
  const auto events = RunTask(events_.Details(page.entries)).value();
  ASSERT_THAT(events, SizeIs(4));
  for (const auto& view : {events[2].of_patient, events[2].of_team}) {
    EXPECT_EQ(std::get<MessageSent>(view->what).message.text, "");
    EXPECT_TRUE(std::get<MessageSent>(view->what).message.retraction.has_value());
  }
  const Message& told = std::get<MessageRetracted>(events[3].of_team->what).message;
  EXPECT_EQ(told.number, 2);
  EXPECT_EQ(told.retraction->reason, "wrong thread");
}

TEST_F(RetractFunctions, ASecondRetractionChangesAndTellsNothing) {
  ASSERT_TRUE(Retract("nurse-1", 2).ok());
  const auto events = Raw({"XLEN", StrCat(kTag, ":log")}).integer();
  ASSERT_TRUE(Retract("nurse-1", 2, "another reason").ok());
  EXPECT_EQ(Read(2).retraction->reason, "wrong thread");
  EXPECT_EQ(Raw({"XLEN", StrCat(kTag, ":log")}).integer(), events);
}

TEST_F(RetractFunctions, NobodyButTheSenderTakesAMessageBackAndNothingIsWritten) {
  const auto before = Everything();
  for (const char* other : {"nurse-2", "patient-1"}) {
    EXPECT_THAT(Retract(other, 2), FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState)) << other;
  }
  EXPECT_THAT(Retract("nurse-1", 9), IsAbsent());
  EXPECT_THAT(Retract("nurse-9", 2), IsAbsent());
  thread_.thread = "absent";
  EXPECT_THAT(Retract("patient-1", 1), IsAbsent());
  EXPECT_EQ(Everything(), before);
}

// ---- receipts ---------------------------------------------------------------------------------------------------

TEST_F(RetractFunctions, ReceiptsSayWhoHasReadWhatAndWhen) {
  Mark(thread_, "patient-1", 2);
  clock().Advance(absl::Minutes(1));
  Mark(thread_, "nurse-2", 1);
  Mark(thread_, "nurse-2", 1);
  Mark(thread_, "nurse-2", 2);
  const std::vector<ReadReceipt> receipts = Receipts();
  ASSERT_THAT(receipts, SizeIs(3));
  EXPECT_EQ(receipts[0].reader, PersonOf("patient-1"));
  EXPECT_EQ(receipts[0].up_to, 2);
  EXPECT_EQ(receipts[0].time, now() - absl::Minutes(1));
  EXPECT_EQ(receipts[1].reader, PersonOf("nurse-2"));
  EXPECT_EQ(receipts[1].up_to, 1);
  EXPECT_EQ(receipts[2].up_to, 2);
  EXPECT_EQ(Receipts(1, 1).at(0).up_to, 1);
  EXPECT_THAT(Receipts(3), IsEmpty());
}

TEST_F(RetractFunctions, ReceiptsAreForWhoSeesTheThread) {
  EXPECT_THAT(RunTask(threads_.Receipts(testing::CallOf(Role::kClinician, "nurse-9"), thread_, 0, 10)), IsAbsent());
  EXPECT_THAT(RunTask(threads_.Receipts(Reading(), {"patient-1", "absent"}, 0, 10)), IsAbsent());
}

}  // namespace
}  // namespace careloop::messaging
