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

std::vector<std::string> Find(const Library& library, RelatedQuery query) {
  if (query.language.empty()) query.language = "en";
  if (query.limit == 0) query.limit = 20;
  std::vector<std::string> ids;
  for (const Related& related : FindRelated(library, query)) ids.push_back(related.publication.content().text->id);
  return ids;
}

TEST(FindRelated, PutsTheHigherGradeFirst) {
  const Library library(nullptr, 3, {Sheet("a", {"pain"}), Sheet("b", {"fatigue"}), Sheet("c", {"nausea"})});
  EXPECT_THAT(Find(library, {.symptoms = {{"pain", 1}, {"fatigue", 3}, {"nausea", 2}}}), ElementsAre("b", "c", "a"));
}

TEST(FindRelated, FindsNothingForGradeZero) {
  const Library library(nullptr, 1, {Sheet("a", {"pain"})});
  EXPECT_THAT(Find(library, {.symptoms = {{"pain", 0}}}), IsEmpty());
}

TEST(FindRelated, PutsSelfCareSheetsOnSymptomsBeforeAllElse) {
  const Library library(nullptr, 3,
                        {Sheet("a", {"pain"}, {"t1", "t2"}, {"d"}, Kind::kFactSheet),
                         Sheet("b", {}, {"t1", "t2"}, {"d"}), Sheet("c", {"pain"})});
  EXPECT_THAT(Find(library, {.treatments = {"t1", "t2"}, .symptoms = {{"pain", 1}}, .diagnoses = {"d"}}),
              ElementsAre("c", "a", "b"));
}

TEST(FindRelated, PutsMoreMatchesFirstThenTitles) {
  const Library library(
      nullptr, 4, {Sheet("d", {"pain"}), Sheet("b", {"pain"}), Sheet("c", {"pain"}, {"t"}), Sheet("a", {}, {"t"})});
  EXPECT_THAT(Find(library, {.treatments = {"t"}, .symptoms = {{"pain", 2}}}), ElementsAre("c", "b", "d", "a"));
}

TEST(FindRelated, GivesReasonsStrongestFirst) {
  const Library library(nullptr, 1, {Sheet("a", {"pain", "fatigue", "nausea"}, {"t"}, {"d"})});
  const auto hits = FindRelated(library, {.treatments = {"t", "t", "other"},
                                          .symptoms = {{"nausea", 1}, {"pain", 1}, {"fatigue", 3}, {"cough", 3}},
                                          .diagnoses = {"d"},
                                          .language = "en",
                                          .limit = 5});
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_THAT(hits[0].matches, ElementsAre(Match{MatchKind::kSymptom, "fatigue"}, Match{MatchKind::kSymptom, "nausea"},
                                           Match{MatchKind::kSymptom, "pain"}, Match{MatchKind::kTreatment, "t"},
                                           Match{MatchKind::kDiagnosis, "d"}));
}

TEST(FindRelated, LooksInOneLanguage) {
  Revision spanish = Sheet("es", {"pain"});
  spanish.manuscript.text.language = "es";
  const Library library(nullptr, 2, {Sheet("en", {"pain"}), spanish});
  EXPECT_THAT(Find(library, {.symptoms = {{"pain", 1}}}), ElementsAre("en"));
  EXPECT_THAT(Find(library, {.symptoms = {{"pain", 1}}, .language = "ES"}), ElementsAre("es"));
}

TEST(FindRelated, StopsAtTheLimit) {
  const Library library(nullptr, 3, {Sheet("a", {"pain"}), Sheet("b", {"pain"}), Sheet("c", {"pain"})});
  EXPECT_THAT(Find(library, {.symptoms = {{"pain", 1}}, .limit = 2}), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace careloop::content
