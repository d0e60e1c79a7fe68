#include "services/journal/domain/alert_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/journal/domain/entry_version.h"
#include "tests/unit/journal/rule_set_samples.h"
#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
constexpr absl::Duration kDay = absl::Hours(24);

class AlertRulesTest : public ::testing::Test {
 protected:
  Entry EntryOf(std::vector<SymptomAnswer> answers, absl::Time occurred = kNow, const std::string& person = "p-1") {
    Entry entry{.patient = "p-1",
                .number = ++last_,
                .occurred = occurred,
                .observed = {.time_zone = "UTC", .answers = std::move(answers)},
                .reporter = {person, Role::kPatient, ""}};
    journal::Judge(site_, entry);
    return entry;
  }
  std::vector<Firing> Judge(AlertCondition condition, const Entry& entry) const {
    return AlertRules(SetOf({{"r", true, std::move(condition)}}), site_.vocabulary).Judge(entry, recent_);
  }

  SiteRules site_ = DemoRules();
  RecentAnswers recent_;
  int64_t last_ = 0;
};

TEST_F(AlertRulesTest, AGradeFiresFromItsLeastOnForEverySymptomOrForThoseNamed) {
  const Entry grade_3 = EntryOf({Vomiting(4, 4)});
  const Entry grade_1 = EntryOf({Vomiting(1, 1)});
  EXPECT_THAT(Judge(GradeCondition{3, {}}, grade_3), ElementsAre(Firing{"vomiting", {"r"}, {}}));
  EXPECT_THAT(Judge(GradeCondition{3, {}}, grade_1), IsEmpty());
  EXPECT_THAT(Judge(GradeCondition{1, {}}, grade_1), ElementsAre(Firing{"vomiting", {"r"}, {}}));
  EXPECT_THAT(Judge(GradeCondition{3, {"nausea"}}, grade_3), IsEmpty());
}

TEST_F(AlertRulesTest, ASymptomWithoutAGradeNeverFiresByGrade) {
  EXPECT_THAT(Judge(GradeCondition{1, {}}, EntryOf({Answer("vomiting", {{Attribute::kSeverity, 4}})})), IsEmpty());
}

TEST_F(AlertRulesTest, AnAnswerFiresByTheAttributeNamedOrByAny) {
  const Entry entry = EntryOf({Vomiting(3, 1)});
  EXPECT_THAT(Judge(AnswerCondition{std::nullopt, 3, {}}, entry), ElementsAre(Firing{"vomiting", {"r"}, {}}));
  EXPECT_THAT(Judge(AnswerCondition{Attribute::kFrequency, 3, {}}, entry), ElementsAre(Firing{"vomiting", {"r"}, {}}));
  EXPECT_THAT(Judge(AnswerCondition{Attribute::kSeverity, 3, {}}, entry), IsEmpty());
}

TEST_F(AlertRulesTest, AYesFiresOnlyForAListedSymptom) {
  const Entry entry = EntryOf({YesOrNo("rash", true), YesOrNo("bruising", true)});
  EXPECT_THAT(Judge(PresenceCondition{{"rash"}}, entry), ElementsAre(Firing{"rash", {"r"}, {}}));
  EXPECT_THAT(Judge(PresenceCondition{{"rash"}}, EntryOf({YesOrNo("rash", false)})), IsEmpty());
}

TEST_F(AlertRulesTest, ATemperatureFiresFromItsLimitOn) {
  Entry entry = EntryOf({Fatigue(1)});
  EXPECT_THAT(Judge(TemperatureCondition{38}, entry), IsEmpty());
  entry.observed.temperature_celsius = 37.9;
  EXPECT_THAT(Judge(TemperatureCondition{38}, entry), IsEmpty());
  entry.observed.temperature_celsius = 38;
  EXPECT_THAT(Judge(TemperatureCondition{38}, entry), ElementsAre(Firing{"", {"r"}, {}}));
}

TEST_F(AlertRulesTest, ARiseFiresAgainstTheLatestEarlierAnswerOnly) {
  const RiseCondition rise{std::nullopt, 2, 14, {}};
  recent_.Put(EntryOf({Fatigue(0)}, kNow - 3 * kDay));
  recent_.Put(EntryOf({Fatigue(1)}, kNow - 2 * kDay));
  EXPECT_THAT(Judge(rise, EntryOf({Fatigue(2)})), IsEmpty());
  EXPECT_THAT(Judge(rise, EntryOf({Fatigue(3)})), ElementsAre(Firing{"fatigue", {"r"}, Attribute::kSeverity}));
}

TEST_F(AlertRulesTest, ARiseNeedsAnEarlierAnswerWithinItsDays) {
  const RiseCondition rise{std::nullopt, 2, 14, {}};
  EXPECT_THAT(Judge(rise, EntryOf({Fatigue(4)})), IsEmpty());
  recent_.Put(EntryOf({Fatigue(0)}, kNow - 14 * kDay - absl::Seconds(1)));
  EXPECT_THAT(Judge(rise, EntryOf({Fatigue(4)})), IsEmpty());
  recent_.Put(EntryOf({Fatigue(0)}, kNow - 14 * kDay));
  EXPECT_THAT(Judge(rise, EntryOf({Fatigue(4)})), ElementsAre(Firing{"fatigue", {"r"}, Attribute::kSeverity}));
}

TEST_F(AlertRulesTest, ARiseIsOfOneAttributeOfOneReporter) {
  const RiseCondition rise{std::nullopt, 2, 14, {}};
  recent_.Put(EntryOf({Fatigue(0, 0)}, kNow - kDay, "caregiver"));
  EXPECT_THAT(Judge(rise, EntryOf({Fatigue(2, 2)})), IsEmpty());
  recent_.Put(EntryOf({Fatigue(2, 0)}, kNow - 2 * kDay));
  EXPECT_THAT(Judge(rise, EntryOf({Fatigue(2, 1)})), IsEmpty());
  EXPECT_THAT(Judge(rise, EntryOf({Fatigue(2, 2)})), ElementsAre(Firing{"fatigue", {"r"}, Attribute::kInterference}));
  EXPECT_THAT(Judge(RiseCondition{Attribute::kSeverity, 2, 14, {}}, EntryOf({Fatigue(2, 2)})), IsEmpty());
}

TEST_F(AlertRulesTest, ARiseLooksPastAnEarlierEntryThatDidNotAnswerTheAttribute) {
  recent_.Put(EntryOf({Fatigue(0)}, kNow - 2 * kDay));
  recent_.Put(EntryOf({Answer("fatigue", {{Attribute::kInterference, 1}})}, kNow - kDay));
  EXPECT_THAT(Judge(RiseCondition{Attribute::kSeverity, 2, 14, {}}, EntryOf({Fatigue(2)})),
              ElementsAre(Firing{"fatigue", {"r"}, Attribute::kSeverity}));
}

TEST_F(AlertRulesTest, ARiseIsNeverAgainstWhatIsLaterOrTheEntryItself) {
  const RiseCondition rise{std::nullopt, 2, 14, {}};
  Entry entry = EntryOf({Fatigue(4)});
  recent_.Put(EntryOf({Fatigue(0)}, kNow + kDay));
  EXPECT_THAT(Judge(rise, entry), IsEmpty());
  Entry earlier_version = entry;
  earlier_version.observed.answers = {Fatigue(0)};
  earlier_version.occurred = kNow - kDay;
  recent_.Put(earlier_version);
  EXPECT_THAT(Judge(rise, entry), IsEmpty());
}

TEST_F(AlertRulesTest, AnAmendedEntryCountsWithWhatItSaysNowAndARetractedOneNotAtAll) {
  const RiseCondition rise{std::nullopt, 2, 14, {}};
  Entry earlier = EntryOf({Fatigue(0)}, kNow - kDay);
  recent_.Put(earlier);
  earlier.observed.answers = {Fatigue(3)};
  recent_.Put(earlier);
  const Entry entry = EntryOf({Fatigue(4)});
  EXPECT_THAT(Judge(rise, entry), IsEmpty());
  recent_.Remove(earlier.number);
  EXPECT_THAT(Judge(rise, entry), IsEmpty());
  recent_.Put(EntryOf({Fatigue(0)}, kNow - 2 * kDay));
  EXPECT_THAT(Judge(rise, EntryOf({Fatigue(4)})), ElementsAre(Firing{"fatigue", {"r"}, Attribute::kSeverity}));
}

TEST_F(AlertRulesTest, OnlyEnabledRulesFireUnlessAllAreAskedFor) {
  const RuleSet set =
      SetOf({{"on", true, GradeCondition{3, {}}}, {"off", false, AnswerCondition{std::nullopt, 3, {}}}});
  const Entry entry = EntryOf({Vomiting(4, 4)});
  EXPECT_THAT(AlertRules(set, site_.vocabulary).Judge(entry, recent_), ElementsAre(Firing{"vomiting", {"on"}, {}}));
  EXPECT_THAT(AlertRules(set, site_.vocabulary, AlertRules::Which::kAll).Judge(entry, recent_),
              ElementsAre(Firing{"vomiting", {"on", "off"}, {}}));
}

TEST_F(AlertRulesTest, PassesOverASymptomThatTheSiteNoLongerHas) {
  EXPECT_THAT(Judge(GradeCondition{3, {"gone"}}, EntryOf({Vomiting(4, 4)})), IsEmpty());
}

}  // namespace
}  // namespace careloop::journal
