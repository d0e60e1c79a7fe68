#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using testing::CallOf;
using testing::RunTask;
using ::testing::SizeIs;

// define_write of common/store/prelude.lua, seen through SendMessage's function: a message that is repeated by mistake
// would be a second message.
class Idempotency : public StoreTest {
 protected:
  void SetUp() override {
    SetUpTeamA();
    thread_ = StartThread("t1");
  }

  Call Request(const std::string& bytes = "bytes", const std::string& person = "nurse-1") {
    return CallOf(Role::kClinician, person, 1'000'000, bytes);
  }
  absl::StatusOr<Sent> Repeat(const Call& call) {
    return RunTask(threads_.Append(call, thread_, MessageFrom("nurse-1", "hello"), Received()));
  }
  absl::StatusOr<std::optional<Sent>> Earlier(const Call& call) { return RunTask(threads_.Appended(call)); }
  int64_t Messages() { return SeenBy(thread_, "nurse-1").last_number; }

  ThreadRef thread_;
};

TEST_F(Idempotency, ARepeatedRequestHasTheFirstOutcomeAndWritesNothing) {
  const auto first = Repeat(Request());
  const auto before = Everything();
  clock().Advance(absl::Seconds(30));
  const auto again = Repeat(Request());
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(again->number, first->number);
  EXPECT_EQ(again->time, first->time);
  EXPECT_EQ(Everything(), before);
}

TEST_F(Idempotency, ARepeatedRequestIsKnownAfterARestartOfRedis) {
  const auto first = Repeat(Request());
  redis().server().Restart();
  redis().WaitUntilReady();
  absl::StatusOr<Sent> again = Repeat(Request());
  while (absl::IsUnavailable(again.status())) again = Repeat(Request());
  EXPECT_EQ(again.value().number, first.value().number);
  EXPECT_EQ(Messages(), 2);
}

TEST_F(Idempotency, AnotherRequestUnderTheSameIdIsReusedAndWritesNothing) {
  ASSERT_TRUE(Repeat(Request()).ok());
  const auto before = Everything();
  EXPECT_THAT(Repeat(Request("other bytes")), FailsWith(absl::StatusCode::kInvalidArgument, reason::kRequestIdReused));
  EXPECT_EQ(Everything(), before);
}

TEST_F(Idempotency, TheEarlierOutcomeOfANewRequestIsNothing) {
  ASSERT_TRUE(Repeat(Request()).ok());
  EXPECT_EQ(Earlier(Request("bytes", "nurse-2")).value(), std::nullopt);
}

TEST_F(Idempotency, TheEarlierOutcomeOfARepeatedRequestIsTheFirstAndNothingIsWritten) {
  const auto first = Repeat(Request());
  const auto before = Everything();
  ASSERT_TRUE(Earlier(Request()).value().has_value());
  EXPECT_EQ(Earlier(Request()).value()->number, first->number);
  EXPECT_EQ(Earlier(Request()).value()->time, first->time);
  EXPECT_EQ(Everything(), before);
}

TEST_F(Idempotency, TheEarlierOutcomeIsFoundOnTheDayAfterAndOnBothSidesOfMidnight) {
  SetTime(4, 23, 58);
  ASSERT_TRUE(Repeat(Request()).ok());
  for (const auto& [day, hour, minute] : {std::tuple(4, 23, 59), std::tuple(5, 0, 2), std::tuple(5, 23, 50)}) {
    SetTime(day, hour, minute);
    EXPECT_TRUE(Earlier(Request()).value().has_value()) << day << " " << hour << ":" << minute;
  }
  SetTime(5, 0, 2);
  ASSERT_TRUE(Repeat(Request("bytes", "nurse-2")).ok());
  SetTime(4, 23, 58);
  EXPECT_TRUE(Earlier(Request("bytes", "nurse-2")).value().has_value());
}

TEST_F(Idempotency, TheEarlierOutcomeOfOtherValuesUnderTheSameIdIsReused) {
  ASSERT_TRUE(Repeat(Request()).ok());
  EXPECT_THAT(Earlier(Request("other bytes")), FailsWith(absl::StatusCode::kInvalidArgument, reason::kRequestIdReused));
}

TEST_F(Idempotency, TheSameIdOfAnotherCallerIsAnotherRequest) {
  const auto first = Repeat(Request());
  const auto other = Repeat(Request("bytes", "nurse-2"));
  EXPECT_EQ(other.value().number, first.value().number + 1);
}

TEST_F(Idempotency, TheSameIdOfAnotherMethodIsAnotherRequest) {
  const auto first = Repeat(Request());
  Call other = Request();
  other.method = "careloop.test.v1.TestService/Other";
  EXPECT_EQ(Repeat(other).value().number, first.value().number + 1);
}

TEST_F(Idempotency, ARefusalIsNotRememberedAndTheRequestMaySucceedLater) {
  const Call call = Request();
  const auto add = [&] { return RunTask(teams_.AddMember(call, "later", MemberOf("nurse-1"))); };
  EXPECT_THAT(add(), FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  AddTeam("later");
  EXPECT_TRUE(add().ok());
}

TEST_F(Idempotency, ARequestIsRememberedForAlmostADayWhateverTheHour) {
  for (const int hour : {0, 1, 11, 12, 22, 23}) {
    for (const int minute : {0, 1, 30, 59}) {
      SetTime(2, hour, minute);
      const Call call = Changing(Role::kClinician, "nurse-1", "bytes");
      const auto first = Repeat(call);
      clock().Advance(absl::Hours(24) - absl::Seconds(1));
      EXPECT_EQ(Repeat(call).value().number, first.value().number) << "sent at " << hour << ":" << minute;
    }
  }
}

TEST_F(Idempotency, ARequestOfTwoDaysAgoIsForgotten) {
  const auto first = Repeat(Request());
  clock().Advance(absl::Hours(48));
  EXPECT_EQ(Repeat(Request()).value().number, first.value().number + 1);
}

TEST_F(Idempotency, AnInstanceWhoseClockIsBeforeMidnightFindsTheRecordOfOneWhoseClockIsAfter) {
  SetTime(5, 0, 2);
  const auto first = Repeat(Request());
  SetTime(4, 23, 58);
  EXPECT_EQ(Repeat(Request()).value().number, first.value().number);
}

TEST_F(Idempotency, AnInstanceWhoseClockIsAfterMidnightFindsTheRecordOfOneWhoseClockIsBefore) {
  SetTime(4, 23, 58);
  const auto first = Repeat(Request());
  SetTime(5, 0, 2);
  EXPECT_EQ(Repeat(Request()).value().number, first.value().number);
}

TEST_F(Idempotency, ARecordOfAnInstanceWhoseClockIsFourMinutesLateIsFoundForADay) {
  SetTime(4, 23, 58);  // by the other clock it is 00:02 of the next day
  const auto first = Repeat(Request());
  SetTime(6, 0, 1);
  EXPECT_EQ(Repeat(Request()).value().number, first.value().number);
}

TEST_F(Idempotency, EveryBucketExpiresAndOnlyAfterItIsNotLookedForAnyMore) {
  SetTime(4, 12, 0);
  ASSERT_TRUE(Repeat(Request()).ok());
  const auto keys = Raw({"KEYS", "*:idem:*"});
  ASSERT_THAT(keys.array(), ::testing::Not(::testing::IsEmpty()));
  const absl::Time looked_for_until = absl::FromCivil(absl::CivilSecond(2100, 5, 6, 0, 5, 0), absl::UTCTimeZone());
  bool found = false;
  for (const redis::Reply& key : keys.array()) {
    const int64_t expires = Raw({"EXPIRETIME", key.text()}).integer();
    EXPECT_GT(expires, 0) << key.text();
    found = found || absl::FromUnixSeconds(expires) > looked_for_until;
  }
  EXPECT_TRUE(found);
}

TEST_F(Idempotency, TheRecordHoldsNothingThatAPersonWrote) {
  ASSERT_TRUE(
      RunTask(threads_.Append(Request("a secret wish"), thread_, MessageFrom("nurse-1", "a secret wish"), Received()))
          .ok());
  const redis::Reply keys = Raw({"KEYS", "*:idem:*"});
  EXPECT_FALSE(keys.array().empty());
  for (const redis::Reply& key : keys.array()) {
    EXPECT_EQ(key.text().find("secret"), std::string::npos);
    const redis::Reply record = Raw({"HGETALL", key.text()});
    EXPECT_FALSE(record.array().empty());
    for (const redis::Reply& part : record.array()) EXPECT_EQ(part.text().find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace careloop::messaging
