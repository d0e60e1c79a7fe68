#include "services/content/search/excerpt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/text.h"
#include "tests/unit/content/search_sample.h"

namespace careloop::content {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class ExcerptTest : public ::testing::Test {
 protected:
  ExcerptTest() { names_.Add({"Herceptin", "Trastuzumab", "Trastuzumab biosimilar"}); }

  Highlighter Highlighting(std::string_view query, bool unfinished = false) {
    return {*PlanSearch(query, names_), {SearchField::kAnywhere}, unfinished, analyzer_};
  }
  std::string Whole(std::string_view query, std::string_view text) { return Marked(Highlighting(query).Whole(text)); }
  std::string Excerpt(std::string_view query, std::string_view text, std::string_view otherwise = "") {
    return Marked(Highlighting(query).Excerpt(text, otherwise));
  }

  TreatmentNames names_;
  Analyzer analyzer_{"en"};
};

std::string Filler(int sentences) {
  std::string text;
  for (int i = 0; i < sentences; ++i) text += "Here is a sentence that says nothing. ";
  return text;
}

TEST_F(ExcerptTest, MarksTheFormsOfAWord) {
  EXPECT_EQ(Whole("side effect", "Side effects, on one side."), "[Side] [effects], on one [side].");
}

TEST_F(ExcerptTest, SparesTheStemmingOfWordsOnlyWhereStemsBeginAsTheirWordsDo) {
  EXPECT_EQ(Whole("die", "The dying."), "The [dying].");
  const std::vector<Word> words = WordsOf(
      "dying skies ugly yes \u00E9galit\u00E9 \u00FCber \u00D6kologie \u00F1and\u00FA Joyeux ijs \u00C6ther HER2 38.4 "
      "\u0153dema stra\u00DFe \u00EFon it's \u5F18 \u0633\u0644\u0627\u0645 \u0451\u043B\u043A\u0430");
  for (const char* language : {"da", "de", "en", "es", "fr", "it", "nl", "pt", "sv"}) {
    Analyzer analyzer{language};
    ASSERT_TRUE(analyzer.KeepsBeginnings()) << language;
    for (const Word& word : words) {
      const Stems& stems = analyzer.StemsOf(word);
      EXPECT_EQ(stems.plain[0], word.folded[0]) << language << " " << word.lower;
      EXPECT_TRUE(stems.accented.empty() || stems.accented[0] == word.folded[0]) << language << " " << word.lower;
    }
  }
  EXPECT_FALSE(Analyzer("ar").KeepsBeginnings());
}

TEST_F(ExcerptTest, MarksWithAndWithoutAccents) {
  EXPECT_EQ(Whole("nausea", "La N\u00C1USEA."), "La [N\u00C1USEA].");
  EXPECT_EQ(Whole("n\u00E1usea", "Nausea: na\u0301usea"), "[Nausea]: [na\u0301usea]");
}

TEST_F(ExcerptTest, MarksAPhraseOnlyWhereItStands) {
  EXPECT_EQ(Whole("\"side effects\"", "One side of side effects"), "One side of [side effects]");
}

TEST_F(ExcerptTest, MarksTheOtherNamesOfATreatmentTheLongestFirst) {
  EXPECT_EQ(Whole("herceptin", "Trastuzumab, a trastuzumab biosimilar"), "[Trastuzumab], a [trastuzumab biosimilar]");
}

TEST_F(ExcerptTest, MarksNeitherStopWordsNorWhatIsExcludedNorOtherFields) {
  EXPECT_EQ(Whole("the nausea -pain title:talk", "The nausea, the pain, the talk"), "The [nausea], the pain, the talk");
}

TEST_F(ExcerptTest, MarksWhatGoesOnWithABeginning) {
  EXPECT_EQ(Whole("chemo*", "Chemotherapy or chemo"), "[Chemotherapy] or [chemo]");
  EXPECT_EQ(Marked(Highlighting("chemo", /*unfinished=*/true).Whole("Chemotherapy")), "[Chemotherapy]");
  EXPECT_EQ(Whole("chemo", "Chemotherapy"), "Chemotherapy");
}

TEST_F(ExcerptTest, IsTheWholeOfAShortText) { EXPECT_EQ(Excerpt("nausea", "Some nausea."), "Some [nausea]."); }

TEST_F(ExcerptTest, CutsAtSentencesAndWordsAndSaysSo) {
  const std::string excerpt = Excerpt("nausea", Filler(20) + "Tell them of nausea. " + Filler(20));
  EXPECT_THAT(excerpt, StartsWith("\u2026Tell them of [nausea]. Here"));
  EXPECT_THAT(excerpt, ::testing::EndsWith("\u2026"));
  EXPECT_LT(excerpt.size(), 330u);
}

TEST_F(ExcerptTest, PrefersWhereMoreOfTheQueryStands) {
  const std::string text = "Nausea, nausea, nausea. " + Filler(20) + "Nausea with pain. " + Filler(20);
  EXPECT_THAT(Excerpt("nausea pain", text), HasSubstr("[Nausea] with [pain]."));
}

TEST_F(ExcerptTest, IsTheFirstPassageWithAllOfTheQueryAndMarksAllInIt) {
  const std::string text = Filler(20) + "Nausea with pain, and pain with nausea. " + Filler(3) + "Pain. " + Filler(20) +
                           "Pain, pain, pain, nausea. ";
  const std::string excerpt = Excerpt("nausea pain", text);
  EXPECT_THAT(excerpt, HasSubstr("[Nausea] with [pain], and [pain] with [nausea]."));
  EXPECT_THAT(excerpt, HasSubstr(" [Pain]. Here"));
  const std::string near = Filler(20) + "Nausea with pain. " + Filler(5) + "Pain, pain, pain, nausea. " + Filler(20);
  EXPECT_THAT(Excerpt("nausea pain", near), HasSubstr("[Nausea] with [pain]."));
}

TEST_F(ExcerptTest, ComesFromTheOtherTextIfTheFirstDoesNotMatch) {
  EXPECT_EQ(Excerpt("nausea", "A body.", "A summary of nausea."), "A summary of [nausea].");
  EXPECT_EQ(Excerpt("nausea", "A body.", "A summary."), "A summary.");
  EXPECT_THAT(Highlighting("nausea").Excerpt("", ""), IsEmpty());
}

TEST_F(ExcerptTest, NeverCutsACharacter) {
  // No blank to cut at, and each character has three bytes.
  std::string text;
  for (int i = 0; i < 300; ++i) text += "\u3042";
  text += " nausea ";
  for (int i = 0; i < 300; ++i) text += "\u3044";
  for (const char* query : {"nausea", "\u3042", "\u3044", "pain"}) {
    for (const TextSegment& segment : Highlighting(query).Excerpt(text, text)) {
      EXPECT_TRUE(MeasureText(segment.text, /*lines=*/true).valid) << query;
    }
  }
}

TEST_F(ExcerptTest, IsBoundedHoweverFarApartTheWordsOfAPhraseAre) {
  const std::string text = "side" + std::string(100'000, '.') + "effects";
  EXPECT_LT(Excerpt("\"side effects\"", text, text).size(), 400u);
}

}  // namespace
}  // namespace careloop::content
