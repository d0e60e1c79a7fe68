#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::IsEmpty;
using testing::RunTask;

constexpr char kShare[] = "patients/patient-1/shares/s1";

class DeliveryFunctions : public StoreTest {
 protected:
  void SetUp() override { SetUpTeamA(); }

  absl::StatusOr<ThreadStore::Delivered> Deliver(const Call& call, const std::string& team = "a",
                                                 const std::string& new_thread = "new",
                                                 const std::string& share = kShare) {
    Message message = MessageFrom("patient-1", "");
    message.share = ShareReference{.name = share, .entry_count = 2};
    return RunTask(
        threads_.DeliverShare(call, NewThread({"patient-1", new_thread}, team), std::move(message), Received(team)));
  }
};

TEST_F(DeliveryFunctions, AShareStartsAThreadWhenThereIsNone) {
  const auto delivered = Deliver(Changing());
  EXPECT_EQ(delivered.value().thread, "new");
  EXPECT_EQ(delivered.value().sent.number, 1);
  EXPECT_EQ(delivered.value().sent.time, now());
  const auto page = RunTask(threads_.Messages(Reading(), {.thread = {"patient-1", "new"}})).value();
  EXPECT_EQ(page.messages.at(0).share->name, kShare);
  EXPECT_EQ(SeenBy({"patient-1", "new"}, "patient-1").unread, 0);
  EXPECT_EQ(SeenBy({"patient-1", "new"}, "nurse-1").unread, 1);
}

// Redis looks at the threads in any order: with several of them, one that is right by luck is unlikely.
TEST_F(DeliveryFunctions, AShareGoesIntoTheThreadWithTheLatestMessage) {
  for (const char* id : {"t8", "t7", "t6", "t5", "t4", "t3", "t2", "t1"}) {
    StartThread(id);
    clock().Advance(absl::Seconds(1));
  }
  Send({"patient-1", "t2"}, "nurse-1");
  const auto delivered = Deliver(Changing());
  EXPECT_EQ(delivered.value().thread, "t2");
  EXPECT_EQ(delivered.value().sent.number, 3);
}

TEST_F(DeliveryFunctions, OfTwoThreadsOfEqualTimeItGoesIntoTheSameOneAlways) {
  for (const char* id : {"t1", "t8", "t2", "t7", "t3", "t6", "t4", "t5"}) StartThread(id);
  EXPECT_EQ(Deliver(Changing()).value().thread, "t8");
}

TEST_F(DeliveryFunctions, AShareDoesNotGoIntoAThreadWithAnotherTeamOrOfAnotherPatient) {
  AddTeam("b");
  Join("b", "nurse-2");
  Enrol("b", "patient-1");
  Enrol("a", "patient-2");
  StartThread("with-b", "b");
  StartThread("of-other", "a", "patient-2");
  EXPECT_EQ(Deliver(Changing()).value().thread, "new");
}

TEST_F(DeliveryFunctions, WhatOthersWroteStaysUnreadToThePatientWhoShared) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "nurse-1");
  ASSERT_TRUE(Deliver(Changing()).ok());
  EXPECT_EQ(SeenBy(thread, "patient-1").read_up_to, 1);
}

TEST_F(DeliveryFunctions, AShareIsNotUnreadToAPatientWhoHadReadEverything) {
  const ThreadRef thread = StartThread("t1");
  ASSERT_TRUE(Deliver(Changing()).ok());
  EXPECT_EQ(SeenBy(thread, "patient-1").unread, 0);
  EXPECT_EQ(SeenBy(thread, "nurse-1").unread, 2);
}

TEST_F(DeliveryFunctions, TheSameDeliveryAgainHasTheFirstOutcome) {
  const Call call = Changing();
  const auto first = Deliver(call);
  const auto before = Everything();
  clock().Advance(absl::Minutes(1));
  const auto again = Deliver(call);
  EXPECT_EQ(again.value().thread, first.value().thread);
  EXPECT_EQ(again.value().sent.number, first.value().sent.number);
  EXPECT_EQ(again.value().sent.time, first.value().sent.time);
  EXPECT_EQ(Everything(), before);
}

TEST_F(DeliveryFunctions, AShareIsDeliveredOnceForEverAlsoUnderAnotherRequestIdLongAfter) {
  const auto first = Deliver(Changing());
  clock().Advance(absl::Hours(24 * 400));
  Send({"patient-1", "new"}, "nurse-1");
  const auto again = Deliver(Changing(), "a", "another");
  EXPECT_EQ(again.value().thread, "new");
  EXPECT_EQ(again.value().sent.number, first.value().sent.number);
  EXPECT_EQ(again.value().sent.time, first.value().sent.time);
  EXPECT_EQ(SeenBy({"patient-1", "new"}, "nurse-1").last_number, 2);
}

TEST_F(DeliveryFunctions, AShareThatWasDeliveredHasItsFirstAnswerWhateverTheTeamIsNow) {
  const auto first = Deliver(Changing());
  EXPECT_EQ(Deliver(Changing(), "never-enrolled").value().thread, first.value().thread);
}

TEST_F(DeliveryFunctions, AnotherShareIsAnotherMessage) {
  ASSERT_TRUE(Deliver(Changing()).ok());
  const auto second = Deliver(Changing(), "a", "unused", "patients/patient-1/shares/s2");
  EXPECT_EQ(second.value().thread, "new");
  EXPECT_EQ(second.value().sent.number, 2);
}

TEST_F(DeliveryFunctions, ATeamThatHasNotEnrolledThePatientIsRefusedAndNothingIsWritten) {
  AddTeam("b");
  const auto before = Everything();
  EXPECT_THAT(Deliver(Changing(), "b"), FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_THAT(Deliver(Changing(), "absent"), FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(Everything(), before);
}

}  // namespace
}  // namespace careloop::messaging
