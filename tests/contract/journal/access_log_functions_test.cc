#include <algorithm>

#include "common/store/redis_access_log.h"
#include "tests/contract/journal/store_fixture.h"
#include "tests/support/matchers.h"

namespace careloop::journal {
namespace {

using audit::AccessRecord;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class AccessLogFunctions : public JournalStoreTest {
 protected:
  static Deadline Soon() { return DeadlineAfter(absl::Seconds(20)); }
  static AccessRecord Look(const std::string& resource, std::vector<std::string> patients = {"p-1"},
                           Role role = Role::kClinician, const std::string& person = "n-1") {
    return {.time = absl::FromUnixSeconds(1'800'000'000),
            .person = person,
            .role = role,
            .patients = std::move(patients),
            .resource = resource};
  }
  void Append(AccessRecord record) { ASSERT_TRUE(RunTask(log_.Append(std::move(record), Soon())).ok()); }
  // "1 resource" of each.
  std::vector<std::string> Read(int64_t after = 0, int most = 100) {
    return Lines(RunTask(log_.Read(after, most, Soon())).value());
  }
  std::vector<std::string> Denials() { return Lines(RunTask(log_.Denials(0, 100'000, Soon())).value()); }
  static std::vector<std::string> Lines(const std::vector<audit::LoggedAccess>& rows) {
    std::vector<std::string> lines;
    for (const auto& row : rows) {
      const auto record = audit::DecodeAccess(row.bytes);
      lines.push_back(StrCat(row.sequence, " ", record ? record->resource : "?"));
    }
    return lines;
  }
  std::vector<std::string> Of(const std::string& patient, std::string* next = nullptr, int most = 100) {
    const auto page = RunTask(log_.Of(patient, next == nullptr ? "" : *next, most, Soon())).value();
    if (next != nullptr) *next = page.next;
    std::vector<std::string> resources;
    for (const AccessRecord& record : page.records) resources.push_back(record.resource);
    return resources;
  }
  Call Changing(const std::string& resource, Role role = Role::kPatient, const std::string& person = "p-1") {
    Call call = NewCall();
    log_.Attach(Look(resource, {"p-1"}, role, person), call);
    return call;
  }

  testing::FixedRandom random_;
  store::RedisAccessLog log_{redis().client(), SecretKey(SecretKey::Bytes{}), random_, "journal"};
};

TEST_F(AccessLogFunctions, RecordsAreNumberedWithoutAGapAndReadInPages) {
  for (const char* name : {"a", "b", "c"}) Append(Look(name));
  EXPECT_THAT(Read(), ElementsAre("1 a", "2 b", "3 c"));
  EXPECT_THAT(Read(1, 1), ElementsAre("2 b"));
  EXPECT_THAT(Read(3), IsEmpty());
}

TEST_F(AccessLogFunctions, TwoLooksAtTheSameMomentAreNotTheSameBytes) {
  Append(Look("a"));
  Append(Look("a"));
  const auto rows = RunTask(log_.Read(0, 10, Soon())).value();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_NE(rows[0].bytes, rows[1].bytes);
  EXPECT_EQ(rows[0].bytes.size(), rows[1].bytes.size());
}

TEST_F(AccessLogFunctions, AChangeIsRecordedInItsStep) {
  Record(Now(), Changing("entry"));
  EXPECT_THAT(Read(), ElementsAre("1 entry"));
  EXPECT_THAT(Of("p-1"), IsEmpty());
}

TEST_F(AccessLogFunctions, AChangeWithoutARecordLeavesNone) {
  Record(Now());
  EXPECT_THAT(Read(), IsEmpty());
}

TEST_F(AccessLogFunctions, ARepeatedChangeOfThePatientsOwnIsNotRecordedAgain) {
  const Call call = Changing("entry");
  Record(Now(), call);
  Record(Now(), call);
  EXPECT_THAT(Read(), SizeIs(1));
}

TEST_F(AccessLogFunctions, SomebodyElseWhoRepeatsAChangeIsRecordedAgainSinceTheyAreAnswered) {
  const Call call = Changing("entry", Role::kCaregiver, "c-1");
  const int64_t number = Record(Now(), call);
  EXPECT_EQ(Record(Now(), call), number);
  EXPECT_THAT(Read(), ElementsAre("1 entry", "2 entry"));
  EXPECT_THAT(Of("p-1"), ElementsAre("entry", "entry"));
}

TEST_F(AccessLogFunctions, WhoIsToldAnEarlierOutcomeOfSomebodyElsesIsRecordedOnceTheyMayBe) {
  const Call call = Changing("entry", Role::kCaregiver, "c-1");
  const auto earlier = [&](const Call& asked) {
    return RunTask(redis().idempotency().EarlierOutcome(redis().client(), asked)).value();
  };
  EXPECT_EQ(earlier(call), std::nullopt);
  EXPECT_THAT(Read(), IsEmpty());
  Record(Now(), call);
  EXPECT_NE(earlier(call), std::nullopt);
  EXPECT_THAT(Of("p-1"), ElementsAre("entry"));
  EXPECT_TRUE(RunTask(redis().idempotency().RecordRepetition(redis().client(), call)).ok());
  EXPECT_THAT(Of("p-1"), ElementsAre("entry", "entry"));
}

TEST_F(AccessLogFunctions, ARequestIdUsedForOtherValuesIsNotRecorded) {
  Call call = Changing("entry", Role::kCaregiver, "c-1");
  Record(Now(), call);
  call.request_bytes = "other values";
  EXPECT_FALSE(RunTask(shares_.Revoke(call, "p-1", "share", Now())).ok());
  EXPECT_THAT(Read(), SizeIs(1));
}

TEST_F(AccessLogFunctions, AChangeThatIsRefusedIsNotRecorded) {
  const Call call = Changing("share");
  EXPECT_FALSE(RunTask(shares_.Revoke(call, "p-1", "no such share", Now())).ok());
  EXPECT_THAT(Read(), IsEmpty());
}

TEST_F(AccessLogFunctions, SomebodyElsesChangeIsInThePatientsList) {
  Record(Now(), Changing("entry", Role::kCaregiver, "c-1"));
  EXPECT_THAT(Of("p-1"), ElementsAre("entry"));
}

TEST_F(AccessLogFunctions, WhatAServiceDeliversIsRecordedButInNobodysList) {
  Append(Look("delivery", {"p-1"}, Role::kService, "journal"));
  EXPECT_THAT(Read(), SizeIs(1));
  EXPECT_THAT(Of("p-1"), IsEmpty());
}

TEST_F(AccessLogFunctions, ARecordOfManyPatientsIsInTheListOfEach) {
  Append(Look("inbox", {"p-1", "p-2"}));
  Append(Look("later"));
  EXPECT_THAT(Of("p-1"), ElementsAre("later", "inbox"));
  EXPECT_THAT(Of("p-2"), ElementsAre("inbox"));
  EXPECT_THAT(Of("p-3"), IsEmpty());
}

TEST_F(AccessLogFunctions, AListIsReadInPagesWhileItGrows) {
  for (const char* name : {"a", "b", "c"}) Append(Look(name));
  std::string next;
  EXPECT_THAT(Of("p-1", &next, 2), ElementsAre("c", "b"));
  Append(Look("d"));
  EXPECT_THAT(Of("p-1", &next, 2), ElementsAre("a"));
  EXPECT_EQ(next, "");
}

TEST_F(AccessLogFunctions, APageThatEndsTheListHasNoNext) {
  for (const char* name : {"a", "b"}) Append(Look(name));
  std::string next;
  EXPECT_THAT(Of("p-1", &next, 2), ElementsAre("b", "a"));
  EXPECT_EQ(next, "");
}

TEST_F(AccessLogFunctions, DenialsAreApart) {
  ASSERT_TRUE(RunTask(log_.AppendDenial(Look("denied"), Soon())).ok());
  EXPECT_THAT(Denials(), ElementsAre("1 denied"));
  EXPECT_THAT(Read(), IsEmpty());
  EXPECT_THAT(Of("p-1"), IsEmpty());
}

TEST_F(AccessLogFunctions, OfTheDenialsTheLatestTenThousandOrSoAreKept) {
  const char* fill = "for i = 1, 10500 do redis.call('XADD', KEYS[1], '0-*', 'a', 'x') end";
  redis().server().Command({"EVAL", fill, "1", "{j:test}:audit:denied"});
  ASSERT_TRUE(RunTask(log_.AppendDenial(Look("last"), Soon())).ok());
  const auto kept = Denials();
  EXPECT_GE(kept.size(), 10'000);
  EXPECT_LT(kept.size(), 10'200);
  EXPECT_EQ(kept.back(), "10501 last");
}

TEST_F(AccessLogFunctions, WhatTheServiceDidNotWriteIsKnownAsThat) {
  Append(Look("mine"));
  redis().server().Command({"XADD", "{j:test}:audit", "0-*", "a", std::string(80, 'x')});
  EXPECT_THAT(Read(), ElementsAre("1 mine", "2 ?"));
}

TEST_F(AccessLogFunctions, AChangeIsMadeOnceAlsoWhenTheLogWasRemoved) {
  Append(Look("before"));
  redis().server().Command({"DEL", "{j:test}:audit"});
  const Call call = Changing("entry", Role::kCaregiver, "c-1");
  const int64_t number = Record(Now(), call);
  EXPECT_THAT(Read(), ElementsAre("1 entry"));
  EXPECT_EQ(Record(Now(), call), number);
}

// Of a stream that ends with an id that no number can follow.
class ClosedAccessLog : public AccessLogFunctions {
 protected:
  void Close(const std::string& id, const std::string& key = "{j:test}:audit") {
    redis().server().Command({"XADD", key, id, "a", "x"});
  }
  const Call change_ = Changing("entry", Role::kCaregiver, "c-1");
};

TEST_F(ClosedAccessLog, GoesOnAfterOneRecordThatIsNobodysAndLosesNone) {
  for (const char* id : {"12345-0", "1-7", "0-18446744073709551615", "0-1000000000000000"}) {
    redis().Clear();
    Append(Look("before"));
    Close(id);
    EXPECT_THAT(Read(), ElementsAre("1 before", "2 ?")) << id;
    const int64_t number = Record(Now(), change_);
    Append(Look("later"));
    EXPECT_THAT(Read(), ElementsAre("1 before", "2 ?", "3 entry", "4 later")) << id;
    EXPECT_THAT(Of("p-1"), ElementsAre("later", "entry", "before")) << id;
    EXPECT_EQ(Record(Now(), change_), number) << id;
  }
}

TEST_F(ClosedAccessLog, GrowsAsideAndNotWhereItWasClosed) {
  Close("0-1000000000000000");
  Append(Look("first"));
  const auto length = [] { return redis().server().Command({"XLEN", "{j:test}:audit"}).integer(); };
  const int64_t closed = length();
  for (const char* name : {"second", "third"}) Append(Look(name));
  EXPECT_EQ(length(), closed);
  EXPECT_THAT(Read(), ElementsAre("1 ?", "2 first", "3 second", "4 third"));
}

TEST_F(ClosedAccessLog, IsReadInPages) {
  for (const char* name : {"a", "b"}) Append(Look(name));
  Close("12345-0");
  Close("12345-1");
  for (const char* name : {"c", "d"}) Append(Look(name));
  const std::vector<std::string> whole = {"1 a", "2 b", "3 ?", "4 c", "5 d"};
  for (int most = 1; most <= 6; ++most) {
    for (int after = 0; after <= 5; ++after) {
      const int count = std::min(most, 5 - after);
      EXPECT_EQ(Read(after, most), std::vector(whole.begin() + after, whole.begin() + after + count))
          << most << " after " << after;
    }
  }
}

TEST_F(ClosedAccessLog, HasAGapWhereTheStrangersIdWasTakenOutAgain) {
  Append(Look("before"));
  Close("12345-0");
  redis().server().Command({"XDEL", "{j:test}:audit", "12345-0"});
  Append(Look("later"));
  EXPECT_THAT(Read(), ElementsAre("1 before", "3 later"));
}

TEST_F(ClosedAccessLog, ThatCannotGoOnAnywhereLetsChangesBeMadeOnceAndNobodyLook) {
  Close("12345-0");
  Close("12345-0", "{j:test}:audit:aside");
  const int64_t number = Record(Now(), change_);
  EXPECT_FALSE(RunTask(log_.Append(Look("look"), Soon())).ok());
  EXPECT_FALSE(RunTask(redis().idempotency().RecordRepetition(redis().client(), change_)).ok());
  EXPECT_EQ(Record(Now(), Changing("another")), number + 1) << "that of the first was kept";
}

TEST_F(ClosedAccessLog, OfDenialsKeepsWhatItHas) {
  ASSERT_TRUE(RunTask(log_.AppendDenial(Look("denied"), Soon())).ok());
  Close("12345-0", "{j:test}:audit:denied");
  EXPECT_FALSE(RunTask(log_.AppendDenial(Look("another"), Soon())).ok());
  EXPECT_THAT(Denials(), ElementsAre("1 denied", "2 ?"));
}

// The one connection is that of everybody's calls.
TEST_F(AccessLogFunctions, ALogThatWasMadeIntoSomethingElseFailsWhoNeedsItAndNobodyElse) {
  Append(Look("before"));
  ASSERT_TRUE(RunTask(log_.AppendDenial(Look("denied"), Soon())).ok());
  for (const char* key : {"{j:test}:audit", "{j:test}:audit:denied"}) redis().server().Command({"SET", key, "x"});
  for (int i = 0; i < 10; ++i) {
    const auto fails = testing::FailsWith(absl::StatusCode::kInternal, reason::kInternal);
    EXPECT_THAT(RunTask(log_.Append(Look("look"), Soon())), fails);
    EXPECT_THAT(RunTask(log_.AppendDenial(Look("another"), Soon())), fails);
    EXPECT_THAT(RunTask(log_.Read(0, 10, Soon())), fails);
    EXPECT_EQ(Record(Now(), Changing(StrCat("entry ", i), Role::kCaregiver, "c-1")), i + 1) << "the change is made";
  }
}

TEST_F(AccessLogFunctions, OfAListThatPointsAtWhatIsAnotherPatientsTheRestIsTold) {
  Append(Look("mine"));
  Append(Look("other", {"p-2"}));
  const auto lists = redis().server().Command({"KEYS", "{j:test}:audit:of:*"});
  for (const redis::Reply& list : lists.array()) {
    redis().server().Command({"XADD", list.text(), "0-3", "s", ""});
  }
  Append(Look("third", {"p-3"}));
  Append(Look("later"));
  ::testing::internal::CaptureStderr();
  EXPECT_THAT(Of("p-1"), ElementsAre("later", "mine")) << "not the third, of which its list has a row now";
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), ::testing::HasSubstr("access_list_tampered"));
}

TEST_F(AccessLogFunctions, ARecordOfAnotherServiceOrSecretIsNotTaken) {
  store::RedisAccessLog messaging(redis().client(), SecretKey(SecretKey::Bytes{}), random_, "messaging");
  store::RedisAccessLog stranger(redis().client(), SecretKey(SecretKey::Bytes{1}), random_, "journal");
  ASSERT_TRUE(RunTask(messaging.Append(Look("a"), Soon())).ok());
  ASSERT_TRUE(RunTask(stranger.Append(Look("b"), Soon())).ok());
  EXPECT_THAT(Read(), ElementsAre("1 ?", "2 ?"));
  EXPECT_THAT(Of("p-1"), IsEmpty());
}

}  // namespace
}  // namespace careloop::journal
