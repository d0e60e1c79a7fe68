#include "services/content/search/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace careloop::content {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Folded(std::string_view text) {
  std::vector<std::string> folded;
  for (const Word& word : WordsOf(text)) folded.push_back(word.folded);
  return folded;
}

TEST(Words, AreRunsOfLettersAndDigitsInLowerCase) {
  EXPECT_THAT(Folded("HER2-positive, (stage) IV!"), ElementsAre("her2", "positive", "stage", "iv"));
  EXPECT_THAT(Folded(" \n\t*,.- "), IsEmpty());
  EXPECT_THAT(Folded(""), IsEmpty());
}

RC_GTEST_PROP(WordsProperty, PassOverNoneThatBeginsAsIsAsked, (const std::string& text, const std::string& first)) {
  WordReader::FirstBytes bytes;
  for (const char byte : first) bytes.set(static_cast<unsigned char>(byte));
  const auto begins = [&](const Word& word) { return bytes[static_cast<unsigned char>(word.folded[0])]; };
  std::vector<size_t> all, some;
  for (const Word& word : WordsOf(text)) {
    if (begins(word)) all.push_back(word.begin);
  }
  WordReader reader(text);
  for (Word word; reader.Next(word, bytes);) {
    if (begins(word)) some.push_back(word.begin);
  }
  RC_ASSERT(some == all);
}

TEST(Words, KnowTheirPlaceInBytes) {
  const std::string text = "\u00A1N\u00E1useas, s\u00ED!";
  const std::vector<Word> words = WordsOf(text);
  ASSERT_EQ(words.size(), 2u);
  EXPECT_EQ(text.substr(words[0].begin, words[0].end - words[0].begin), "N\u00E1useas");
  EXPECT_EQ(words[0].lower, "n\u00E1useas");
  EXPECT_EQ(text.substr(words[1].begin, words[1].end - words[1].begin), "s\u00ED");
}

TEST(Words, LoseTheirAccentsHoweverThoseAreWritten) {
  EXPECT_THAT(Folded("N\u00C1USEA n\u00E1usea na\u0301usea nausea"),
              ElementsAre("nausea", "nausea", "nausea", "nausea"));
  EXPECT_THAT(Folded("\u00D1and\u00FA \u00C7a \u0141\u00F3d\u017A vi\u1EC7t \u0153dema \u00E6on Stra\u00DFe"),
              ElementsAre("nandu", "ca", "lodz", "viet", "oedema", "aeon", "strasse"));
}

TEST(Words, KeepLettersOfOtherScriptsInLowerCase) {
  EXPECT_THAT(Folded("\u0422\u041E\u0428\u041D\u041E\u0422\u0410"),
              ElementsAre("\u0442\u043E\u0448\u043D\u043E\u0442\u0430"));
}

TEST(Words, HoldApostrophesBetweenLettersAndPointsBetweenDigits) {
  EXPECT_THAT(Folded("Hodgkin's Crohn\u2019s 'quoted' don't"), ElementsAre("hodgkin's", "crohn's", "quoted", "don't"));
  EXPECT_THAT(Folded("38.4 2,5 end.Start 1. 5'2 v2.x"),
              ElementsAre("38.4", "2,5", "end", "start", "1", "5", "2", "v2", "x"));
}

TEST(Words, AreSingleCharactersWhereNoBlanksAreWritten) {
  EXPECT_THAT(Folded("\u6076\u5FC3 ab\u6076c"), ElementsAre("\u6076", "\u5FC3", "ab", "\u6076", "c"));
}

TEST(Words, OfMoreThanTheLongestAreNone) {
  const std::string longest(WordReader::kLongest, 'a');
  EXPECT_THAT(Folded("one " + longest + " two " + longest + "a three"), ElementsAre("one", longest, "two", "three"));
}

TEST(Words, AreReadFromAnyBytes) {
  EXPECT_THAT(Folded(std::string_view("a\xFF\xC3 b\0c\xE2\x82", 9)),
              ElementsAre(::testing::_, ::testing::_, ::testing::_));
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const char text[] = {static_cast<char>(first), static_cast<char>(second), 'x', static_cast<char>(first)};
      for (const Word& word : WordsOf({text, 4})) ASSERT_TRUE(word.begin < word.end && word.end <= 4);
    }
  }
}

}  // namespace
}  // namespace careloop::content
