#include "services/content/domain/search_expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/base/strings.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "-topic"side effects"" for an excluded phrase of the field topic.
std::vector<std::string> Parsed(std::string_view query) {
  constexpr std::string_view kNames[] = {"", "title:", "diagnosis:", "topic:", "treatment:", "symptom:"};
  std::vector<std::string> parsed;
  for (const SearchClause& clause : ParseSearch(query)) {
    const std::string_view quote = clause.phrase ? "\"" : "";
    parsed.push_back(StrCat(clause.excluded ? "-" : "", kNames[static_cast<size_t>(clause.field)], quote, clause.text,
                            quote, clause.beginning ? " and so on" : ""));
  }
  return parsed;
}

TEST(ParseSearch, SplitsAtBlanks) {
  EXPECT_THAT(Parsed(" nausea\tand\n vomiting "), ElementsAre("nausea", "and", "vomiting"));
  EXPECT_THAT(Parsed(""), IsEmpty());
  EXPECT_THAT(Parsed(" \n "), IsEmpty());
}

TEST(ParseSearch, KeepsPhrasesTogetherWhateverTheirQuotes) {
  EXPECT_THAT(Parsed("my \"side effects\" now"), ElementsAre("my", "\"side effects\"", "now"));
  EXPECT_THAT(Parsed("\u201Cside effects\u201D \u00ABefectos secundarios\u00BB"),
              ElementsAre("\"side effects\"", "\"efectos secundarios\""));
}

TEST(ParseSearch, LetsAPhraseEndWithTheQuery) {
  EXPECT_THAT(Parsed("a \"side effects"), ElementsAre("a", "\"side effects\""));
  EXPECT_THAT(Parsed("a\"b\"c"), ElementsAre("a", "\"b\"", "c"));
  EXPECT_THAT(Parsed("\""), ElementsAre("\"\""));
}

TEST(ParseSearch, KnowsItsFieldsWithoutRegardToCase) {
  EXPECT_THAT(Parsed("title:nausea TOPIC:\"side effects\" diagnosis:a treatment:b Symptom:c"),
              ElementsAre("title:nausea", "topic:\"side effects\"", "diagnosis:a", "treatment:b", "symptom:c"));
}

TEST(ParseSearch, TakesOtherColonsAsPartOfAWord) {
  EXPECT_THAT(Parsed("note:this title: nausea titles:x :y"),
              ElementsAre("note:this", "title:", "nausea", "titles:x", ":y"));
}

TEST(ParseSearch, ExcludesWhatHasAMinusBeforeIt) {
  EXPECT_THAT(Parsed("-nausea -title:vomiting -\"side effects\" self-care - end-"),
              ElementsAre("-nausea", "-title:vomiting", "-\"side effects\"", "self-care", "-", "end-"));
}

TEST(ParseSearch, TakesAnAsteriskAtTheEndForMoreLetters) {
  EXPECT_THAT(Parsed("chemo* \"chemo*\" ch*emo title:chemo*"),
              ElementsAre("chemo* and so on", "\"chemo*\"", "ch*emo", "title:chemo* and so on"));
}

TEST(ParseSearch, TakesParenthesesAndOperatorsAsWords) {
  EXPECT_THAT(Parsed("(nausea OR vomiting) AND NOT pain"),
              ElementsAre("(nausea", "OR", "vomiting)", "AND", "NOT", "pain"));
}

TEST(ParseSearch, ReadsAnyBytes) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const char text[] = {static_cast<char>(first), static_cast<char>(second), ' ', static_cast<char>(first)};
      for (const SearchClause& clause : ParseSearch({text, 4})) ASSERT_LE(clause.text.size(), 4u);
    }
  }
}

}  // namespace
}  // namespace careloop::content
