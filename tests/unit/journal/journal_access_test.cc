#include "services/journal/domain/journal_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/fakes.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using testing::RunTask;

class JournalAccessTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::optional<ShareReaders>> ReadersOf(Role role, const std::string& subject) {
    const Call call = CallOf(role, subject);
    return RunTask(access_.ReadersOf(call, "p-1", "entry"));
  }

  testing::FakeClock clock_;
  FakeCareTeams teams_;
  JournalAccess access_{teams_, clock_};
};

TEST_F(JournalAccessTest, LetsThePatientReadEverythingWithoutAskingAnybody) {
  teams_.failure = PeerDown();
  const auto readers = ReadersOf(Role::kPatient, "p-1");
  ASSERT_TRUE(readers.ok());
  EXPECT_FALSE(readers->has_value());
  EXPECT_EQ(teams_.asked, 0);
}

TEST_F(JournalAccessTest, ShowsAnotherPatientNothing) {
  EXPECT_EQ(ReadersOf(Role::kPatient, "p-2").status(), NotFound("entry"));
  EXPECT_EQ(teams_.asked, 0);
}

TEST_F(JournalAccessTest, ShowsOtherRolesNothingEvenWithThePatientsId) {
  for (const Role role : {Role::kCaregiver, Role::kEditor, Role::kAdmin, Role::kService}) {
    EXPECT_EQ(ReadersOf(role, "p-1").status(), NotFound("entry")) << RoleName(role);
  }
}

TEST_F(JournalAccessTest, DoesNotTakeAClinicianForThePatientOfTheSameId) {
  EXPECT_EQ(ReadersOf(Role::kClinician, "p-1").status(), NotFound("entry"));
  EXPECT_EQ(teams_.asked, 1);
}

TEST_F(JournalAccessTest, LetsAClinicianReadThroughTheTeamsThatConnectThem) {
  teams_.teams["n-1"] = {"t-1", "t-2"};
  const auto readers = ReadersOf(Role::kClinician, "n-1");
  ASSERT_TRUE(readers.ok() && readers->has_value());
  EXPECT_THAT((*readers)->teams, ElementsAre("t-1", "t-2"));
  EXPECT_EQ((*readers)->now, clock_.Now());
}

TEST_F(JournalAccessTest, ShowsAClinicianOfNoTeamNothing) {
  EXPECT_EQ(ReadersOf(Role::kClinician, "n-1").status(), NotFound("entry"));
}

TEST_F(JournalAccessTest, ShowsAClinicianNothingWhileNobodyCanSayWhoIsOnATeam) {
  teams_.teams["n-1"] = {"t-1"};
  teams_.failure = PeerDown();
  EXPECT_EQ(ReadersOf(Role::kClinician, "n-1").status(), PeerDown());
}

TEST_F(JournalAccessTest, LetsACaregiverReadAllOrThroughSharesAsThePatientSays) {
  EXPECT_EQ(ReadersOf(Role::kCaregiver, "c-1").status(), NotFound("entry"));
  clock_.Advance(JournalAccess::kKept);
  teams_.cares["c-1"] = {.since = absl::UnixEpoch()};
  const auto through_shares = ReadersOf(Role::kCaregiver, "c-1");
  ASSERT_TRUE(through_shares.ok() && through_shares->has_value());
  EXPECT_EQ((*through_shares)->caregiver, (Caregiver{"c-1", absl::UnixEpoch()}));
  EXPECT_THAT((*through_shares)->teams, ::testing::IsEmpty());
  clock_.Advance(JournalAccess::kKept);
  teams_.cares["c-1"].reads_journal = true;
  const auto all = ReadersOf(Role::kCaregiver, "c-1");
  ASSERT_TRUE(all.ok());
  EXPECT_FALSE(all->has_value());
}

TEST_F(JournalAccessTest, ShowsACaregiverWhoReadsAllTheSharesWithThemAlone) {
  teams_.cares["c-1"] = {.since = absl::UnixEpoch(), .reads_journal = true};
  const Call call = CallOf(Role::kCaregiver, "c-1");
  const auto readers = RunTask(access_.ReadersOfShares(call, "p-1", "patient"));
  ASSERT_TRUE(readers.ok() && readers->has_value());
  EXPECT_EQ((*readers)->caregiver->person, "c-1");
}

TEST_F(JournalAccessTest, SaysWhoMayRecordAndWhetherTheySeeWhatOthersDid) {
  const auto may_record = [&](Role role, const std::string& person, bool check_in) {
    const Call call = CallOf(role, person);
    return RunTask(access_.MayRecord(call, "p-1", "entry", check_in));
  };
  teams_.cares["reader"] = {.since = absl::UnixEpoch(), .reads_journal = true};
  teams_.cares["writer"] = {.since = absl::UnixEpoch(), .writes_journal = true};
  teams_.cares["both"] = {.since = absl::UnixEpoch(), .reads_journal = true, .writes_journal = true};
  teams_.cares["messages"] = {.since = absl::UnixEpoch()};
  EXPECT_TRUE(may_record(Role::kPatient, "p-1", true).value().reads_all);
  EXPECT_TRUE(may_record(Role::kCaregiver, "both", true).value().reads_all);
  EXPECT_FALSE(may_record(Role::kCaregiver, "writer", false).value().reads_all);
  for (const auto& [person, check_in] : {std::pair("writer", true), std::pair("reader", false)}) {
    EXPECT_EQ(ReasonOf(may_record(Role::kCaregiver, person, check_in).status()), reason::kCaregiverScopeTooNarrow);
  }
  for (const char* person : {"messages", "nobody", "p-1"}) {
    EXPECT_EQ(may_record(Role::kCaregiver, person, false).status(), NotFound("entry")) << person;
  }
  EXPECT_EQ(may_record(Role::kClinician, "both", false).status(), NotFound("entry"));
}

TEST_F(JournalAccessTest, MarksACaregiverByTheNameThatThePatientGaveThemIfItIsKnown) {
  teams_.cares["c-1"] = {.since = absl::UnixEpoch(), .writes_journal = true, .display_name = "Daughter"};
  teams_.cares["c-2"] = {.since = absl::UnixEpoch(), .writes_journal = true};
  for (const auto& [person, name] : {std::pair("c-1", "Daughter"), std::pair("c-2", "Demo caregiver")}) {
    const Call call = CallOf(Role::kCaregiver, person);
    EXPECT_EQ(RunTask(access_.MayRecord(call, "p-1", "entry"))->reporter, (Reporter{person, Role::kCaregiver, name}));
  }
}

TEST_F(JournalAccessTest, LetsThePatientAndWhomTheyLetReadAllThatIsMadeOfTheJournal) {
  teams_.cares["reader"] = {.since = absl::UnixEpoch(), .reads_journal = true};
  teams_.cares["writer"] = {.since = absl::UnixEpoch(), .writes_journal = true, .reads_messages = true};
  teams_.teams["n-1"] = {"t-1"};
  const auto may_read = [&](Role role, const std::string& person) {
    const Call call = CallOf(role, person);
    return RunTask(access_.MayReadAll(call, "p-1", "patient"));
  };
  EXPECT_TRUE(may_read(Role::kPatient, "p-1").ok());
  EXPECT_TRUE(may_read(Role::kCaregiver, "reader").ok());
  EXPECT_EQ(may_read(Role::kCaregiver, "writer"), NotFound("patient"));
  EXPECT_EQ(may_read(Role::kClinician, "n-1"), NotFound("patient"));
  clock_.Advance(JournalAccess::kKept);
  teams_.failure = PeerDown();
  EXPECT_EQ(may_read(Role::kCaregiver, "reader"), PeerDown());
  EXPECT_TRUE(may_read(Role::kPatient, "p-1").ok());
}

TEST_F(JournalAccessTest, KeepsAnAnswerForHalfASecondAndNotLonger) {
  teams_.teams["n-1"] = {"t-1"};
  ASSERT_TRUE(ReadersOf(Role::kClinician, "n-1").ok());
  teams_.teams.clear();
  clock_.Advance(absl::Milliseconds(499));
  EXPECT_TRUE(ReadersOf(Role::kClinician, "n-1").ok());
  EXPECT_EQ(teams_.asked, 1);
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(ReadersOf(Role::kClinician, "n-1").status(), NotFound("entry"));
}

TEST_F(JournalAccessTest, KeepsANoTooButOnlyForItsCaller) {
  EXPECT_FALSE(ReadersOf(Role::kClinician, "n-1").ok());
  EXPECT_FALSE(ReadersOf(Role::kClinician, "n-1").ok());
  EXPECT_EQ(teams_.asked, 1);
  teams_.teams["n-2"] = {"t-1"};
  EXPECT_TRUE(ReadersOf(Role::kClinician, "n-2").ok());
}

TEST_F(JournalAccessTest, KeepsNoFailure) {
  teams_.teams["n-1"] = {"t-1"};
  teams_.failure = PeerDown();
  EXPECT_FALSE(ReadersOf(Role::kClinician, "n-1").ok());
  teams_.failure = absl::OkStatus();
  EXPECT_TRUE(ReadersOf(Role::kClinician, "n-1").ok());
}

TEST(Recent, GivesNothingThatComesFromAClockThatWasSetBack) {
  testing::FakeClock clock;
  Recent<int> recent(clock, absl::Seconds(60), 4);
  recent.Put("a", clock.Now(), std::make_shared<const int>(1));
  clock.Advance(-absl::Seconds(1));
  EXPECT_EQ(recent.Find("a"), nullptr);
}

TEST(Recent, HoldsNoMoreThanItsCapacity) {
  testing::FakeClock clock;
  Recent<int> recent(clock, absl::Seconds(60), 4);
  for (int i = 0; i < 100; ++i) recent.Put(std::to_string(i), clock.Now(), std::make_shared<const int>(i));
  int held = 0;
  for (int i = 0; i < 100; ++i) held += recent.Find(std::to_string(i)) != nullptr ? 1 : 0;
  EXPECT_LE(held, 4);
  EXPECT_NE(recent.Find("99"), nullptr);
}

TEST(Recent, GivesTheLatestValueOfAKey) {
  testing::FakeClock clock;
  Recent<int> recent(clock, absl::Seconds(60), 2);
  recent.Put("a", clock.Now(), std::make_shared<const int>(1));
  recent.Put("a", clock.Now(), std::make_shared<const int>(2));
  EXPECT_EQ(*recent.Find("a"), 2);
}

}  // namespace
}  // namespace careloop::journal
