#include <filesystem>

#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using testing::RunTask;
using Found = PatientRecords::Found;

// Whether somebody has anything that is lost with their keys.
class WrittenFunctions : public JournalStoreTest {
 protected:
  Found Of(const std::string& patient = "p-1") {
    return RunTask(records_.Of(PseudonymOf(patient), NewCall().deadline)).value();
  }

  store::RedisPatientRecords records_{redis().client()};
};

TEST_F(WrittenFunctions, NobodyHasAnythingBefore) { EXPECT_EQ(Of(), Found::kNone); }

TEST_F(WrittenFunctions, WhoHasAnEntryHasAndNobodyElse) {
  Record(Now());
  EXPECT_EQ(Of(), Found::kSome);
  EXPECT_EQ(Of("p-2"), Found::kNone);
}

TEST_F(WrittenFunctions, WhoHasACourseHasAlsoWhenItIsStopped) {
  const TreatmentCourse course{.patient = "p-1",
                               .id = "c-1",
                               .treatment = "letrozole",
                               .started = Now() - absl::Hours(1),
                               .time_zone = "UTC",
                               .recorded = Now()};
  const Call start = NewCall();
  ASSERT_TRUE(RunTask(courses_.Start(start, course)).ok());
  EXPECT_EQ(Of(), Found::kSome);
  const Call stop = NewCall();
  ASSERT_TRUE(RunTask(courses_.Stop(stop, course, {Now(), "UTC", StopReason::kEffects})).ok());
  EXPECT_EQ(Of(), Found::kSome);
}

TEST_F(WrittenFunctions, WhoHasAShareHasAlsoWhenItIsRevoked) {
  ASSERT_TRUE(Create(ShareOf("s-1", StandingScope{Now()})).ok());
  EXPECT_EQ(Of(), Found::kSome);
  Revoke("s-1");
  EXPECT_EQ(Of(), Found::kSome);
}

TEST_F(WrittenFunctions, WhoHasDecidedAboutAlertsHas) {
  const Call call = NewCall();
  ASSERT_TRUE(RunTask(alerts_.Decide(call, "p-1", {.agreed = false, .time = Now()})).ok());
  EXPECT_EQ(Of(), Found::kSome);
}

TEST_F(WrittenFunctions, WhoWasErasedIsSaidToBeWhateverThereIs) {
  Record(Now());
  for (const char* patient : {"p-1", "p-2"})
    redis().server().Command({"SADD", "{j:test}:erased", PseudonymOf(patient)});
  EXPECT_EQ(Of("p-1"), Found::kErased);
  EXPECT_EQ(Of("p-2"), Found::kErased);
}

TEST_F(WrittenFunctions, ADatabaseThatWasEmptiedTakesNobodysKeys) {
  Record(Now());
  redis().Clear();
  EXPECT_EQ(Of(), Found::kNone);
  EXPECT_EQ(Record(Now()), 1);
}

}  // namespace
}  // namespace careloop::journal
