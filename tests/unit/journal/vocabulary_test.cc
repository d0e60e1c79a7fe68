#include "services/journal/domain/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorFor(const std::string& text) {
  const SiteFolder folder;
  const auto vocabulary = Vocabulary::Load(folder.Write("symptoms.csv", text));
  return vocabulary.ok() ? "OK" : std::string(vocabulary.status().message());
}

std::vector<std::string> ViolationsFor(const SymptomAnswer& answer) {
  Violations violations;
  DemoRules().vocabulary.Check({answer}, violations);
  std::vector<std::string> lines;
  for (const auto& violation : ViolationsOf(violations.ToStatus())) {
    lines.push_back(violation.field + ": " + violation.description);
  }
  return lines;
}

TEST(Vocabulary, HoldsTheDemoSitesSymptomsInItsOrder) {
  const SiteRules site = DemoRules();
  ASSERT_EQ(site.vocabulary.symptoms().size(), 49u);
  EXPECT_EQ(site.vocabulary.symptoms().front().id, "dry-mouth");
  EXPECT_EQ(site.vocabulary.symptoms().back().id, "injection-site-reaction");
  const Symptom* nausea = site.vocabulary.Find("nausea");
  ASSERT_NE(nausea, nullptr);
  EXPECT_EQ(nausea->label, "Nausea");
  EXPECT_THAT(nausea->asks, ElementsAre(Attribute::kFrequency, Attribute::kSeverity));
  EXPECT_FALSE(nausea->IsYesNo());
  EXPECT_TRUE(site.vocabulary.Find("rash")->IsYesNo());
  EXPECT_EQ(site.vocabulary.Find("plague"), nullptr);
}

TEST(Vocabulary, StopsTheStartForAMissingFile) {
  EXPECT_THAT(std::string(Vocabulary::Load("/nowhere/symptoms.csv").status().message()),
              HasSubstr("/nowhere/symptoms.csv: cannot be read"));
}

TEST(Vocabulary, StopsTheStartForAnEmptyFile) {
  EXPECT_THAT(ErrorFor(""), HasSubstr("symptoms.csv: cannot be read, or is empty"));
}

TEST(Vocabulary, StopsTheStartForAWrongHeader) {
  EXPECT_THAT(ErrorFor("id,asks\nnausea,frequency\n"),
              HasSubstr("symptoms.csv:1: the header is not \"id,label,asks\""));
}

TEST(Vocabulary, StopsTheStartForAFileWithoutRows) {
  EXPECT_THAT(ErrorFor("id,label,asks\n"), HasSubstr("symptoms.csv: has no rows below its header"));
}

TEST(Vocabulary, StopsTheStartForARowWithTooFewFields) {
  EXPECT_THAT(ErrorFor("id,label,asks\nnausea,Nausea\n"), HasSubstr("symptoms.csv:2: has 2 fields, 3 are needed"));
}

TEST(Vocabulary, StopsTheStartForAWrongId) {
  EXPECT_THAT(ErrorFor("id,label,asks\nDry Mouth,Dry mouth,severity\n"),
              HasSubstr("symptoms.csv:2: id: \"Dry Mouth\" is not an id"));
}

TEST(Vocabulary, StopsTheStartForAMissingLabel) {
  EXPECT_THAT(ErrorFor("id,label,asks\nnausea,,severity\n"), HasSubstr("symptoms.csv:2: label: \"\" needs 1 to 200"));
}

TEST(Vocabulary, StopsTheStartForARepeatedId) {
  EXPECT_THAT(ErrorFor("id,label,asks\npain,Pain,severity\npain,Pain,severity\n"),
              HasSubstr("symptoms.csv:3: id: \"pain\" stands here a second time"));
}

TEST(Vocabulary, StopsTheStartForAttributesThatCannotBeAskedTogether) {
  for (const char* asks : {"", "hue", "severity;frequency", "severity;severity", "presence;severity",
                           "frequency;amount", "amount;presence", "severity;"}) {
    EXPECT_THAT(ErrorFor(std::string("id,label,asks\npain,Pain,") + asks + "\n"), HasSubstr("symptoms.csv:2: asks: "))
        << asks;
  }
}

TEST(Vocabulary, TakesFilesWithWindowsLineEnds) {
  EXPECT_EQ(ErrorFor("id,label,asks\r\npain,Pain,severity\r\n"), "OK");
}

TEST(VocabularyCheck, AcceptsWhatTheSymptomAsks) {
  SymptomAnswer answer{.symptom = "nausea"};
  answer.level(Attribute::kFrequency) = 2;
  answer.withheld = {{Attribute::kSeverity, WithheldReason::kPreferNotToSay}};
  EXPECT_THAT(ViolationsFor(answer), ElementsAre());
}

TEST(VocabularyCheck, NamesAnUnknownSymptom) {
  EXPECT_THAT(ViolationsFor({.symptom = "plague"}),
              ElementsAre("answers[0].symptom: is not in the site's vocabulary; see ListSymptoms"));
}

TEST(VocabularyCheck, NamesEachAttributeThatTheSymptomDoesNotAsk) {
  SymptomAnswer answer{.symptom = "nausea"};
  answer.level(Attribute::kAmount) = 1;
  answer.presence = true;
  answer.withheld = {{Attribute::kInterference, WithheldReason::kNotApplicable}};
  const std::string what = "is not asked of this symptom; it asks frequency, severity";
  EXPECT_THAT(ViolationsFor(answer), ElementsAre("answers[0].amount: " + what, "answers[0].presence: " + what,
                                                 "answers[0].withheld[0].attribute: " + what));
}

}  // namespace
}  // namespace careloop::journal
