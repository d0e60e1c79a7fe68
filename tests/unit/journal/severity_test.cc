#include "services/journal/domain/severity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

SymptomAnswer Answer(const std::string& symptom, Attribute attribute, int level) {
  SymptomAnswer answer{.symptom = symptom};
  answer.level(attribute) = level;
  return answer;
}

std::vector<SevereReason> ReasonsOf(const Entry& entry) {
  return DemoRules(38.0, "bruising").severity.ReasonsOf(entry);
}

TEST(Severity, FindsNothingInAnEntryThatHoldsNothing) { EXPECT_THAT(ReasonsOf({}), ElementsAre()); }

TEST(Severity, FindsAGradeOf3) {
  Entry entry;
  entry.grades = {{.symptom = "pain", .grade = 2}, {.symptom = "diarrhea", .grade = 3}};
  EXPECT_THAT(ReasonsOf(entry), ElementsAre(SevereReason::kGrade3));
  entry.grades.pop_back();
  EXPECT_THAT(ReasonsOf(entry), ElementsAre());
}

TEST(Severity, FindsASeverityOf4AlsoWithoutAGrade) {
  Entry entry;
  entry.observed.answers = {Answer("pain", Attribute::kSeverity, 4)};
  EXPECT_THAT(ReasonsOf(entry), ElementsAre(SevereReason::kSeverity4));
  entry.observed.answers = {Answer("pain", Attribute::kSeverity, 3)};
  EXPECT_THAT(ReasonsOf(entry), ElementsAre());
}

TEST(Severity, FindsAnInterferenceOf4AlsoWithoutAGrade) {
  Entry entry;
  entry.observed.answers = {Answer("pain", Attribute::kInterference, 4)};
  EXPECT_THAT(ReasonsOf(entry), ElementsAre(SevereReason::kInterference4));
}

TEST(Severity, DoesNotCountAFrequencyOrAmountOf4ByItself) {
  Entry entry;
  entry.observed.answers = {Answer("pain", Attribute::kFrequency, 4), Answer("hair-loss", Attribute::kAmount, 4)};
  EXPECT_THAT(ReasonsOf(entry), ElementsAre());
}

TEST(Severity, FindsATemperatureAtTheLimitAndAboveAndNoneBelow) {
  Entry entry;
  for (const double celsius : {38.0, 38.1, 45.0}) {
    entry.observed.temperature_celsius = celsius;
    EXPECT_THAT(ReasonsOf(entry), ElementsAre(SevereReason::kTemperature)) << celsius;
  }
  entry.observed.temperature_celsius = 37.9;
  EXPECT_THAT(ReasonsOf(entry), ElementsAre());
}

TEST(Severity, FindsAListedSymptomThatIsThere) {
  Entry entry;
  entry.observed.answers = {{.symptom = "bruising"}, {.symptom = "rash"}};
  entry.observed.answers[1].presence = true;  // not listed
  EXPECT_THAT(ReasonsOf(entry), ElementsAre());
  entry.observed.answers[0].presence = false;
  EXPECT_THAT(ReasonsOf(entry), ElementsAre());
  entry.observed.answers[0].presence = true;
  EXPECT_THAT(ReasonsOf(entry), ElementsAre(SevereReason::kListedSymptom));
}

TEST(Severity, TakesThePatientsWord) {
  Entry entry;
  entry.observed.urgent = true;
  EXPECT_THAT(ReasonsOf(entry), ElementsAre(SevereReason::kUrgent));
}

TEST(Severity, NamesEveryReasonOnceInTheirOrder) {
  Entry entry;
  entry.observed.urgent = true;
  entry.observed.temperature_celsius = 39;
  entry.observed.answers = {Answer("pain", Attribute::kInterference, 4),
                            Answer("cough", Attribute::kSeverity, 4),
                            Answer("fatigue", Attribute::kSeverity, 4),
                            {.symptom = "bruising"}};
  entry.observed.answers.back().presence = true;
  entry.grades = {{.symptom = "cough", .grade = 3}};
  EXPECT_THAT(ReasonsOf(entry),
              ElementsAre(SevereReason::kGrade3, SevereReason::kSeverity4, SevereReason::kInterference4,
                          SevereReason::kTemperature, SevereReason::kListedSymptom, SevereReason::kUrgent));
}

TEST(SeveritySettings, MoveTheTemperatureLimit) {
  Entry entry;
  entry.observed.temperature_celsius = 37.6;
  EXPECT_THAT(DemoRules(37.5).severity.ReasonsOf(entry), ElementsAre(SevereReason::kTemperature));
}

TEST(SeveritySettings, StopTheStartForALimitThatIsNoBodyTemperatureInCelsius) {
  const SiteRules site = DemoRules();
  for (const double limit : {29.9, 45.1, 100.4, std::nan("")}) {
    EXPECT_THAT(std::string(SeverityRules::Create(limit, "", site.vocabulary).status().message()),
                HasSubstr("--temperature-limit: "))
        << limit;
  }
}

TEST(SeveritySettings, StopTheStartForASymptomThatIsNoYesNoSymptom) {
  const SiteRules site = DemoRules();
  for (const char* symptom : {"plague", "pain"}) {
    EXPECT_THAT(std::string(SeverityRules::Create(38, symptom, site.vocabulary).status().message()),
                HasSubstr(std::string("--severe-symptoms: \"") + symptom))
        << symptom;
  }
  EXPECT_TRUE(SeverityRules::Create(38, " rash , bruising,", site.vocabulary).ok());
}

}  // namespace
}  // namespace careloop::journal
