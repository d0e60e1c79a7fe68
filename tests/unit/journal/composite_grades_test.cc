#include "services/journal/domain/composite_grades.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/unit/journal/site_files.h"

namespace careloop::journal {
namespace {

using ::testing::HasSubstr;

const SiteRules& Site() {
  static const auto& site = *new SiteRules(DemoRules());
  return site;
}

Symptom SymptomOf(const std::string& pattern) {
  const std::map<char, Attribute> attributes = {{'F', Attribute::kFrequency},
                                                {'S', Attribute::kSeverity},
                                                {'I', Attribute::kInterference},
                                                {'A', Attribute::kAmount}};
  Symptom symptom{.id = "test", .label = "Test", .asks = {}};
  for (const char letter : pattern) symptom.asks.push_back(attributes.at(letter));
  return symptom;
}

// "F2 S3": the answers given; "S?" is withheld.
SymptomGrade GradeOf(const std::string& pattern, const std::string& answers) {
  const Symptom symptom = SymptomOf(pattern);
  SymptomAnswer answer{.symptom = "test"};
  std::istringstream words(answers);
  for (std::string word; words >> word;) {
    const Attribute attribute = SymptomOf(word.substr(0, 1)).asks.front();
    if (word[1] == '?') {
      answer.withheld.push_back({attribute, WithheldReason::kPreferNotToSay});
    } else {
      answer.level(attribute) = word[1] - '0';
    }
  }
  return Site().grades.Grade(symptom, answer);
}

SymptomGrade Graded(int grade, GradeSource source, bool imputed = false) {
  return {.symptom = "test", .grade = grade, .imputed = imputed, .source = source};
}

const SymptomGrade kIncomplete = {.symptom = "test", .incomplete = true};

// Reads the file with nothing of the product.
std::vector<std::vector<std::string>> RowsOfTheFile() {
  std::ifstream file(kDemoSite + "/composite-grades.csv");
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == ',') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    rows.push_back(fields);
  }
  return rows;
}

TEST(CompositeGrades, AnswersAll215RowsOfTheTable) {
  int rows = 0;
  int published = 0;
  for (const auto& row : RowsOfTheFile()) {
    const std::string& pattern = row.at(0);
    std::string answers;
    if (!row.at(1).empty()) answers += "F" + row[1] + " ";
    if (!row.at(2).empty()) answers += "S" + row[2] + " ";
    if (!row.at(3).empty()) answers += (pattern == "A" ? "A" : "I") + row[3];
    const bool is_published = row.at(5) == "yes";
    EXPECT_EQ(GradeOf(pattern, answers),
              Graded(std::stoi(row.at(4)), is_published ? GradeSource::kPublishedTable : GradeSource::kFirstAnswerZero))
        << pattern << " " << answers;
    ++rows;
    published += is_published ? 1 : 0;
  }
  EXPECT_EQ(rows, 215);
  EXPECT_EQ(published, 179);
}

TEST(CompositeGrades, CoversEverySymptomOfTheDemoSite) {
  EXPECT_TRUE(Site().grades.CheckCovers(Site().vocabulary).ok());
}

TEST(CompositeGrades, GivesGrade0ForAFirstAnswerOf0WhateverIsMissing) {
  EXPECT_EQ(GradeOf("FSI", "F0"), Graded(0, GradeSource::kFirstAnswerZero));
  EXPECT_EQ(GradeOf("FSI", "F0 I3"), Graded(0, GradeSource::kFirstAnswerZero));
  EXPECT_EQ(GradeOf("SI", "S0"), Graded(0, GradeSource::kFirstAnswerZero));
  EXPECT_EQ(GradeOf("SI", "S0 I?"), Graded(0, GradeSource::kFirstAnswerZero));
}

TEST(CompositeGrades, GivesNoGradeForAWithheldFirstAnswer) {
  EXPECT_EQ(GradeOf("FSI", "F? S0 I0"), kIncomplete);
  EXPECT_EQ(GradeOf("S", "S?"), kIncomplete);
  EXPECT_EQ(GradeOf("A", "A?"), kIncomplete);
}

TEST(CompositeGrades, GivesNoGradeForAMissingAnswer) {
  EXPECT_EQ(GradeOf("FSI", "F2 I2"), kIncomplete);
  EXPECT_EQ(GradeOf("FSI", "S0 I0"), kIncomplete);
  EXPECT_EQ(GradeOf("FS", "F1"), kIncomplete);
  EXPECT_EQ(GradeOf("SI", "S2"), kIncomplete);
  EXPECT_EQ(GradeOf("FSI", "F4 S4"), kIncomplete);
}

TEST(CompositeGrades, GivesNoGradeForAWithheldAnswer) {
  EXPECT_EQ(GradeOf("FSI", "F2 S2 I?"), kIncomplete);
  EXPECT_EQ(GradeOf("FS", "F1 S?"), kIncomplete);
}

TEST(CompositeGrades, CountsInterferenceAs0WhereItIsNotAsked) {
  EXPECT_EQ(GradeOf("FSI", "F2 S0"), Graded(0, GradeSource::kPublishedTable, true));
  EXPECT_EQ(GradeOf("FSI", "F4 S0"), Graded(1, GradeSource::kPublishedTable, true));
  EXPECT_EQ(GradeOf("FSI", "F1 S0").grade, GradeOf("FSI", "F1 S0 I0").grade);
}

TEST(CompositeGrades, ImputesNothingThatWasAnswered) {
  EXPECT_EQ(GradeOf("FSI", "F3 S0 I2").imputed, false);
  EXPECT_EQ(GradeOf("FSI", "F3 S0 I0").imputed, false);
}

TEST(CompositeGrades, ImputesNothingThatWasWithheld) { EXPECT_EQ(GradeOf("FSI", "F3 S0 I?"), kIncomplete); }

TEST(CompositeGrades, ImputesOnlyWhereAllThreeAreAsked) {
  EXPECT_EQ(GradeOf("FI", "F2"), kIncomplete);
  EXPECT_FALSE(GradeOf("SI", "S0").imputed);
}

// Answers to all or some of what is asked, each 0 to 4.
SymptomAnswer AnyAnswer(const Symptom& symptom) {
  SymptomAnswer answer{.symptom = "test"};
  for (const Attribute attribute : symptom.asks) {
    const int level = *rc::gen::weightedElement<int>({{1, -1}, {4, 0}, {4, 1}, {4, 2}, {4, 3}, {4, 4}});
    if (level >= 0) answer.level(attribute) = level;
  }
  return answer;
}

// The same with answers as high or higher.
SymptomAnswer Risen(SymptomAnswer answer) {
  for (std::optional<int>& level : answer.levels) {
    if (level) *level = *rc::gen::inRange(*level, 5);
  }
  return answer;
}

// The published table never falls, so neither does a grade, be it read from the table, imputed or of the first answer.
RC_GTEST_PROP(CompositeGradesProperty, AGradeNeverFallsWhenAnswersRise, ()) {
  const Symptom symptom = SymptomOf(*rc::gen::element<std::string>("FSI", "FS", "FI", "SI", "F", "S", "A"));
  const SymptomAnswer answer = AnyAnswer(symptom);
  const std::optional<int> before = Site().grades.Grade(symptom, answer).grade;
  const std::optional<int> after = Site().grades.Grade(symptom, Risen(answer)).grade;
  RC_PRE(before && after);
  RC_ASSERT(*before <= *after);
}

RC_GTEST_PROP(CompositeGradesProperty, AGradeNeverFallsWhenAMissingAnswerIsGiven, ()) {
  const Symptom symptom = SymptomOf(*rc::gen::element<std::string>("FSI", "FS", "FI", "SI"));
  SymptomAnswer answer = AnyAnswer(symptom);
  const std::optional<int> before = Site().grades.Grade(symptom, answer).grade;
  for (const Attribute attribute : symptom.asks) {
    if (!answer.level(attribute)) answer.level(attribute) = *rc::gen::inRange(0, 5);
  }
  const std::optional<int> after = Site().grades.Grade(symptom, answer).grade;
  RC_ASSERT(after.has_value());
  RC_ASSERT(before.value_or(0) <= *after);
}

TEST(CompositeGrades, FollowATableThatNeverFalls) {
  const auto is_as_high = [](const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return a.at(0) == b.at(0) && a.at(1) <= b.at(1) && a.at(2) <= b.at(2) && a.at(3) <= b.at(3);
  };
  const auto rows = RowsOfTheFile();
  for (const auto& a : rows) {
    for (const auto& b : rows) {
      if (is_as_high(a, b)) EXPECT_LE(a.at(4), b.at(4)) << a.at(0) << " " << a.at(1) << a.at(2) << a.at(3);
    }
  }
}

std::string TableWith(const std::string& from, const std::string& to) {
  std::ostringstream text;
  text << std::ifstream(kDemoSite + "/composite-grades.csv").rdbuf();
  std::string table = text.str();
  const size_t at = table.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return table.replace(at, from.size(), to);
}

std::string ErrorFor(const std::string& from, const std::string& to) {
  const SiteFolder folder;
  const auto grades = CompositeGrades::Load(folder.Write("grades.csv", TableWith(from, to)));
  return grades.ok() ? "OK" : std::string(grades.status().message());
}

TEST(CompositeGradesFile, StopsTheStartForAnUnknownPattern) {
  EXPECT_THAT(ErrorFor("\nF,0,,,0,yes", "\nX,0,,,0,yes"), HasSubstr("pattern: \"X\" is none of"));
}

TEST(CompositeGradesFile, StopsTheStartForAnAnswerThatThePatternLacks) {
  EXPECT_THAT(ErrorFor("\nF,1,,,1,yes", "\nF,1,2,,1,yes"),
              HasSubstr("severity: \"2\" stands where the pattern has no answer"));
}

TEST(CompositeGradesFile, StopsTheStartForAnAnswerOutOfRange) {
  EXPECT_THAT(ErrorFor("\nF,4,,,3,yes", "\nF,5,,,3,yes"), HasSubstr("frequency: \"5\" is not an answer of 0 to 4"));
  EXPECT_THAT(ErrorFor("\nF,4,,,3,yes", "\nF,,,,3,yes"), HasSubstr("frequency: \"\" is not an answer of 0 to 4"));
}

TEST(CompositeGradesFile, StopsTheStartForAGradeOutOfRange) {
  EXPECT_THAT(ErrorFor("\nF,4,,,3,yes", "\nF,4,,,4,yes"), HasSubstr("grade: \"4\" is not a grade of 0 to 3"));
}

TEST(CompositeGradesFile, StopsTheStartForAGradeThatBreaksTheRuleOfTheFirstAnswer) {
  EXPECT_THAT(ErrorFor("\nF,0,,,0,yes", "\nF,0,,,1,yes"), HasSubstr("grade: \"1\" follows a first answer of 0"));
}

TEST(CompositeGradesFile, StopsTheStartForAnUnpublishedGradeWithoutThatRule) {
  EXPECT_THAT(ErrorFor("\nF,1,,,1,yes", "\nF,1,,,1,no"), HasSubstr("published: \"no\" stands beside"));
  EXPECT_THAT(ErrorFor("\nF,1,,,1,yes", "\nF,1,,,1,perhaps"), HasSubstr("published: \"perhaps\" is neither"));
}

TEST(CompositeGradesFile, StopsTheStartForARepeatedCombination) {
  EXPECT_THAT(ErrorFor("\nF,2,,,1,yes", "\nF,1,,,1,yes"), HasSubstr("has this combination of answers a second time"));
}

TEST(CompositeGradesFile, StopsTheStartForAMissingCombination) {
  EXPECT_THAT(ErrorFor("\nF,2,,,1,yes", ""), HasSubstr("grades.csv: pattern F lacks 1 of 5 rows"));
}

TEST(CompositeGradesFile, StopsTheStartForAMissingPattern) {
  const SiteFolder folder;
  const auto grades = CompositeGrades::Load(
      folder.Write("grades.csv", "pattern,frequency,severity,interference_or_amount,grade,published\nF,0,,,0,yes\n"));
  EXPECT_THAT(std::string(grades.status().message()), HasSubstr("pattern FSI is missing"));
}

TEST(CompositeGradesFile, StopsTheStartForASymptomThatNoPatternCovers) {
  const SiteFolder folder;
  const auto vocabulary = Vocabulary::Load(folder.Write("symptoms.csv", "id,label,asks\npain,Pain,interference\n"));
  EXPECT_THAT(std::string(Site().grades.CheckCovers(*vocabulary).message()),
              HasSubstr("symptom pain asks a combination of attributes"));
}

}  // namespace
}  // namespace careloop::journal
