#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using testing::RunTask;
using Found = PatientRecords::Found;

// Whether somebody has anything that is lost with their keys: teams a and b, and patient-1, who is with neither.
class WrittenFunctions : public StoreTest {
 protected:
  void SetUp() override {
    AddTeam("a");
    Join("a", "nurse-1");
    AddTeam("b");
  }

  Found Of(const std::string& patient = "patient-1") {
    return RunTask(records_.Of(NameOf(patient), Reading().deadline)).value();
  }
  void Unenrol(const std::string& team) {
    ASSERT_TRUE(RunTask(teams_.Unenrol(Changing(), team, "patient-1", true, now())).ok());
  }

  store::RedisPatientRecords records_{redis().client()};
};

TEST_F(WrittenFunctions, NobodyHasAnythingBefore) { EXPECT_EQ(Of(), Found::kNone); }

TEST_F(WrittenFunctions, WhoIsEnrolledHasAndNobodyElse) {
  Enrol("b", "patient-1");
  EXPECT_EQ(Of(), Found::kSome);
  EXPECT_EQ(Of("patient-2"), Found::kNone);
}

TEST_F(WrittenFunctions, WhoWasEnrolledHas) {
  Enrol("b", "patient-1");
  Unenrol("b");
  EXPECT_EQ(Of(), Found::kSome) << "what the team keeps of them";
  EXPECT_EQ(Of("patient-2"), Found::kNone);
}

TEST_F(WrittenFunctions, WhoHasAThreadHas) {
  Enrol("a", "patient-1");
  StartThread("t1");
  Unenrol("a");
  Raw({"DEL", StrCat(kTag, ":team:a:former")});
  EXPECT_EQ(Of(), Found::kSome);
}

TEST_F(WrittenFunctions, WhoHasACaregiverHasWhileThatIsOne) {
  const Caregiver daughter{.patient = "patient-1",
                           .person = "daughter",
                           .display_name = "Demo Daughter",
                           .relationship = "Daughter",
                           .scope = {CaregiverPermission::kReadMessages},
                           .added = now()};
  ASSERT_TRUE(RunTask(teams_.AddCaregiver(Changing(Role::kPatient, "patient-1"), daughter)).ok());
  EXPECT_EQ(Of(), Found::kSome);
  ASSERT_TRUE(RunTask(teams_.RemoveCaregiver(Changing(), "patient-1", "daughter", now())).ok());
  EXPECT_EQ(Of(), Found::kNone);
}

TEST_F(WrittenFunctions, WhoWasErasedIsSaidToBeWhateverThereIs) {
  Enrol("a", "patient-1");
  for (const char* patient : {"patient-1", "patient-2"}) Raw({"SADD", StrCat(kTag, ":erased"), NameOf(patient)});
  EXPECT_EQ(Of("patient-1"), Found::kErased);
  EXPECT_EQ(Of("patient-2"), Found::kErased);
}

}  // namespace
}  // namespace careloop::messaging
