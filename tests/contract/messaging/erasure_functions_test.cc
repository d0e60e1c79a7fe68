#include "services/messaging/store/redis_erasure_store.h"
#include "services/messaging/store/rows.h"
#include "services/messaging/store/sealed_records.h"
#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

auto IsAbsent() { return FailsWith(absl::StatusCode::kNotFound, reason::kNotFound); }

// Team a with nurse-1, patient-1 and somebody else in each test, since that is for ever: they have the thread t1, which
// nurse-1 has claimed.
class ErasureFunctions : public StoreTest {
 protected:
  void SetUp() override {
    static int tests = 0;
    somebody_ = StrCat("patient-gone-", ++tests);
    SetUpTeamA();
    AddTeam("b");
    Enrol("a", somebody_);
    Enrol("b", somebody_);
    thread_ = StartThread("t1", "a", somebody_);
    other_ = StartThread("t2");
    const WorkStore::Step claim{.thread = thread_,
                                .seen = {},
                                .change = {.person = {"nurse-1", Role::kClinician, "Demo", "Nurse"}, .time = now()}};
    ASSERT_TRUE(RunTask(work_.Claim(Nurse(), claim)).ok());
  }
  Call Nurse() { return Changing(Role::kClinician, "nurse-1"); }
  Caregiver Daughter() {
    return {.patient = somebody_,
            .person = "daughter",
            .display_name = "Demo Daughter",
            .relationship = "Daughter",
            .scope = {CaregiverPermission::kReadMessages},
            .added = now()};
  }
  absl::Status Erase(const Call& call) { return RunTask(erasure_.Erase(call, somebody_, now())); }
  static std::string LastInLog() {
    return Raw({"XREVRANGE", StrCat(kTag, ":log"), "+", "-", "COUNT", "1"}).at(0).at(1).at(1).text();
  }

  RedisErasureStore erasure_{redis().client(), redis().idempotency(), redis().keys(), redis().site_keys()};
  std::string somebody_;
  ThreadRef thread_;
  ThreadRef other_;
};

TEST_F(ErasureFunctions, NothingOfWhoWasErasedIsReadOrWritten) {
  ASSERT_TRUE(Erase(Changing()).ok());
  const Call own = Changing(Role::kPatient, somebody_);
  EXPECT_THAT(RunTask(threads_.Messages(own, {.thread = thread_})), IsAbsent());
  EXPECT_THAT(RunTask(threads_.List(own, {.patient = somebody_})), IsAbsent());
  EXPECT_THAT(RunTask(threads_.Messages(Nurse(), {.thread = thread_})), IsAbsent());
  EXPECT_THAT(RunTask(teams_.EnrolmentOf(Reading(), "a", somebody_)), IsAbsent());
  EXPECT_EQ(RunTask(threads_.Append(own, thread_, MessageFrom(somebody_, "x"), Received())).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(RunTask(teams_.Enrol(Changing(), "a", EnrolmentOf(somebody_))).status().code(),
            absl::StatusCode::kFailedPrecondition)
      << "an id is not used twice";
  EXPECT_THAT(RunTask(inbox_.Threads("", 10))->rows, SizeIs(1)) << "that of another";
  EXPECT_TRUE(RunTask(threads_.Messages(Nurse(), {.thread = other_})).ok());
}

TEST_F(ErasureFunctions, EnrolmentsClaimsAndTimersEnd) {
  ASSERT_TRUE(Erase(Changing()).ok());
  EXPECT_THAT(RunTask(teams_.TeamsOfPatient(Reading(), somebody_)).value(), IsEmpty());
  EXPECT_THAT(RunTask(teams_.Patients(Reading(), "a")).value(), SizeIs(1));
  EXPECT_THAT(RunTask(teams_.Patients(Reading(), "b")).value(), IsEmpty());
  EXPECT_EQ(Raw({"SCARD", StrCat(kTag, ":person:nurse-1:claims")}).integer(), 0);
  EXPECT_TRUE(Raw({"ZSCORE", StrCat(kTag, ":timers"), StrCat(NameOf(somebody_), "/t1")}).is_nil());
  EXPECT_EQ(Raw({"ZCARD", StrCat(kTag, ":timers")}).integer(), 1) << "that of another";
}

TEST_F(ErasureFunctions, NobodyIsACaregiverOfThemAnyMore) {
  ASSERT_TRUE(RunTask(teams_.AddCaregiver(Changing(Role::kPatient, somebody_), Daughter())).ok());
  ASSERT_TRUE(Erase(Changing()).ok());
  EXPECT_THAT(RunTask(teams_.CaresOf("daughter", Reading().deadline)).value(), IsEmpty());
  EXPECT_EQ(Raw({"EXISTS", StrCat(kTag, ":patient:", NameOf(somebody_), ":caregivers")}).integer(), 0);
}

TEST_F(ErasureFunctions, WhatWasOnItsWayDoesNotBringThemBack) {
  const auto keys = RunTask(redis().keys().ForWriting(somebody_)).value();
  Raw({"SADD", StrCat(kTag, ":erased"), keys->owner()});  // and the keys are there for another moment
  ASSERT_TRUE(RunTask(teams_.Unenrol(Changing(), "a", somebody_, now())).ok());
  const auto is_refused = FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState);
  EXPECT_THAT(RunTask(teams_.Enrol(Changing(), "a", EnrolmentOf(somebody_))), is_refused);
  EXPECT_THAT(RunTask(teams_.AddCaregiver(Changing(Role::kPatient, somebody_), Daughter())), is_refused);
}

TEST_F(ErasureFunctions, TheLogSaysWhoItWasToTheServiceAlone) {
  ASSERT_TRUE(Erase(Changing()).ok());
  const LogEntry entry = LogEntryOf({1, 1}, LastInLog());
  EXPECT_EQ(entry.kind, LogEntry::Kind::kPatientErased);
  EXPECT_EQ(entry.thread, (ThreadRef{NameOf(somebody_), kAllThreads}));
  EXPECT_EQ(OpenErased(entry.person, redis().site_keys()).value(), somebody_);
  EXPECT_FALSE(OpenErased(entry.person + "x", redis().site_keys()).ok());
}

TEST_F(ErasureFunctions, WhatWasCutShortIsMadeWholeAndARepetitionIsWrittenOnce) {
  ASSERT_TRUE(RunTask(redis().keys().Destroy(somebody_)).ok());  // and the service ended there
  const Call call = Changing();
  ASSERT_TRUE(Erase(call).ok());
  EXPECT_THAT(RunTask(teams_.TeamsOfPatient(Reading(), somebody_)).value(), IsEmpty());
  const auto told = Raw({"XLEN", StrCat(kTag, ":log")}).integer();
  EXPECT_TRUE(Erase(call).ok());
  EXPECT_EQ(Raw({"XLEN", StrCat(kTag, ":log")}).integer(), told);
  EXPECT_TRUE(Erase(Changing()).ok());
}

TEST_F(ErasureFunctions, OfSomebodyOfWhomNothingIsKeptIsDoneToo) {
  somebody_ += "-unknown";
  EXPECT_TRUE(Erase(Changing()).ok());
  EXPECT_EQ(RunTask(teams_.Enrol(Changing(), "a", EnrolmentOf(somebody_))).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace careloop::messaging
