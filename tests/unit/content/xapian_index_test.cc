#include "services/content/search/xapian_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "tests/unit/content/search_sample.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class XapianIndexTest : public ::testing::Test {
 protected:
  IndexedLibrary library_;
};

TEST_F(XapianIndexTest, IsUnavailableUntilItHasBeenBuilt) {
  const auto answer = library_.index().Search({.text = "nausea"}, {.size = 10});
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(answer.status()), reason::kStoreUnavailable);
}

TEST_F(XapianIndexTest, FindsWordsInAnyOfTheirFormsAndInEveryPartOfAText) {
  Manuscript in_summary = TextOn("summary", "A title", "A text");
  in_summary.text.summary = "Nauseous?";
  library_.Publish({TextOn("body", "A title", "It is **nausea**."), TextOn("title", "Nausea", "A text"), in_summary,
                    TextOn("none", "A title", "A text")});
  EXPECT_THAT(library_.Find("NAUSEAS"), UnorderedElementsAre("title", "body"));
  EXPECT_THAT(library_.Find("nauseous"), ElementsAre("summary"));
}

TEST_F(XapianIndexTest, StemsEachTextInItsOwnLanguage) {
  library_.Publish({TextOn("es", "Consejos", "Hable de los v\u00F3mitos y las n\u00E1useas.", "es"),
                    TextOn("mx", "Consejos", "El v\u00F3mito.", "es-MX"),
                    TextOn("en", "Advice", "Vomiting after treatments.", "en")});
  EXPECT_THAT(library_.Find("v\u00F3mito"), UnorderedElementsAre("es", "mx"));
  EXPECT_THAT(library_.Find("v\u00F3mitos"), UnorderedElementsAre("es", "mx"));
  EXPECT_THAT(library_.Find("vomits treatment"), ElementsAre("en"));
}

TEST_F(XapianIndexTest, FindsWordsWithAccentsTypedWithoutAndTheOtherWayRound) {
  library_.Publish({TextOn("with", "Consejos", "La medicaci\u00F3n comi\u00F3.", "es"),
                    TextOn("without", "Consejos", "La medicacion.", "es")});
  for (const char* query : {"medicaci\u00F3n", "medicacion", "MEDICACI\u00D3N", "medicacio\u0301n"}) {
    EXPECT_THAT(library_.Find(query), UnorderedElementsAre("with", "without")) << query;
  }
  for (const char* query : {"comer", "medicaciones"}) {
    EXPECT_THAT(library_.Find(query), ElementsAre("with")) << query << ": the stem of the word with its accent";
  }
}

TEST_F(XapianIndexTest, WantsAllWordsAndTakesAnyIfNothingHasAll) {
  library_.Publish({TextOn("both", "A title", "Nausea and pain"), TextOn("one", "A title", "Pain"),
                    TextOn("other", "A title", "Nausea")});
  EXPECT_THAT(library_.Find("pain nausea"), ElementsAre("both"));
  EXPECT_EQ(library_.Search({.text = "pain nausea"}).matching, Matching::kAllWords);
  const IndexAnswer any = library_.Search({.text = "pain fever"});
  EXPECT_EQ(any.matching, Matching::kAnyWord);
  EXPECT_EQ(any.total, 2);
}

TEST_F(XapianIndexTest, TakesTheLastWordForUnfinishedIfNothingHasAllWords) {
  library_.Publish({TextOn("chemo", "A title", "Nausea after chemotherapy"), TextOn("nausea", "A title", "Nausea")});
  const IndexAnswer begun = library_.Search({.text = "nausea chemoth"});
  EXPECT_EQ(begun.matching, Matching::kLastWordBegins);
  ASSERT_EQ(begun.hits.size(), 1u);
  EXPECT_EQ(Marked(begun.hits[0].excerpt), "[Nausea] after [chemotherapy]\n");
  EXPECT_THAT(library_.Find("chemo* nausea"), ElementsAre("chemo"));
}

TEST_F(XapianIndexTest, FindsByTheirBeginningAlsoNamesWithNumbersLongWordsAndWordsOfLabels) {
  const std::string longest = "pneumonoultramicroscopicsilicovolcanoconiosis";
  Manuscript diagnosed = TextOn("two", "A title", "Some text");
  diagnosed.text.diagnoses = {"two"};  // whose label is "A second diagnosis"
  library_.Publish({TextOn("brca", "A title", "A change of BRCA1"), TextOn("long", "A title", longest), diagnosed});
  EXPECT_THAT(library_.Find("brca*"), ElementsAre("brca"));
  EXPECT_THAT(library_.Find("brca"), ElementsAre("brca"));
  EXPECT_THAT(library_.Find("pneumonoultra*"), ElementsAre("long"));
  EXPECT_THAT(library_.Find("diagnosis:seco*"), ElementsAre("two"));
}

TEST_F(XapianIndexTest, SuggestsNoNameWithAnotherNumber) {
  library_.Publish({TextOn("a", "A title", "HER2 and BRCA1")});
  for (const char* typed : {"HER3", "BRCA2", "BRCAA"}) {
    EXPECT_FALSE(library_.Search({.text = typed}).suggestion) << typed;
  }
}

TEST_F(XapianIndexTest, IgnoresStopWordsOfTheTextsLanguage) {
  library_.Publish({TextOn("en", "A title", "Nausea"), TextOn("es", "Un t\u00EDtulo", "N\u00E1usea", "es")});
  EXPECT_THAT(library_.Find("what can I do about the nausea"), ElementsAre("en"));
  EXPECT_THAT(library_.Find("qu\u00E9 hay de la nausea"), ElementsAre("es"));
  EXPECT_THAT(library_.Find("the"), IsEmpty());
}

TEST_F(XapianIndexTest, FindsPhrasesByTheirWordsInOrder) {
  library_.Publish({TextOn("phrase", "A title", "Some side effects."),
                    TextOn("apart", "A title", "Effects on the side."),
                    TextOn("blocks", "A title", "The side\n\neffects")});
  EXPECT_THAT(library_.Find("side effects").size(), 3u);
  EXPECT_THAT(library_.Find("\"side effect\""), UnorderedElementsAre("phrase", "blocks"));
  EXPECT_THAT(library_.Find("side-effects"), UnorderedElementsAre("phrase", "blocks"));
  EXPECT_THAT(library_.Find("\"effects on the side\""), ElementsAre("apart"));
}

TEST_F(XapianIndexTest, FindsPhrasesOfAsManyWordsInTheFieldThatIsAskedFor) {
  library_.Publish({TextOn("title", "Coping with side effects", "Nothing more."),
                    TextOn("text", "Side by side", "Coping with the many side effects of it."),
                    TextOn("over", "Late side", "Effects of it.")});
  EXPECT_THAT(library_.Find("title:\"side effects\""), ElementsAre("title"));
  EXPECT_THAT(library_.Find("\"side effects\""), ElementsAre("title", "text")) << "in the title it weighs more";
  EXPECT_THAT(library_.Find("\"many side effects of it\""), ElementsAre("text"));
  EXPECT_THAT(library_.Find("\"side by side\""), ElementsAre("text"));
  EXPECT_THAT(library_.Find("-\"side effects\" side"), ElementsAre("over"));
}

TEST_F(XapianIndexTest, FindsAPhraseWhetherItsWordsAreAmongTheMostFrequentOrNot) {
  std::string frequent;
  for (int i = 100; i < 200; ++i) absl::StrAppend(&frequent, " frequent", i);
  library_.Publish({TextOn("a", "A title", StrCat(frequent, " rare pair")),
                    TextOn("b", "A title", StrCat("pair rare", frequent)), TextOn("c", "A title", frequent)});
  EXPECT_THAT(library_.Find("\"rare pair\""), ElementsAre("a"));
  EXPECT_THAT(library_.Find("\"frequent199 rare\""), ElementsAre("a"));
  EXPECT_THAT(library_.Find("\"rare frequent100\""), ElementsAre("b"));
  EXPECT_THAT(library_.Find("\"frequent100 frequent101\""), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(library_.Find("\"frequent198 frequent199\""), UnorderedElementsAre("a", "b", "c"));
}

TEST_F(XapianIndexTest, FindsAPhraseOnlyWhereItStillStands) {
  library_.Publish({TextOn("a", "A title", "Side effects"), TextOn("b", "A title", "Side effects")});
  library_.Publish({TextOn("a", "A title", "Effects on the side"), TextOn("c", "A title", "More side effects")});
  EXPECT_THAT(library_.Find("\"side effects\""), UnorderedElementsAre("b", "c"));
  library_.Withdraw("b");
  ASSERT_TRUE(library_.Update().ok());
  EXPECT_THAT(library_.Find("\"side effects\""), ElementsAre("c"));
}

TEST_F(XapianIndexTest, FindsAllWordsThatBeginWithTheThreeLettersThatAreAsked) {
  std::vector<Manuscript> all;
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    for (const char* end : {"x", "yz", "w"})
      all.push_back(
          TextOn(StrCat("t", std::string(1, letter), end), "A title", StrCat("cor", std::string(1, letter), end)));
  }
  all.push_back(TextOn("cor", "A title", "Cor"));
  all.push_back(TextOn("title", "Coronary", "Else"));
  all.push_back(TextOn("other", "A title", "Accord, co, c\u00F3rtex"));
  all.push_back(TextOn("none", "A title", "Accord, co, cordon's"));
  library_.Publish(all);
  EXPECT_EQ(library_.Search({.text = "cor*"}).total, static_cast<int>(all.size()));
  EXPECT_THAT(library_.Find("title:cor*"), ElementsAre("title"));
  EXPECT_EQ(library_.Find("cor*").front(), "title");
  EXPECT_EQ(library_.Search({.text = "else cor"}).matching, Matching::kLastWordBegins);
  EXPECT_THAT(library_.Find("accord -cor*"), IsEmpty());
}

TEST_F(XapianIndexTest, LooksIntoFields) {
  Manuscript filed = TextOn("filed", "Letrozole", "A text");
  filed.text.topics = {"care"};
  filed.text.diagnoses = {"two"};
  filed.text.treatments = {"trastuzumab"};
  filed.text.symptoms = {"joint-pain"};
  library_.Publish({filed, TextOn("text", "Nausea", "Care, second diagnosis, Herceptin, letrozole, joint pain")});
  for (const char* query : {"topic:care", "diagnosis:\"second diagnosis\"", "diagnosis:second", "treatment:herceptin",
                            "treatment:Trastuzumab", "symptom:joint-pain", "title:letrozole"}) {
    EXPECT_THAT(library_.Find(query), ElementsAre("filed")) << query;
  }
  EXPECT_THAT(library_.Find("care second herceptin joint letrozole"), UnorderedElementsAre("filed", "text"));
  EXPECT_THAT(library_.Find("title:care"), IsEmpty());
}

TEST_F(XapianIndexTest, LeavesOutWhatIsExcluded) {
  library_.Publish({TextOn("both", "A title", "Nausea and trastuzumab"), TextOn("one", "A title", "Nausea")});
  EXPECT_THAT(library_.Find("nausea -trastuzumab"), ElementsAre("one"));
  EXPECT_THAT(library_.Find("nausea -herceptin"), ElementsAre("one"));
  EXPECT_THAT(library_.Find("nausea -the -\"and trastuzumab\""), ElementsAre("one"));
  EXPECT_THAT(library_.Find("-pain"), IsEmpty()) << "there is nothing to look for";
}

TEST_F(XapianIndexTest, FindsDrugsByAnyOfTheirNames) {
  library_.Publish({TextOn("generic", "A title", "It is trastuzumab."), TextOn("brand", "A title", "It is Herceptin."),
                    TextOn("words", "A title", "With albumin-bound paclitaxel."),
                    TextOn("one-word", "A title", "With Abraxane."),
                    TextOn("other", "A title", "Bound with paclitaxel")});
  EXPECT_THAT(library_.Find("Herceptin"), UnorderedElementsAre("generic", "brand"));
  EXPECT_THAT(library_.Find("trastuzumab"), UnorderedElementsAre("generic", "brand"));
  for (const char* query : {"abraxane", "albumin bound paclitaxel", "\"albumin-bound paclitaxel\""}) {
    EXPECT_THAT(library_.Find(query), UnorderedElementsAre("words", "one-word")) << query;
  }
}

TEST_F(XapianIndexTest, PrefersTitlesAndTreatments) {
  Manuscript on_treatment = TextOn("treatment", "A title", "A text");
  on_treatment.text.treatments = {"trastuzumab"};
  library_.Publish({TextOn("body", "A title", "Trastuzumab, trastuzumab, trastuzumab."),
                    TextOn("title", "Trastuzumab", "A text that goes on for longer than the others do"), on_treatment});
  EXPECT_THAT(library_.Find("trastuzumab"), ElementsAre("title", "treatment", "body"));
  EXPECT_THAT(library_.Find("herceptin"), ElementsAre("title", "treatment", "body"));
}

TEST_F(XapianIndexTest, SuggestsAWordOfTheLibraryForOneThatItDoesNotHave) {
  library_.Publish({TextOn("one", "Nausea", "After chemotherapy, trastuzumab"), TextOn("two", "Pain", "Nausea again")});
  const IndexAnswer answer = library_.Search({.text = "the nausia \"after chemoterapy\" -pain"});
  ASSERT_TRUE(answer.suggestion);
  EXPECT_EQ(answer.suggestion->query, "the nausea \"after chemotherapy\" -pain");
  EXPECT_EQ(answer.suggestion->best, "one");
  EXPECT_EQ(library_.Search({.text = "Hercpetin"}).suggestion->query, "herceptin");
  for (const char* right : {"nauseas", "herceptin", "zzzzzz", "nausia xylophone", "nau"}) {
    EXPECT_FALSE(library_.Search({.text = right}).suggestion) << right;
  }
}

TEST_F(XapianIndexTest, SuggestsWithAccentsAndOnlyWhatTheFilterLetsThrough) {
  library_.Publish(
      {TextOn("es", "Consejos", "La medicaci\u00F3n", "es"), TextOn("en", "Advice", "The medicine", "en")});
  EXPECT_EQ(library_.Search({.text = "medicasion"}).suggestion->query, "medicaci\u00F3n");
  EXPECT_FALSE(library_.Search({.text = "medicasion", .languages = {"en"}}).suggestion);
}

TEST_F(XapianIndexTest, SuggestsNoWordThatOnlyOlderRevisionsHad) {
  library_.Publish({TextOn("a", "A title", "Nausea")});
  library_.Publish({TextOn("a", "A title", "Pain")});
  EXPECT_FALSE(library_.Search({.text = "nausia"}).suggestion);
}

TEST_F(XapianIndexTest, CountsFacetsOfAllThatIsFoundAndNotOfOnePage) {
  std::vector<Manuscript> all;
  for (int i = 0; i < 7; ++i) {
    Manuscript& text = all.emplace_back(TextOn(StrCat("t", i), "A title", "Nausea", i < 2 ? "ES" : "en"));
    if (i < 5) text.text.topics = {"care"};
    text.text.diagnoses = {"one", "two"};
    if (i == 0) text.text.kind = Kind::kFactSheet;
    if (i == 1) text.text.treatments = {"letrozole"};
  }
  all.push_back(TextOn("other", "A title", "Pain"));
  library_.Publish(all);
  const IndexAnswer answer = library_.Search({.text = "nausea"}, {.first = 0, .size = 2});
  EXPECT_EQ(answer.total, 7);
  EXPECT_EQ(answer.hits.size(), 2u);
  const auto counted = [](const std::vector<FacetCount>& counts) {
    return absl::StrJoin(counts, " ", [](std::string* out, const FacetCount& count) {
      absl::StrAppend(out, count.value, "=", count.count);
    });
  };
  EXPECT_EQ(counted(answer.facets.diagnoses), "one=7 two=7");
  EXPECT_EQ(counted(answer.facets.topics), "care=5");
  EXPECT_EQ(counted(answer.facets.treatments), "letrozole=1");
  EXPECT_EQ(counted(answer.facets.kinds), "self-care-sheet=6 fact-sheet=1");
  EXPECT_EQ(counted(answer.facets.languages), "en=5 es=2");
}

TEST_F(XapianIndexTest, FiltersByAnyOfEachFacetAndByAllFacets) {
  std::vector<Manuscript> all;
  for (const char* id : {"a", "b", "c", "d"}) all.push_back(TextOn(id, "A title", "Nausea"));
  all[0].text.topics = {"care"};
  all[1].text.topics = {"other"};
  all[2].text.kind = Kind::kBooklet;
  all[0].text.diagnoses = all[1].text.diagnoses = all[2].text.diagnoses = {"one"};
  all[3].text.language = "es-MX";
  all[3].text.treatments = {"letrozole"};
  library_.Publish(all);
  EXPECT_THAT(library_.Find({.text = "nausea", .topics = {"care", "other"}}), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(library_.Find({.text = "nausea", .diagnoses = {"one"}, .topics = {"care"}}), ElementsAre("a"));
  EXPECT_THAT(library_.Find({.text = "nausea", .kinds = {Kind::kBooklet}}), ElementsAre("c"));
  EXPECT_THAT(library_.Find({.text = "nausea", .languages = {"ES-mx"}}), ElementsAre("d"));
  EXPECT_THAT(library_.Find({.text = "nausea", .languages = {"es"}}), IsEmpty());
  EXPECT_THAT(library_.Find({.text = "nausea", .treatments = {"letrozole"}}), ElementsAre("d"));
  EXPECT_THAT(library_.Find({.text = "nausea", .topics = {"absent"}}), IsEmpty());
}

TEST_F(XapianIndexTest, FindsOnlyTheCurrentRevision) {
  library_.Publish({TextOn("a", "A title", "Nausea"), TextOn("b", "A title", "Nausea")});
  library_.Publish({TextOn("a", "A title", "Pain")});
  EXPECT_THAT(library_.Find("nausea"), ElementsAre("b"));
  EXPECT_THAT(library_.Find("pain"), ElementsAre("a"));
}

TEST_F(XapianIndexTest, FindsNothingThatWasWithdrawn) {
  library_.Publish({TextOn("a", "A title", "Nausea"), TextOn("b", "A title", "Nausea")});
  library_.Withdraw("a");
  ASSERT_TRUE(library_.Update().ok());
  EXPECT_THAT(library_.Find("nausea"), ElementsAre("b"));
  library_.Publish({TextOn("a", "A title", "Nausea")});
  EXPECT_THAT(library_.Find("nausea"), UnorderedElementsAre("a", "b"));
}

TEST_F(XapianIndexTest, FindsADiagnosisByTheOneAboveIt) {
  Manuscript late = TextOn("late", "A title", "Nausea");
  late.text.diagnoses = {"one-late"};
  library_.Publish({late, TextOn("none", "A title", "Nausea")});
  EXPECT_THAT(library_.Find({.text = "nausea", .diagnoses = {"one"}}), ElementsAre("late"));
  EXPECT_EQ(library_.Search({.text = "nausea"}).facets.diagnoses.size(), 2u);
}

TEST_F(XapianIndexTest, FindsNothingThatHasLeftTheLibrary) {
  library_.Publish({TextOn("a", "A title", "Nausea"), TextOn("b", "A title", "Nausea")});
  library_.StartAnew();
  library_.Publish({TextOn("b", "A title", "Nausea")});
  EXPECT_THAT(library_.Find("nausea"), ElementsAre("b"));
}

TEST_F(XapianIndexTest, RanksEqualHitsTheSameInEveryInstance) {
  IndexedLibrary other;
  std::vector<Manuscript> all;
  for (int i = 0; i < 50; ++i) all.push_back(TextOn(StrCat("t", i), "A title", "Nausea"));
  library_.Publish(all);
  std::reverse(all.begin(), all.end());
  for (const Manuscript& one : all) other.Publish({one});
  EXPECT_EQ(library_.Find("nausea"), other.Find("nausea"));
}

TEST_F(XapianIndexTest, PagesWithoutGapOrRepetition) {
  std::vector<Manuscript> all;
  for (int i = 0; i < 23; ++i)
    all.push_back(TextOn(StrCat("t", i), "A title", i % 3 == 0 ? "Nausea" : "Nausea, nausea"));
  library_.Publish(all);
  const std::vector<std::string> whole = library_.Find("nausea");
  std::vector<std::string> paged;
  for (int first = 0; first < 30; first += 5) {
    const IndexAnswer page =
        library_.Search({.text = "nausea"}, {.matching = Matching::kAllWords, .first = first, .size = 5});
    for (const IndexHit& hit : page.hits) paged.push_back(hit.text->id);
  }
  EXPECT_EQ(paged, whole);
  EXPECT_EQ(paged.size(), 23u);
}

TEST_F(XapianIndexTest, KeepsToTheMatchingOfTheFirstPage) {
  library_.Publish({TextOn("a", "A title", "Nausea"), TextOn("b", "A title", "Pain")});
  const RankRange range{.matching = Matching::kAllWords, .first = 0, .size = 5};
  EXPECT_EQ(library_.Search({.text = "nausea pain"}, range).total, 0);
}

TEST_F(XapianIndexTest, ShowsWhereItFoundAText) {
  library_.Publish(
      {TextOn("a", "Nausea: a help", "# Notice\n\nWhether *nausea* [comes](https://example.org/nausea).\n")});
  const IndexHit hit = library_.Search({.text = "nausea"}).hits.at(0);
  EXPECT_EQ(Marked(hit.title), "[Nausea]: a help");
  EXPECT_EQ(Marked(hit.excerpt), "Notice\nWhether [nausea] comes.\n");
}

TEST_F(XapianIndexTest, RefusesAQueryOfTooManyWords) {
  library_.Publish({TextOn("a", "A title", "A text")});
  std::string query;
  for (int i = 0; i < 40; ++i) query += "word ";
  const auto answer = library_.index().Search({.text = query}, {.size = 10});
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(FaultsOf(answer.status()), ElementsAre(HasSubstr("has 40 words")));
}

TEST_F(XapianIndexTest, AnswersHostileQueriesWithNothing) {
  library_.Publish({TextOn("a", "A title", "A text")});
  for (const std::string& query :
       {std::string(500, '('), std::string(500, '*'), std::string(500, '"'), std::string(500, '-'),
        std::string("\xFF\xFE\x80"), std::string("title:\"\""), std::string(300, 'a'), std::string("AND OR NOT xyz"),
        std::string("\0\0", 2), std::string("Q:a XDone :::")}) {
    const auto answer = library_.index().Search({.text = query}, {.size = 10});
    ASSERT_TRUE(answer.ok()) << query;
    EXPECT_EQ(answer->total, 0) << query;
  }
}

TEST_F(XapianIndexTest, FindsNothingInAnEmptyLibrary) {
  library_.Publish({});
  const IndexAnswer answer = library_.Search({.text = "nausea nau*"});
  EXPECT_EQ(answer.total, 0);
  EXPECT_FALSE(answer.suggestion);
}

TEST(XapianIndex, SaysWhereItCannotWrite) {
  const Site site = SearchSite();
  const auto index = XapianIndex::Create(site, "/nonexistent");
  EXPECT_EQ(index.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(index.status().message()), HasSubstr("scratch: no directory can be made in /nonexistent"));
}

}  // namespace
}  // namespace careloop::content
