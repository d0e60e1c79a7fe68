#include "services/journal/domain/rule_set_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/journal/rpc/rule_set_file.h"
#include "tests/unit/journal/rule_set_samples.h"
#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RuleSetCheckTest : public ::testing::Test {
 protected:
  // "field: description" each.
  std::vector<std::string> FaultsOf(const RuleSet& set) const {
    std::vector<std::string> faults;
    for (const FieldViolation& v : ViolationsOf(CheckRuleSet(set, site_, "rule_set"))) {
      faults.push_back(v.field + ": " + v.description);
    }
    return faults;
  }
  std::vector<std::string> FaultsOf(AlertCondition condition) const {
    RuleSet set = GoodRuleSet();
    set.rules.push_back({"added", true, std::move(condition)});
    return FaultsOf(set);
  }

  SiteRules site_ = DemoRules();
};

TEST_F(RuleSetCheckTest, TakesTheSetOfTheDemonstrationSite) {
  const auto shipped = LoadRuleSet(kDemoSite + "/alert-rules.json");
  ASSERT_TRUE(shipped.ok()) << shipped.status();
  EXPECT_TRUE(CheckRuleSet(*shipped, site_, "rule_set").ok()) << CheckRuleSet(*shipped, site_, "rule_set");
  EXPECT_THAT(shipped->note, HasSubstr("Not validated, to be approved by the site."));
  for (const AlertRule& rule : shipped->rules) {
    const bool on = rule.id == "grade-3" || rule.id == "temperature-38";
    EXPECT_EQ(rule.enabled, on) << rule.id;
  }
}

TEST_F(RuleSetCheckTest, TakesASetWhoseExamplesTellItsRulesApart) {
  EXPECT_TRUE(CheckRuleSet(GoodRuleSet(), site_, "rule_set").ok()) << CheckRuleSet(GoodRuleSet(), site_, "rule_set");
}

TEST_F(RuleSetCheckTest, RefusesUnknownSymptoms) {
  EXPECT_THAT(FaultsOf(GradeCondition{3, {"nausea", "elbow"}}),
              Contains("rule_set.rules[2].grade.symptoms[1]: is not in the site's vocabulary; see ListSymptoms"));
}

TEST_F(RuleSetCheckTest, RefusesIdsThatStandThereTwice) {
  RuleSet set = GoodRuleSet();
  set.rules[1].id = "grade-3";
  set.examples[2].id = "mild";
  set.rules[0].condition = GradeCondition{3, {"nausea", "nausea"}};
  EXPECT_THAT(FaultsOf(set), ElementsAre("rule_set.rules[0].grade.symptoms[1]: stands here a second time",
                                         "rule_set.rules[1].id: stands here a second time",
                                         "rule_set.examples[2].id: stands here a second time"));
}

TEST_F(RuleSetCheckTest, RefusesImpossibleRanges) {
  EXPECT_THAT(FaultsOf(GradeCondition{4, {}}), ElementsAre("rule_set.rules[2].grade.at_least: 4 is not within 1 to 3"));
  EXPECT_THAT(FaultsOf(GradeCondition{0, {}}), ElementsAre(HasSubstr("0 would hold for every graded symptom")));
  EXPECT_THAT(FaultsOf(AnswerCondition{std::nullopt, 5, {}}),
              ElementsAre("rule_set.rules[2].answer.at_least: 5 is not within 1 to 4"));
  EXPECT_THAT(FaultsOf(RiseCondition{std::nullopt, 0, 31, {}}),
              ElementsAre(HasSubstr("0 would hold without a rise"),
                          "rule_set.rules[2].rise.within_days: 31 is not within 1 to 30"));
  EXPECT_THAT(FaultsOf(TemperatureCondition{100.4}),
              ElementsAre("rule_set.rules[2].temperature.at_least_celsius: 100.4 is not above 37 and at most 45 "
                          "degrees Celsius"));
}

TEST_F(RuleSetCheckTest, RefusesATemperatureThatWhoeverIsWellHas) {
  for (const double celsius : {30.0, 36.5, 37.0}) {
    EXPECT_THAT(FaultsOf(TemperatureCondition{celsius}), ElementsAre(HasSubstr(" is not above 37 and at most 45")));
  }
  EXPECT_THAT(FaultsOf(TemperatureCondition{37.1}), ElementsAre("rule_set.rules[2]: fires in none of the examples"));
}

TEST_F(RuleSetCheckTest, RefusesAGradeThatASymptomNeverHas) {
  EXPECT_THAT(FaultsOf(GradeCondition{3, {"nausea", "hair-loss"}}),
              ElementsAre("rule_set.rules[2].grade.symptoms[1]: has grade 2 at most: grade 3 could never be"));
  EXPECT_THAT(FaultsOf(GradeCondition{2, {"hair-loss"}}),
              ElementsAre("rule_set.rules[2]: fires in none of the examples"));
}

TEST_F(RuleSetCheckTest, RefusesAnExampleThatSaysNothing) {
  RuleSet set = GoodRuleSet();
  set.examples[0].answers.clear();
  EXPECT_THAT(FaultsOf(set), ElementsAre("rule_set.examples[0]: says nothing: without answers and temperature no rule "
                                         "could fire on it"));
  set.examples[0].temperature_celsius = 36.5;
  EXPECT_TRUE(CheckRuleSet(set, site_, "rule_set").ok());
}

TEST_F(RuleSetCheckTest, RefusesWhatCouldNeverFire) {
  EXPECT_THAT(FaultsOf(PresenceCondition{}), ElementsAre(HasSubstr("is empty: the rule could never fire")));
  EXPECT_THAT(FaultsOf(PresenceCondition{{"nausea"}}), ElementsAre(HasSubstr("is not asked with yes or no")));
  EXPECT_THAT(FaultsOf(GradeCondition{3, {"rash"}}), ElementsAre(HasSubstr("is asked with yes or no")));
  EXPECT_THAT(FaultsOf(AnswerCondition{Attribute::kAmount, 3, {"nausea"}}),
              ElementsAre(HasSubstr("does not ask amount: the rule could never fire")));
  EXPECT_THAT(FaultsOf(AnswerCondition{Attribute::kPresence, 1, {}}),
              ElementsAre("rule_set.rules[2].answer.attribute: presence has no level"));
  RuleSet off = GoodRuleSet();
  off.rules[0].enabled = false;
  EXPECT_THAT(FaultsOf(off), ElementsAre("rule_set.rules: has no enabled rule: the set would alert on nothing"));
}

TEST_F(RuleSetCheckTest, RefusesAnExampleThatDoesNotComeOutAsItSays) {
  RuleSet set = GoodRuleSet();
  set.examples[2].earlier[0].days_before = 15;
  EXPECT_THAT(FaultsOf(set), Contains("rule_set.examples[2].fires: says rise-2, but the rules that fire are none"));
}

TEST_F(RuleSetCheckTest, RefusesAnExampleThatAnswersWhatIsNotAsked) {
  RuleSet set = GoodRuleSet();
  set.examples[0].answers = {Answer("fatigue", {{Attribute::kFrequency, 1}})};
  EXPECT_THAT(FaultsOf(set), ElementsAre(HasSubstr("rule_set.examples[0].answers[0].frequency: ")));
}

TEST_F(RuleSetCheckTest, RefusesARuleThatFiresInNoneOfTheExamples) {
  EXPECT_THAT(FaultsOf(TemperatureCondition{39}), ElementsAre("rule_set.rules[2]: fires in none of the examples"));
}

TEST_F(RuleSetCheckTest, RefusesASetThatMatchesEverythingInItsExamples) {
  RuleSet set = GoodRuleSet();
  set.examples.erase(set.examples.begin());
  set.examples[1].answers.push_back(Vomiting(4, 4));
  set.examples[1].fires.push_back("grade-3");
  EXPECT_THAT(FaultsOf(set), ElementsAre("rule_set.rules[0]: fires in all of the examples",
                                         "rule_set.examples: no use: an enabled rule fires in all of the examples"));
}

TEST_F(RuleSetCheckTest, RefusesASetThatMatchesNothingInItsExamples) {
  RuleSet set = GoodRuleSet();
  set.examples.erase(set.examples.begin() + 1);
  EXPECT_THAT(FaultsOf(set), ElementsAre("rule_set.rules[0]: fires in none of the examples",
                                         "rule_set.examples: no use: an enabled rule fires in none of the examples"));
}

TEST_F(RuleSetCheckTest, NamesTheRulesThatTheSiteDoesNotFitAnyMore) {
  RuleSet set = GoodRuleSet();
  EXPECT_THAT(UnfitRules(set, site_), ::testing::IsEmpty());
  set.rules.push_back({"renamed", true, PresenceCondition{{"rash-of-old"}}});
  set.rules.push_back({"not-asked", true, AnswerCondition{Attribute::kAmount, 3, {"nausea"}}});
  set.rules.push_back({"off", false, PresenceCondition{{"rash-of-old"}}});
  EXPECT_THAT(UnfitRules(set, site_), ElementsAre("renamed", "not-asked"));
}

TEST(RuleSetFile, NamesTheFileAndWhatIsWrongWithIt) {
  const SiteFolder site;
  site.Write("alert-rules.json", "{\"version\": 1");
  EXPECT_THAT(LoadRuleSet(site.path() + "/alert-rules.json").status().message(),
              HasSubstr("/alert-rules.json: is not a rule set in JSON"));
  site.Write("alert-rules.json", "{\"version\": \"v\", \"note\": \"n\", \"rules\": [{\"id\": \"r\"}]}");
  const auto status = LoadRuleSet(site.path() + "/alert-rules.json").status();
  EXPECT_THAT(status.message(), HasSubstr("rule_set.rules[0].condition: is missing"));
  EXPECT_THAT(status.message(), HasSubstr("rule_set.examples: has 0 elements, 2 to 100 are allowed"));
}

}  // namespace
}  // namespace careloop::journal
