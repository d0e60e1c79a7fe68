#include <filesystem>

#include "common/base/strings.h"
#include "services/journal/store/redis_erasure_store.h"
#include "tests/contract/journal/store_fixture.h"
#include "tests/support/eventually.h"

namespace careloop::journal {
namespace {

using ::testing::IsEmpty;
using testing::RunTask;

class ErasureFunctions : public JournalStoreTest {
 protected:
  absl::Status Erase(const std::string& patient, const Call& call) { return RunTask(erasure_.Erase(call, patient)); }
  absl::Status Get(const std::string& patient) {
    const Call call = NewCall();
    return RunTask(entries_.Get(call, patient, 1, 0)).status();
  }
  // Recorded, and the service ended there.
  void CutShort(const std::string& patient) {
    Record(Now(), NewCall(), patient);
    redis().server().Command({"SADD", "{j:test}:erased", redis().keys().PseudonymOf(patient)});
  }
  bool IsErased(const std::string& patient) {
    return RunTask(redis().keys().ForWriting(patient)).status().code() == absl::StatusCode::kFailedPrecondition;
  }
  std::string FileOf(const std::string& patient) {
    return StrCat(redis().key_folder(), "/", redis().keys().PseudonymOf(patient), ".keys");
  }
  std::vector<std::string> Patients() {
    const Call call = NewCall();
    return RunTask(periods_.Patients(call, {.size = 100, .after = ""})).value().items;
  }

  store::Erasures erasures_{redis().client(), redis().idempotency(), redis().keys(), redis().loop()};
  RedisErasureStore erasure_{erasures_};
};

TEST_F(ErasureFunctions, NothingOfWhoWasErasedIsReadOrListedAndOthersStay) {
  Record(Now(), NewCall(), "p-gone-1");
  Record(Now(), NewCall(), "p-1");
  ASSERT_TRUE(Erase("p-gone-1", NewCall()).ok());
  EXPECT_EQ(Get("p-gone-1").code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Get("p-1").ok());
  EXPECT_THAT(Patients(), ::testing::ElementsAre("p-1"));
  EXPECT_EQ(RunTask(redis().keys().ForWriting("p-gone-1")).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ErasureFunctions, GrantsOfWhoWasErasedAreGone) {
  Record(Now(), NewCall(), "p-gone-2");
  Share share = ShareOf("s-1", StandingScope{Now()});
  share.patient = "p-gone-2";
  ASSERT_TRUE(Create(share).ok());
  ASSERT_EQ(redis().server().Command({"EXISTS", KeyOf("grants", "", "p-gone-2")}).integer(), 1);
  ASSERT_TRUE(Erase("p-gone-2", NewCall()).ok());
  EXPECT_EQ(redis().server().Command({"EXISTS", KeyOf("grants", "", "p-gone-2")}).integer(), 0);
}

TEST_F(ErasureFunctions, WhatWasCutShortIsMadeWholeAlsoOfSomebodyOfWhomNothingIsKept) {
  Record(Now(), NewCall(), "p-gone-3");
  ASSERT_TRUE(RunTask(redis().keys().Destroy("p-gone-3")).ok());  // and the service ended there
  const Call call = NewCall();
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(Erase("p-gone-3", call).ok()) << "the same request";
  EXPECT_TRUE(Erase("p-gone-3", NewCall()).ok());
  EXPECT_THAT(Patients(), IsEmpty());
  EXPECT_TRUE(Erase("p-gone-4", NewCall()).ok());
}

TEST_F(ErasureFunctions, WhatWasCutShortIsFinishedWithoutARepetition) {
  for (int i = 0; i < 30; ++i) CutShort(StrCat("p-gone-5-", i));
  Record(Now(), NewCall(), "p-5");
  ASSERT_TRUE(Erase("p-gone-6", NewCall()).ok());
  EXPECT_EQ(RunTask(erasures_.Finish()).value(), 0);
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(IsErased(StrCat("p-gone-5-", i))) << i;
  EXPECT_TRUE(IsErased("p-gone-6"));
  EXPECT_FALSE(IsErased("p-5"));
}

TEST_F(ErasureFunctions, WhoseKeysCannotBeDestroyedYetIsWrittenAboutNoMore) {
  const std::string gone = "p-gone-13";
  Entry entry = EntryAt(Now());
  entry.patient = gone;
  entry.number = Record(Now(), NewCall(), gone);
  Entry next = entry;
  next.version = 2;
  Entry check_in = entry;
  check_in.week = WeekOf(Now(), "UTC");
  const TreatmentCourse course{.patient = gone, .id = "c-1", .treatment = "letrozole", .started = Now()};
  Share share = ShareOf("s-1", StandingScope{Now()});
  share.patient = gone;
  const AlertPlan plan = NoAlerts(gone);
  const Call call = NewCall();
  ASSERT_TRUE(RunTask(courses_.Start(NewCall(), course)).ok());
  redis().server().Command({"SADD", "{j:test}:erased", PseudonymOf(gone)});
  const auto size = [&] { return redis().server().Command({"HLEN", KeyOf("entry", "", gone)}).integer(); };
  const absl::Status refused[] = {RunTask(entries_.Record(call, entry, plan)).status(),
                                  RunTask(entries_.SaveCheckIn(call, check_in, plan)).status(),
                                  RunTask(entries_.Amend(call, next, plan)).status(),
                                  RunTask(entries_.Retract(call, entry, std::nullopt, {Now(), entry.reporter})),
                                  RunTask(courses_.Start(call, course)).status(),
                                  RunTask(courses_.Stop(call, course, {Now(), "UTC", StopReason::kOther})).status(),
                                  RunTask(courses_.AddNote(call, course, {Now(), "UTC", "note", Now()})),
                                  Create(share, call).status(),
                                  RunTask(alerts_.Decide(call, gone, {.agreed = false, .time = Now()})).status()};
  for (const absl::Status& status : refused) {
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_EQ(std::string(status.message()), kRecordErased);
  }
  EXPECT_EQ(size(), 1);
  EXPECT_EQ(redis().server().Command({"EXISTS", KeyOf("grants", "", gone), KeyOf("agreed", "", gone)}).integer(), 0);
}

TEST_F(ErasureFunctions, WhatCannotBeFinishedHoldsUpNobodyElseAndIsTriedAgain) {
  for (const char* patient : {"p-gone-7", "p-gone-8", "p-gone-9"}) CutShort(patient);
  const std::string in_the_way = FileOf("p-gone-8") + ".next";
  std::filesystem::create_directory(in_the_way);
  EXPECT_EQ(RunTask(erasures_.Finish()).value(), 1);
  EXPECT_EQ(Erase("p-gone-8", NewCall()).code(), absl::StatusCode::kInternal) << "and says so to who repeats it";
  EXPECT_TRUE(IsErased("p-gone-7"));
  EXPECT_TRUE(IsErased("p-gone-9"));
  std::filesystem::remove(in_the_way);
  EXPECT_EQ(RunTask(erasures_.Finish()).value(), 0);
  EXPECT_TRUE(IsErased("p-gone-8"));
}

TEST_F(ErasureFunctions, WhoWasErasedStaysSoWhenABackupOfTheKeyFolderIsPutBack) {
  Record(Now(), NewCall(), "p-gone-10");
  const std::string backup = redis().key_folder() + "/backup";
  std::filesystem::copy_file(FileOf("p-gone-10"), backup);
  ASSERT_TRUE(Erase("p-gone-10", NewCall()).ok());
  std::filesystem::rename(backup, FileOf("p-gone-10"));
  EXPECT_EQ(RunTask(erasures_.Finish()).value(), 0);
  EXPECT_TRUE(IsErased("p-gone-10"));
}

TEST_F(ErasureFunctions, WhoWasErasedByAReleaseThatDidNotNoteItStaysSoToo) {
  for (const char* patient : {"p-gone-13", "p-13"}) Record(Now(), NewCall(), patient);
  const std::string backup = redis().key_folder() + "/backup";
  std::filesystem::copy_file(FileOf("p-gone-13"), backup);
  ASSERT_TRUE(RunTask(redis().keys().Destroy("p-gone-13")).ok());
  EXPECT_EQ(RunTask(erasures_.Finish()).value(), 0);
  std::filesystem::rename(backup, FileOf("p-gone-13"));
  EXPECT_EQ(RunTask(erasures_.Finish()).value(), 0);
  redis().clock().Advance(PatientKeys::kNoticed);
  EXPECT_TRUE(IsErased("p-gone-13"));
  EXPECT_FALSE(IsErased("p-13"));
}

TEST_F(ErasureFunctions, WhatWasCutShortIsFinishedAtTheStartAndFromThenOn) {
  static store::Erasures erasures(redis().client(), redis().idempotency(), redis().keys(), redis().loop());
  CutShort("p-gone-11");
  erasures.Start();
  EXPECT_TRUE(testing::Eventually([&] { return IsErased("p-gone-11"); }));
  CutShort("p-gone-12");
  EXPECT_TRUE(testing::Eventually([&] {
    erasures.Wake();  // Redis is there again
    return IsErased("p-gone-12");
  }));
  erasures.Stop();
}

}  // namespace
}  // namespace careloop::journal
