#include "services/content/domain/related.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Revision Sheet(const std::string& id, std::vector<std::string> symptoms, std::vector<std::string> treatments = {},
               std::vector<std::string> diagnoses = {}, Kind kind = Kind::kSelfCareSheet) {
  Manuscript manuscript = SampleManuscript(id, id);
  manuscript.text.kind = kind;
  manuscript.text.symptoms = std::move(symptoms);
  manuscript.text.treatments = std::move(treatments);
  manuscript.text.diagnoses = std::move(diagnoses);
  return SamplePublished(std::move(manuscript));
}

const Site& TheSite() {
  static const Site site = SampleSite();
  return site;
}

std::vector<std::string> Find(const Library& library, RelatedQuery query) {
  if (query.languages.empty()) query.languages = {"en"};
  if (query.limit == 0) query.limit = 20;
  std::vector<std::string> ids;
  for (const Related& related : FindRelated(library, TheSite().diagnoses, query).hits)
    ids.push_back(related.publication.content().text->id);
  return ids;
}

TEST(FindRelated, PutsTheHigherGradeFirst) {
  const auto library = LibraryOf(TheSite(), {Sheet("a", {"pain"}), Sheet("b", {"fatigue"}), Sheet("c", {"nausea"})});
  EXPECT_THAT(Find(*library, {.symptoms = {{"pain", 1}, {"fatigue", 3}, {"nausea", 2}}}), ElementsAre("b", "c", "a"));
}

TEST(FindRelated, FindsNothingForGradeZero) {
  const auto library = LibraryOf(TheSite(), {Sheet("a", {"pain"})});
  EXPECT_THAT(Find(*library, {.symptoms = {{"pain", 0}}}), IsEmpty());
}

TEST(FindRelated, PutsSelfCareSheetsOnSymptomsBeforeAllElse) {
  const auto library = LibraryOf(TheSite(), {Sheet("a", {"pain"}, {"t1", "t2"}, {"d"}, Kind::kFactSheet),
                                             Sheet("b", {}, {"t1", "t2"}, {"d"}), Sheet("c", {"pain"})});
  EXPECT_THAT(Find(*library, {.treatments = {"t1", "t2"}, .symptoms = {{"pain", 1}}, .diagnoses = {"d"}}),
              ElementsAre("c", "a", "b"));
}

TEST(FindRelated, PutsMoreMatchesFirstThenTitles) {
  const auto library = LibraryOf(
      TheSite(), {Sheet("d", {"pain"}), Sheet("b", {"pain"}), Sheet("c", {"pain"}, {"t"}), Sheet("a", {}, {"t"})});
  EXPECT_THAT(Find(*library, {.treatments = {"t"}, .symptoms = {{"pain", 2}}}), ElementsAre("c", "b", "d", "a"));
}

TEST(FindRelated, GivesReasonsStrongestFirst) {
  const auto library = LibraryOf(TheSite(), {Sheet("a", {"pain", "fatigue", "nausea"}, {"t"}, {"d"})});
  const auto hits = FindRelated(*library, TheSite().diagnoses,
                                {.treatments = {"t", "t", "other"},
                                 .symptoms = {{"nausea", 1}, {"pain", std::nullopt}, {"fatigue", 3}, {"cough", 3}},
                                 .diagnoses = {"d"},
                                 .languages = {"en"},
                                 .limit = 5})
                        .hits;
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_THAT(hits[0].matches,
              ElementsAre(Match{MatchKind::kSymptom, "fatigue", 3}, Match{MatchKind::kSymptom, "nausea", 1},
                          Match{MatchKind::kSymptom, "pain"}, Match{MatchKind::kTreatment, "t"},
                          Match{MatchKind::kDiagnosis, "d", std::nullopt, "d"}));
}

TEST(FindRelated, LooksInOneLanguage) {
  Revision spanish = Sheet("es", {"pain"});
  spanish.manuscript.text.language = "es";
  const auto library = LibraryOf(TheSite(), {Sheet("en", {"pain"}), spanish});
  EXPECT_THAT(Find(*library, {.symptoms = {{"pain", 1}}}), ElementsAre("en"));
  EXPECT_THAT(Find(*library, {.symptoms = {{"pain", 1}}, .languages = {"ES"}}), ElementsAre("es"));
}

TEST(FindRelated, FallsBackOnTheFirstLanguageWithAHit) {
  Revision spanish = Sheet("es", {"pain"});
  spanish.manuscript.text.language = "es";
  const auto library = LibraryOf(TheSite(), {Sheet("en", {"pain", "fatigue"}), spanish});
  const auto find = [&](const char* symptom) {
    return FindRelated(*library, TheSite().diagnoses,
                       {.symptoms = {{symptom, 1}}, .languages = {"pt", "es", "en"}, .limit = 5});
  };
  EXPECT_EQ(find("pain").language, "es");
  EXPECT_EQ(find("pain").hits.size(), 1u);
  EXPECT_EQ(find("fatigue").language, "en");
  EXPECT_EQ(find("cough").language, "pt");
  EXPECT_TRUE(find("cough").hits.empty());
}

TEST(FindRelated, FindsForADiagnosisWhatIsForOneAboveItAndSaysSo) {
  const auto library = LibraryOf(TheSite(), {Sheet("a", {}, {}, {"one"}), Sheet("b", {}, {}, {"one-late"})});
  EXPECT_THAT(Find(*library, {.diagnoses = {"one"}}), ElementsAre("a"));
  EXPECT_THAT(Find(*library, {.diagnoses = {"one-late"}}), ElementsAre("a", "b"));
  const auto hits =
      FindRelated(*library, TheSite().diagnoses, {.diagnoses = {"one-late"}, .languages = {"en"}, .limit = 5}).hits;
  EXPECT_THAT(hits[0].matches, ElementsAre(Match{MatchKind::kDiagnosis, "one-late", std::nullopt, "one"}));
  EXPECT_THAT(hits[1].matches, ElementsAre(Match{MatchKind::kDiagnosis, "one-late", std::nullopt, "one-late"}));
}

TEST(FindRelated, HasTheBestOnEachSymptomBeforeASecondOnAny) {
  const auto library =
      LibraryOf(TheSite(), {Sheet("a", {"pain"}), Sheet("b", {"pain"}), Sheet("c", {"pain", "fatigue"}),
                            Sheet("d", {"fatigue"}), Sheet("e", {"nausea"}), Sheet("f", {}, {"t"})});
  RelatedQuery query{.treatments = {"t"}, .symptoms = {{"pain", 3}, {"fatigue", 2}, {"nausea", 1}, {"cough", 1}}};
  EXPECT_THAT(Find(*library, query), ElementsAre("c", "a", "b", "d", "e", "f"));
  query.limit = 2;
  EXPECT_THAT(Find(*library, query), ElementsAre("c", "e"));
  query.limit = 3;
  EXPECT_THAT(Find(*library, query), ElementsAre("c", "a", "e"));
  query.limit = 1;
  EXPECT_THAT(Find(*library, query), ElementsAre("c"));
}

TEST(FindRelated, StopsAtTheLimit) {
  const auto library = LibraryOf(TheSite(), {Sheet("a", {"pain"}), Sheet("b", {"pain"}), Sheet("c", {"pain"})});
  EXPECT_THAT(Find(*library, {.symptoms = {{"pain", 1}}, .limit = 2}), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace careloop::content
