#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/journal/domain/journal.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fixed_random.h"
#include "tests/support/matchers.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/alert_fakes.h"
#include "tests/unit/journal/rule_set_samples.h"
#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using testing::FailsWith;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

// Recording entries, as far as alerts go.
class RecordAlertsTest : public ::testing::Test {
 protected:
  absl::StatusOr<RecordedEntry> Record(std::vector<SymptomAnswer> answers, int request = 0,
                                       absl::Duration ago = absl::ZeroDuration()) {
    const Call call = CallOf(Role::kPatient, "p-1", request == 0 ? ++last_ : request);
    NewEntry entry{.patient = "p-1",
                   .occurred = clock_.Now() - ago,
                   .observed = {.time_zone = "UTC", .answers = std::move(answers)},
                   .language = ""};
    return RunTask(journal_.Record(call, std::move(entry)));
  }
  void Agree() { alert_store_.decisions = {{.version = 1, .agreed = true, .care_team = "t-1", .time = clock_.Now()}}; }

  int last_ = 100;
  int woken_ = 0;
  testing::FakeClock clock_;
  FakeEntryStore store_;
  FakeCareTeams teams_;
  FakeContent content_;
  JournalAccess access_{teams_, clock_};
  RelatedContent related_{content_, clock_};
  SiteRules site_ = DemoRules();
  FakeAlertStore alert_store_{store_};
  FakeRuleSetStore rule_store_;
  testing::FixedRandom random_;
  RuleSets sets_{rule_store_, GoodRuleSet("shipped"), site_, clock_};
  Alerting alerting_{alert_store_, sets_, clock_, random_, [this] { ++woken_; }};
  Journal journal_{{store_, access_, related_, alerting_}, site_, clock_};
};

TEST_F(RecordAlertsTest, AnAlertIsStoredWithItsEntryAndAnswered) {
  Agree();
  const auto recorded = Record({Vomiting(4, 4)});
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  ASSERT_THAT(recorded->alerts, SizeIs(1));
  EXPECT_EQ(recorded->alerts[0].triggers[0].entry, 1);
  EXPECT_EQ(store_.plans.at(0).opened, recorded->alerts);
  EXPECT_EQ(woken_, 1);
}

TEST_F(RecordAlertsTest, NobodyIsWokenForAnAlertThatIsNotSent) {
  EXPECT_FALSE(Record({Vomiting(4, 4)})->alerts.at(0).is_sent());
  EXPECT_EQ(woken_, 0);
}

TEST_F(RecordAlertsTest, WhatItDependsOnIsReadOnceForAPatientWhoGoesOn) {
  ASSERT_TRUE(Record({Vomiting(4, 4)}).ok());
  const auto second = Record({Vomiting(4, 3)});
  EXPECT_EQ(alert_store_.reads, 1);
  EXPECT_EQ(store_.plans.at(1).basis, store_.plans.at(0).basis + 1);
  ASSERT_THAT(second->alerts, SizeIs(1));
  EXPECT_THAT(second->alerts[0].triggers, SizeIs(2));
  EXPECT_EQ(second->alerts[0].triggers[1].earlier->answer, Vomiting(4, 4));
}

TEST_F(RecordAlertsTest, AnEntryOfLongAgoIsComparedWithWhatWasBeforeIt) {
  ASSERT_TRUE(Record({Vomiting(1, 1)}).ok());
  ASSERT_TRUE(Record({Vomiting(4, 4)}, 0, absl::Hours(24 * 20)).ok());
  EXPECT_EQ(alert_store_.reads, 2);
  EXPECT_FALSE(store_.plans.at(1).opened.at(0).triggers[0].earlier);
}

TEST_F(RecordAlertsTest, AnEntryOfLongAgoIsComparedWithTheLatestBeforeItHoweverManyCameSince) {
  const auto put = [&](absl::Duration ago, SymptomAnswer answer) {
    const auto number = static_cast<int64_t>(store_.entries.size()) + 1;
    store_.entries[number] = {.patient = "p-1",
                              .number = number,
                              .occurred = clock_.Now() - ago,
                              .observed = {.time_zone = "UTC", .answers = {std::move(answer)}},
                              .reporter = {"p-1", Role::kPatient, "Demo patient"}};
  };
  put(absl::Hours(24 * 10), Vomiting(1, 1));
  for (int i = 0; i < kMostRecentEntries; ++i) put(absl::Minutes(i + 1), Fatigue(1));
  for (int read : {2, 3}) {  // what was before the first is of no use to another; of the latest is remembered
    const auto recorded = Record({Vomiting(4, 4)}, 0, absl::Hours(24 * 9));
    EXPECT_EQ(alert_store_.reads, read);
    ASSERT_TRUE(recorded->alerts.at(0).triggers.at(0).earlier);
  }
  EXPECT_EQ(store_.plans.at(0).opened.at(0).triggers[0].earlier->entry, 1);
  ASSERT_TRUE(Record({Fatigue(1)}).ok());
  ASSERT_TRUE(Record({Fatigue(1)}).ok());
  EXPECT_EQ(alert_store_.reads, 3) << "the latest are remembered";
}

TEST_F(RecordAlertsTest, WhatHasChangedMeanwhileIsReadAndDecidedAnew) {
  ASSERT_TRUE(Record({Fatigue(1)}).ok());
  Agree();
  store_.basis_changes = 1;
  const auto recorded = Record({Vomiting(4, 4)});
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(alert_store_.reads, 2);
  EXPECT_EQ(recorded->alerts.at(0).care_team, "t-1");
}

TEST_F(RecordAlertsTest, GivesUpWhenItKeepsChanging) {
  store_.basis_changes = 100;
  const auto recorded = Record({Vomiting(4, 4)});
  EXPECT_THAT(recorded, FailsWith(absl::StatusCode::kAborted, reason::kVersionConflict));
  EXPECT_TRUE(PersonsTextOf(recorded.status()));
}

TEST_F(RecordAlertsTest, ASetThatAnotherInstanceActivatedIsJudgedBy) {
  rule_store_.kept = {{.rule_set = SetOf({{"any", true, AnswerCondition{std::nullopt, 1, {}}}}), .number = 1}};
  rule_store_.kept[0].rule_set.version = "theirs";
  alert_store_.basis.rules = 1;
  const auto recorded = Record({Fatigue(1)});
  ASSERT_THAT(recorded->alerts, SizeIs(1));
  EXPECT_EQ(recorded->alerts[0].triggers[0].rule_set, "theirs");
  EXPECT_EQ(store_.plans.at(0).rules, 1);
}

TEST_F(RecordAlertsTest, ARepeatedCallAnswersTheAlertsOfItsEntryAndStoresNone) {
  const auto first = Record({Vomiting(4, 4)}, 7);
  alert_store_.alerts = first->alerts;
  clock_.Advance(absl::Minutes(1));
  const auto again = Record({Vomiting(4, 4)}, 7);
  EXPECT_EQ(again->entry, first->entry);
  EXPECT_EQ(again->alerts, first->alerts);
  EXPECT_THAT(store_.plans, SizeIs(1));
}

TEST_F(RecordAlertsTest, ASevereEntrySaysWhomToCallThoughWhatItDependsOnCannotBeRead) {
  alert_store_.failure = StoreDown();
  const auto recorded = Record({Vomiting(4, 4)});
  EXPECT_TRUE(absl::IsUnavailable(recorded.status()));
  EXPECT_TRUE(PersonsTextOf(recorded.status()));
  EXPECT_THAT(store_.entries, IsEmpty());
}

TEST_F(RecordAlertsTest, ASevereEntrySaysWhomToCallWhateverTheRulesSay) {
  rule_store_.kept = {{.rule_set = SetOf({{"never", true, GradeCondition{3, {"nausea"}}}}), .number = 1}};
  alert_store_.basis.rules = 1;
  const auto recorded = Record({Vomiting(4, 4)});
  EXPECT_NE(recorded->emergency_text, nullptr);
  EXPECT_THAT(recorded->alerts, IsEmpty());
}

TEST_F(RecordAlertsTest, ARetractedEntryIsNotComparedWithAnyMore) {
  ASSERT_TRUE(Record({Vomiting(1, 1)}).ok());
  const Call call = CallOf(Role::kPatient, "p-1", ++last_);
  ASSERT_TRUE(RunTask(journal_.Retract(call, "p-1", 1, "")).ok());
  ASSERT_TRUE(Record({Vomiting(1, 1)}).ok());
  EXPECT_EQ(alert_store_.reads, 2);
}

}  // namespace
}  // namespace careloop::journal
