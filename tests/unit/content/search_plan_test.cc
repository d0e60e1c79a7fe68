#include "services/content/search/search_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;

class PlanSearchTest : public ::testing::Test {
 protected:
  PlanSearchTest() {
    names_.Add({"Herceptin", "Trastuzumab"});
    names_.Add({"Kadcyla", "Trastuzumab emtansine"});
  }

  // Units as "word|other way", adjacent words joined by "+".
  std::vector<std::string> Planned(std::string_view query) {
    std::vector<std::string> units;
    const auto plan = PlanSearch(query, names_);
    for (const SearchUnit& unit : plan->units) {
      std::string& text = units.emplace_back();
      for (const Alternative& way : unit.alternatives) {
        if (!text.empty()) text += "|";
        for (size_t i = 0; i < way.words.size(); ++i) {
          text += StrCat(i == 0 ? "" : way.adjacent ? "+" : " ", way.words[i].folded);
        }
        if (way.beginning) text += "*";
      }
    }
    return units;
  }

  TreatmentNames names_;
};

TEST_F(PlanSearchTest, MakesAUnitOfEachWordAndOfWhatBelongsTogether) {
  EXPECT_THAT(Planned("self-care for \"side effects\" (!)"), ElementsAre("self+care", "for", "side+effects"));
}

TEST_F(PlanSearchTest, AddsTheOtherNamesOfATreatment) {
  EXPECT_THAT(Planned("pain HERCEPTIN"), ElementsAre("pain", "herceptin|trastuzumab"));
  EXPECT_THAT(Planned("\"trastuzumab\""), ElementsAre("trastuzumab|herceptin"));
}

TEST_F(PlanSearchTest, KnowsNamesOfSeveralWords) {
  EXPECT_THAT(Planned("my trastuzumab emtansine now"), ElementsAre("my", "trastuzumab emtansine|kadcyla", "now"));
  EXPECT_THAT(Planned("\"trastuzumab emtansine\""), ElementsAre("trastuzumab+emtansine|kadcyla"));
  EXPECT_THAT(Planned("trastuzumab -emtansine"), ElementsAre("trastuzumab|herceptin", "emtansine"));
  EXPECT_THAT(Planned("\"herceptin and pain\""), ElementsAre("herceptin+and+pain"));
  EXPECT_THAT(Planned("trastuzumab emtansine-based care"),  // a longer name ends within a word
              ElementsAre("trastuzumab|herceptin", "emtansine+based", "care"));
}

TEST_F(PlanSearchTest, TakesTheBeginningOfAWordOnlyIfItIsLongEnough) {
  EXPECT_THAT(Planned("chemo* ch* a-chemo*"), ElementsAre("chemo*", "ch", "a+chemo"));
}

TEST_F(PlanSearchTest, SaysWhichWordMayBeUnfinished) {
  const auto unfinished = [&](std::string_view query) {
    const auto plan = PlanSearch(query, names_);
    const SearchUnit* unit = plan->Unfinished();
    return unit == nullptr ? "" : unit->typed().words[0].folded;
  };
  EXPECT_EQ(unfinished("nausea vom"), "vom");
  EXPECT_EQ(unfinished("nausea vom -pain"), "vom");
  for (const char* finished : {"nausea vo", "nausea \"vomit\"", "nausea title:vom", "vom*", "herceptin", "-vom", ""}) {
    EXPECT_EQ(unfinished(finished), "") << finished;
  }
}

TEST_F(PlanSearchTest, PutsWordsAtTheirPlaceInTheQuery) {
  const std::string query = "-title:\"a nausea\"";
  const auto plan = PlanSearch(query, names_);
  const Word& word = plan->units[0].typed().words[1];
  EXPECT_EQ(query.substr(word.begin, word.end - word.begin), "nausea");
}

TEST_F(PlanSearchTest, RefusesTooManyWords) {
  std::string query;
  for (int i = 0; i < SearchPlan::kMostWords; ++i) query += "a-";
  EXPECT_TRUE(PlanSearch(query, names_).ok());
  EXPECT_THAT(FaultsOf(PlanSearch(query + "b", names_).status()),
              ElementsAre("query: has 33 words, at most 32 are allowed"));
}

TEST_F(PlanSearchTest, RefusesTooManyBeginnings) {
  EXPECT_TRUE(PlanSearch("aaa* bbb* ccc* ddd*", names_).ok());
  EXPECT_THAT(FaultsOf(PlanSearch("aaa* bbb* ccc* ddd* eee*", names_).status()),
              ElementsAre("query: has 5 words that end in *, at most 4 are allowed"));
}

}  // namespace
}  // namespace careloop::content
