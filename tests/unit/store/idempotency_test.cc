#include "common/store/idempotency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/matchers.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::store {
namespace {

using redis::Reply;
using testing::CallOf;
using testing::FailsWith;

Reply::Array Words(std::vector<std::string> words) {
  Reply::Array reply;
  for (std::string& word : words) reply.emplace_back(std::move(word));
  return reply;
}

// The arguments of define_write, by what they are, after two of the function's own.
enum Argument : size_t { kOwn, kField = 2, kFingerprint, kToday, kYesterday, kNeighbour, kExpires, kEntry, kLists };

class IdempotencyTest : public ::testing::Test {
 protected:
  std::vector<std::string> Args(const Call& call) const { return idempotency_.Args(call, {"own 1", "own 2"}); }
  std::vector<std::string> ArgsAt(int hour, int minute) {
    clock_.Set(absl::FromCivil(absl::CivilSecond(2100, 5, 10, hour, minute, 0), absl::UTCTimeZone()));
    return Args(CallOf(Role::kPatient, "patient-1", 1, "bytes"));
  }
  static int64_t DayOf(const std::string& bucket) { return std::stoll(bucket); }

  testing::FakeClock clock_;
  const KeyedHash hash_{SecretKey(SecretKey::Bytes{}), "request"};
  const Idempotency idempotency_{hash_, clock_};
};

TEST_F(IdempotencyTest, TheFunctionsOwnArgumentsComeFirst) {
  const auto args = ArgsAt(12, 0);
  ASSERT_EQ(args.size(), 10u);
  EXPECT_EQ(args[kOwn], "own 1");
  EXPECT_EQ(args[kOwn + 1], "own 2");
}

TEST_F(IdempotencyTest, WhatTheAccessLogIsToHoldGoesWithThem) {
  Call call = CallOf(Role::kPatient, "patient-1", 1, "bytes");
  EXPECT_EQ(Args(call)[kEntry], "");
  EXPECT_EQ(Args(call)[kLists], "");
  call.access_entry = "entry";
  call.access_lists = "list ";
  EXPECT_EQ(Args(call)[kEntry], "entry");
  EXPECT_EQ(Args(call)[kLists], "list ");
}

TEST_F(IdempotencyTest, TheFieldIsOfMethodCallerAndRequestId) {
  const Call call = CallOf(Role::kPatient, "patient-1", 1, "bytes");
  Call method = call;
  method.method = "careloop.test.v1.TestService/Other";
  std::set<std::string> fields;
  for (const Call& other : {call, method, CallOf(Role::kPatient, "patient-2", 1, "bytes"),
                            CallOf(Role::kPatient, "patient-1", 2, "bytes")}) {
    EXPECT_TRUE(fields.insert(Args(other)[kField]).second);
  }
  EXPECT_EQ(Args(CallOf(Role::kPatient, "patient-1", 1, "other bytes"))[kField], Args(call)[kField]);
}

TEST_F(IdempotencyTest, TheFingerprintIsOfTheRequestAndKeyed) {
  const auto fingerprint = [&](const std::string& bytes) {
    return Args(CallOf(Role::kPatient, "patient-1", 1, bytes))[kFingerprint];
  };
  EXPECT_EQ(fingerprint("bytes"), fingerprint("bytes"));
  EXPECT_NE(fingerprint("bytes"), fingerprint("other bytes"));
  EXPECT_EQ(fingerprint("bytes").size(), 16u) << "as prelude.lua cuts it off";
  const KeyedHash other_hash(SecretKey(SecretKey::Bytes{1}), "request");
  const Idempotency other(other_hash, clock_);
  EXPECT_NE(other.Args(CallOf(Role::kPatient, "patient-1", 1, "bytes"), {"", ""})[kFingerprint], fingerprint("bytes"));
}

TEST_F(IdempotencyTest, BucketsAreOfADayAndOneOf256Shards) {
  std::set<std::string> shards;
  for (int i = 1; i < 4'000; ++i) {
    const std::string bucket = Args(CallOf(Role::kPatient, "patient-1", i))[kToday];
    shards.insert(bucket.substr(bucket.find(':')));
  }
  EXPECT_EQ(shards.size(), 256u);
}

TEST_F(IdempotencyTest, YesterdayIsLookedAtAndAwayFromMidnightNoOtherDay) {
  for (const int hour : {1, 6, 12, 18, 22}) {
    const auto args = ArgsAt(hour, 0);
    EXPECT_EQ(DayOf(args[kYesterday]), DayOf(args[kToday]) - 1);
    EXPECT_EQ(args[kNeighbour], "");
  }
}

TEST_F(IdempotencyTest, BeforeMidnightTomorrowIsLookedAtTooSinceAnotherClockMayBeThere) {
  EXPECT_EQ(ArgsAt(23, 54)[kNeighbour], "");
  const auto args = ArgsAt(23, 55);
  EXPECT_EQ(DayOf(args[kNeighbour]), DayOf(args[kToday]) + 1);
}

TEST_F(IdempotencyTest, AfterMidnightTheDayBeforeYesterdayIsLookedAtTooSinceAnotherClockMayStillDoSo) {
  for (const int minute : {0, 4}) {
    const auto args = ArgsAt(0, minute);
    EXPECT_EQ(DayOf(args[kNeighbour]), DayOf(args[kToday]) - 2);
  }
  EXPECT_EQ(ArgsAt(0, 5)[kNeighbour], "");
}

TEST_F(IdempotencyTest, ABucketOutlivesTheLastLookAtIt) {
  const auto args = ArgsAt(23, 59);
  const absl::Time expires = absl::FromUnixSeconds(std::stoll(args[kExpires]));
  const absl::Time last_look = absl::FromUnixSeconds((DayOf(args[kToday]) + 2) * 86'400) + absl::Minutes(10);
  EXPECT_GT(expires, last_look);
  EXPECT_LT(expires, clock_.Now() + absl::Hours(48));
}

// ---- EarlierOutcome ---------------------------------------------------------------------------------------------

struct AnsweringRedis final : redis::Client {
  absl::StatusOr<Reply::Array> reply;
  absl::Status noting;
  redis::Function asked{};
  std::vector<std::string> args;
  std::vector<std::string> noted;  // in the access log
  Task<absl::StatusOr<Reply::Array>> Run(redis::Function function, std::vector<std::string> given, Deadline) override {
    if (function.name == "audit_note") {
      noted = std::move(given);
      if (!noting.ok()) co_return noting;
      co_return Words({"OK"});
    }
    asked = function;
    args = std::move(given);
    co_return reply;
  }
};

class EarlierOutcome : public IdempotencyTest {
 protected:
  absl::StatusOr<std::optional<std::string>> When(absl::StatusOr<Reply::Array> reply, const std::string& lists = "") {
    redis_.reply = std::move(reply);
    Call call = CallOf(Role::kPatient, "patient-1", 1, "bytes");
    if (!lists.empty()) std::tie(call.access_entry, call.access_lists) = std::pair("entry", lists);
    return testing::RunTask(idempotency_.EarlierOutcome(redis_, call));
  }
  AnsweringRedis redis_;
};

TEST_F(EarlierOutcome, IsReadWithTheArgumentsOfAWriteThatHasNoneOfItsOwn) {
  ASSERT_TRUE(When(Reply::Array()).ok());
  EXPECT_EQ(redis_.asked.name, "earlier");
  EXPECT_EQ(redis_.asked.effect, redis::Function::Effect::kReads);
  EXPECT_EQ(redis_.args, idempotency_.Args(CallOf(Role::kPatient, "patient-1", 1, "bytes"), {}));
}

TEST_F(EarlierOutcome, OfANewRequestIsNothing) { EXPECT_EQ(When(Reply::Array()).value(), std::nullopt); }

TEST_F(EarlierOutcome, OfARepeatedOneIsTheFirst) { EXPECT_EQ(When(Words({"OK", "7"})).value(), "7"); }

TEST_F(EarlierOutcome, IsNotRecordedSinceTheCallerMayNotBeToldIt) {
  EXPECT_EQ(When(Words({"OK", "7"}), "list ").value(), "7");
  EXPECT_THAT(redis_.noted, ::testing::IsEmpty());
}

TEST_F(EarlierOutcome, OfWhatIsSomebodyElsesIsRecordedWhenItIsTold) {
  Call call = CallOf(Role::kPatient, "patient-1", 1, "bytes");
  EXPECT_TRUE(testing::RunTask(idempotency_.RecordRepetition(redis_, call)).ok());
  EXPECT_THAT(redis_.noted, ::testing::IsEmpty()) << "of the caller's own";
  std::tie(call.access_entry, call.access_lists) = std::pair("entry", "list ");
  EXPECT_TRUE(testing::RunTask(idempotency_.RecordRepetition(redis_, call)).ok());
  EXPECT_THAT(redis_.noted, ::testing::ElementsAre("entry", "list "));
  redis_.noting = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  EXPECT_EQ(testing::RunTask(idempotency_.RecordRepetition(redis_, call)), redis_.noting);
}

TEST_F(EarlierOutcome, OfOtherValuesUnderTheSameIdIsReused) {
  EXPECT_THAT(When(Words({"REUSED"})), FailsWith(absl::StatusCode::kInvalidArgument, reason::kRequestIdReused));
}

TEST_F(EarlierOutcome, IsNotKnownWithoutTheStore) {
  const absl::Status away = Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
  EXPECT_EQ(When(away).status(), away);
}

// ---- OutcomeOf --------------------------------------------------------------------------------------------------

constexpr Refusal kRefusals[] = {{"NO_THREAD", absl::StatusCode::kNotFound, reason::kNotFound, "thread not found"}};

TEST(OutcomeOf, AnOutcomeIsTheOutcome) {
  EXPECT_EQ(OutcomeOf(Words({"OK", "7 1750"}), kRefusals).value(), "7 1750");
  EXPECT_EQ(OutcomeOf(Words({"OK", ""}), kRefusals).value(), "");
}

TEST(OutcomeOf, AnotherRequestUnderTheSameIdIsReused) {
  EXPECT_THAT(OutcomeOf(Words({"REUSED"}), kRefusals),
              FailsWith(absl::StatusCode::kInvalidArgument, reason::kRequestIdReused));
}

TEST(OutcomeOf, AKnownRefusalIsWhatTheStoreSaysItMeans) {
  const auto outcome = OutcomeOf(Words({"NO_THREAD"}), kRefusals);
  EXPECT_THAT(outcome, FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  EXPECT_EQ(outcome.status(), NotFound("thread")) << "the same as from the domain";
}

TEST(OutcomeOf, AnythingElseIsInternal) {
  for (const auto& reply : {Words({}), Words({"OK"}), Words({"OK", "a", "b"}), Words({"WHAT"}), Words({""}),
                            Reply::Array{Reply(int64_t{1})}}) {
    EXPECT_THAT(OutcomeOf(reply, kRefusals), FailsWith(absl::StatusCode::kInternal, reason::kInternal));
  }
}

}  // namespace
}  // namespace careloop::store
