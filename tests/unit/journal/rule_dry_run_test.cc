#include "services/journal/domain/rule_dry_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/journal/domain/entry_version.h"
#include "tests/support/fake_clock.h"
#include "tests/support/matchers.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/fakes.h"
#include "tests/unit/journal/rule_set_samples.h"
#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using testing::RunTask;

constexpr absl::CivilDay kMonday(2026, 3, 30);

class RuleDryRunTest : public ::testing::Test {
 protected:
  static absl::Time At(int day, int hour = 12) {
    return absl::FromCivil(kMonday + day, absl::UTCTimeZone()) + absl::Hours(hour);
  }

  void Record(const std::string& patient, int day, std::vector<SymptomAnswer> answers) {
    Entry entry{.patient = patient,
                .number = static_cast<int64_t>(store_.entries.size()) + 1,
                .occurred = At(day),
                .observed = {.time_zone = "UTC", .answers = std::move(answers)},
                .reporter = {patient, Role::kPatient, ""}};
    Judge(site_, entry);
    store_.entries.push_back(std::move(entry));
    if (std::find(store_.patients.begin(), store_.patients.end(), patient) == store_.patients.end()) {
      store_.patients.push_back(patient);
    }
  }
  // So many patients record this, each under a name that begins so.
  void RecordMany(const std::string& prefix, int count, int day, const SymptomAnswer& answer) {
    for (int i = 0; i < count; ++i) Record(prefix + std::to_string(100 + i), day, {answer});
  }
  absl::StatusOr<DryRun> Play(std::optional<RuleSet> set = GoodRuleSet()) {
    std::sort(store_.patients.begin(), store_.patients.end());
    const Call call = CallOf(Role::kAdmin, "a-1");
    return RunTask(run_.Play(call, {.set = std::move(set), .start = At(0, 0), .end = At(14, 0)}));
  }

  testing::FakeClock clock_{At(20)};
  FakePeriodStore store_;
  FakeRuleSetStore sets_store_;
  SiteRules site_ = DemoRules();
  RuleSets sets_{sets_store_, GoodRuleSet("shipped"), site_, clock_};
  RuleDryRun run_{store_, sets_, site_, clock_};
};

TEST_F(RuleDryRunTest, CountsWeekByWeek) {
  RecordMany("a", 6, 0, Vomiting(4, 4));
  RecordMany("a", 6, 2, Vomiting(4, 4));
  RecordMany("b", 7, 6, Vomiting(1, 1));
  RecordMany("b", 5, 7, Vomiting(4, 4));
  const auto run = Play();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_TRUE(run->complete);
  EXPECT_THAT(run->weeks, ElementsAre(DryRunWeek{kMonday, 19, 12, 6}, DryRunWeek{kMonday + 7, 5, 5, 5}));
}

TEST_F(RuleDryRunTest, HidesWhatFewerThanFivePatientsRecorded) {
  RecordMany("a", 4, 0, Vomiting(4, 4));
  RecordMany("a", 4, 1, Vomiting(4, 4));
  RecordMany("b", 4, 1, Vomiting(1, 1));
  RecordMany("c", 4, 8, Vomiting(4, 4));
  RecordMany("c", 4, 9, Vomiting(4, 4));
  EXPECT_THAT(Play()->weeks, ElementsAre(DryRunWeek{kMonday, 12, std::nullopt, std::nullopt},
                                         DryRunWeek{kMonday + 7, std::nullopt, std::nullopt, std::nullopt}));
}

TEST_F(RuleDryRunTest, HidesTheAlertsWhereFewEntriesAreLeft) {
  RecordMany("a", 6, 0, Vomiting(4, 4));
  RecordMany("b", 4, 1, Vomiting(1, 1));
  EXPECT_THAT(Play()->weeks[0], (DryRunWeek{kMonday, 10, std::nullopt, std::nullopt}));
  RecordMany("c", 1, 1, Vomiting(1, 1));
  EXPECT_THAT(Play()->weeks[0], (DryRunWeek{kMonday, 11, 6, 6}));
}

// Else two answers would differ by what one person recorded in between.
TEST_F(RuleDryRunTest, CountsWholeWeeksWhereverThePeriodBeginsAndEnds) {
  RecordMany("a", 6, 0, Vomiting(4, 4));
  RecordMany("b", 6, 13, Vomiting(4, 4));
  const Call call = CallOf(Role::kAdmin, "a-1");
  const auto run = RunTask(run_.Play(call, {.set = std::nullopt, .start = At(6, 23), .end = At(7, 1)}));
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->weeks, Play()->weeks);
}

TEST_F(RuleDryRunTest, LeavesOutOnlyThePatientWhoHasTooManyEntries) {
  RecordMany("a", 1, 0, Vomiting(4, 4));
  RecordMany("b", 6, 0, Vomiting(4, 4));
  store_.too_many_of = "a100";
  const auto run = Play();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_FALSE(run->complete);
  EXPECT_THAT(run->weeks[0], (DryRunWeek{kMonday, 6, 6, 6}));
}

TEST_F(RuleDryRunTest, LeavesOutOnlyThePatientsWhoseKeysAreLostOrDoNotOpenAllTheirEntries) {
  RecordMany("a", 1, 0, Vomiting(4, 4));
  RecordMany("b", 6, 0, Vomiting(4, 4));
  store_.damaged_of = "a100";
  auto run = Play();
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_FALSE(run->complete);
  EXPECT_THAT(run->weeks[0], (DryRunWeek{kMonday, 6, 6, 6}));
  store_.damaged_of = "";
  EXPECT_TRUE(Play()->complete);
  store_.left_out = 1;
  EXPECT_FALSE(Play()->complete);
}

TEST_F(RuleDryRunTest, JudgesARiseByWhatWasBeforeThePeriodToo) {
  RuleSet set = GoodRuleSet();
  set.rules[1].enabled = true;
  RecordMany("a", 5, -5, Fatigue(0));
  RecordMany("a", 5, 1, Fatigue(2));
  EXPECT_THAT(Play(set)->weeks[0], (DryRunWeek{kMonday, 5, 5, 5}));
  EXPECT_THAT(Play()->weeks[0], (DryRunWeek{kMonday, 5, std::nullopt, std::nullopt}));
}

TEST_F(RuleDryRunTest, PlaysTheSetInForceUnlessOneIsGiven) {
  RecordMany("a", 5, 1, Vomiting(4, 4));
  EXPECT_EQ(Play(std::nullopt)->weeks[0].alerting_entries, 5);
}

TEST_F(RuleDryRunTest, ReadsAllPatientsPageByPage) {
  RecordMany("a", RuleDryRun::kPatientsAtOnce + 1, 1, Vomiting(4, 4));
  EXPECT_EQ(Play()->weeks[0].alerting_patients, RuleDryRun::kPatientsAtOnce + 1);
}

TEST_F(RuleDryRunTest, SaysThatItHasNotReadAllOnceItHasReadEnough) {
  std::vector<Entry> many;
  RecordMany("a", 5, 1, Fatigue(1));
  for (int i = 0; i < RuleDryRun::kMostEntries; ++i) many.push_back(store_.entries[i % 5]);
  store_.entries = std::move(many);
  Record("b", 1, {Fatigue(1)});
  const auto run = Play();
  EXPECT_FALSE(run->complete);
  EXPECT_EQ(run->weeks[0].entries, RuleDryRun::kMostEntries);
}

TEST_F(RuleDryRunTest, RefusesAPeriodThatIsEmptyOrTooLong) {
  const Call call = CallOf(Role::kAdmin, "a-1");
  EXPECT_THAT(RunTask(run_.Play(call, {.set = std::nullopt, .start = At(14), .end = At(14)})),
              FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
  EXPECT_THAT(RunTask(run_.Play(call, {.set = std::nullopt, .start = At(-184), .end = At(0)})),
              FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
}

TEST_F(RuleDryRunTest, RefusesASetAsActivatingItWould) {
  RuleSet set = GoodRuleSet();
  set.rules[0].condition = GradeCondition{0, {}};
  EXPECT_THAT(Play(set), FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
}

TEST_F(RuleDryRunTest, FailsWhenTheStoreDoes) {
  store_.failure = StoreDown();
  EXPECT_EQ(Play().status(), StoreDown());
}

}  // namespace
}  // namespace careloop::journal
