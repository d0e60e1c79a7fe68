#include "services/journal/domain/rule_sets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/journal/domain/instant.h"
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
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::RunTask;

class RuleSetsTest : public ::testing::Test {
 protected:
  absl::StatusOr<RuleSetActivation> Activate(RuleSet set, int request = 1) {
    const Call call = CallOf(Role::kAdmin, "a-1", request);
    return RunTask(sets_.Activate(call, std::move(set)));
  }
  absl::StatusOr<RuleSetActivation> Get(const std::string& version = "") {
    const Call call = CallOf(Role::kClinician, "n-1");
    return RunTask(sets_.Get(call, version));
  }

  testing::FakeClock clock_;
  FakeRuleSetStore store_;
  SiteRules site_ = DemoRules();
  std::vector<std::string> alarms_;  // "version: rule rule"
  RuleSets sets_{store_, GoodRuleSet("shipped"), site_, clock_,
                 [this](const std::string& version, const std::vector<std::string>& rules) {
                   alarms_.push_back(version + ":");
                   for (const std::string& rule : rules) alarms_.back() += " " + rule;
                 }};
};

TEST_F(RuleSetsTest, TheSetOfTheSiteIsInForceUntilOneIsActivated) {
  EXPECT_EQ(Get()->rule_set, GoodRuleSet("shipped"));
  EXPECT_EQ(Get()->number, 0);
  EXPECT_EQ(Get("shipped")->rule_set.version, "shipped");
  EXPECT_EQ(sets_.Known()->version, "shipped");
}

TEST_F(RuleSetsTest, AnActivatedSetIsInForceAtOnceAndKeepsWhoActivatedItWhen) {
  const auto activated = Activate(GoodRuleSet("v-1"));
  ASSERT_TRUE(activated.ok()) << activated.status();
  EXPECT_EQ(activated->number, 1);
  EXPECT_EQ(activated->person, "a-1");
  EXPECT_EQ(activated->display_name, "Demo admin");
  EXPECT_EQ(activated->time, StoredInstant(clock_.Now()));
  EXPECT_EQ(*Get(), *activated);
  EXPECT_EQ(sets_.Known()->number, 1);
  EXPECT_EQ(sets_.Known()->version, "v-1");
}

TEST_F(RuleSetsTest, AnEarlierSetStaysReadable) {
  ASSERT_TRUE(Activate(GoodRuleSet("v-1"), 1).ok());
  ASSERT_TRUE(Activate(GoodRuleSet("v-2"), 2).ok());
  EXPECT_EQ(Get("v-1")->number, 1);
  EXPECT_EQ(Get()->number, 2);
  EXPECT_EQ(Get("v-3").status(), NotFound("rule set"));
}

TEST_F(RuleSetsTest, ARepeatedActivationAnswersTheFirst) {
  const auto first = Activate(GoodRuleSet("v-1"));
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(*Activate(GoodRuleSet("v-1")), *first);
}

TEST_F(RuleSetsTest, AVersionIsNeverUsedForAnotherSet) {
  ASSERT_TRUE(Activate(GoodRuleSet("v-1"), 1).ok());
  EXPECT_THAT(Activate(GoodRuleSet("v-1"), 2), FailsWith(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists));
  EXPECT_THAT(Activate(GoodRuleSet("shipped"), 3), FailsWith(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists));
}

TEST_F(RuleSetsTest, ASetThatIsWrongIsRefusedAndNothingIsStored) {
  RuleSet set = GoodRuleSet();
  set.rules[0].condition = GradeCondition{3, {"elbow"}};
  EXPECT_THAT(Activate(set), FailsWith(absl::StatusCode::kInvalidArgument, reason::kInvalidField));
  EXPECT_THAT(store_.kept, IsEmpty());
}

TEST_F(RuleSetsTest, WhatAnotherInstanceActivatedIsKnownAfterARefresh) {
  store_.kept = {{.rule_set = GoodRuleSet("theirs"), .number = 4}};
  EXPECT_EQ(sets_.Known()->number, 0);
  const Call call = CallOf(Role::kPatient, "p-1");
  ASSERT_TRUE(RunTask(sets_.Refresh(call)).ok());
  EXPECT_EQ(sets_.Known()->number, 4);
  EXPECT_EQ(sets_.Known()->version, "theirs");
}

TEST_F(RuleSetsTest, WhatAnotherInstanceActivatedIsInForceHereToo) {
  store_.kept = {{.rule_set = GoodRuleSet("theirs"), .number = 4}};
  EXPECT_EQ(Get()->rule_set.version, "theirs");
}

TEST_F(RuleSetsTest, ALaterSetIsNeverForgottenForAnEarlierOne) {
  store_.kept = {{.rule_set = GoodRuleSet("later"), .number = 4}};
  const Call call = CallOf(Role::kPatient, "p-1");
  ASSERT_TRUE(RunTask(sets_.Refresh(call)).ok());
  store_.kept = {{.rule_set = GoodRuleSet("earlier"), .number = 3}};
  ASSERT_TRUE(RunTask(sets_.Refresh(call)).ok());
  EXPECT_EQ(sets_.Known()->number, 4);
}

TEST_F(RuleSetsTest, ASetThatTheSiteDoesNotFitAnyMoreIsInForceAndAlarmsOnceItIsLoaded) {
  RuleSet set = GoodRuleSet("before-the-site-changed");
  set.rules.push_back({"rash", true, PresenceCondition{{"rash-of-old"}}});
  store_.kept = {{.rule_set = set, .number = 1}};
  const Call call = CallOf(Role::kPatient, "p-1");
  EXPECT_THAT(alarms_, IsEmpty());
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(RunTask(sets_.Refresh(call)).ok());
  EXPECT_THAT(alarms_, ElementsAre("before-the-site-changed: rash"));
  EXPECT_EQ(sets_.Known()->number, 1);
  ASSERT_TRUE(Activate(GoodRuleSet("mended")).ok());
  EXPECT_EQ(alarms_.size(), 1u);
}

TEST_F(RuleSetsTest, AWrongSetOfTheSiteStopsTheStartAndNamesTheFile) {
  RuleSet set = GoodRuleSet();
  set.examples.erase(set.examples.begin());
  set.rules[0].condition = GradeCondition{5, {}};
  const absl::Status status = RuleSets::CheckShipped(set, site_, "site/alert-rules.json");
  EXPECT_THAT(status.message(), HasSubstr("site/alert-rules.json: rule_set.rules[0].grade.at_least: 5"));
  EXPECT_TRUE(RuleSets::CheckShipped(GoodRuleSet(), site_, "f").ok());
}

}  // namespace
}  // namespace careloop::journal
