#include "services/content/domain/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

using ::testing::ElementsAre;

Revision Published(const std::string& id, const std::string& title, int number, int second,
                   std::vector<std::string> diagnoses = {}) {
  Manuscript manuscript = SampleManuscript(id, title);
  manuscript.text.diagnoses = std::move(diagnoses);
  return SamplePublished(std::move(manuscript), number, second);
}

std::vector<std::string> TitlesIn(const Library::Ordered& ordered) {
  std::vector<std::string> titles;
  for (const auto& [key, publication] : ordered) titles.push_back(publication.content().text->title);
  return titles;
}

TEST(Library, ListsCurrentRevisionsByTimeAndByTitle) {
  const Library library(nullptr, 4,
                        {Published("a", "banana", 1, 1), Published("b", "Apple", 1, 2), Published("c", "cherry", 1, 3),
                         Published("a", "Zebra", 2, 4)});
  EXPECT_EQ(library.version(), 4);
  EXPECT_THAT(TitlesIn(library.newest_first()), ElementsAre("Zebra", "cherry", "Apple"));
  EXPECT_THAT(TitlesIn(library.by_title()), ElementsAre("Apple", "cherry", "Zebra"));
}

TEST(Library, KeepsSupersededRevisionsReadableByTheirNumber) {
  const Library library(nullptr, 2, {Published("a", "First", 1, 1), Published("a", "Third", 3, 2)});
  ASSERT_NE(library.Find("a", 1), nullptr);
  EXPECT_EQ(library.Find("a", 1)->content().state, State::kSuperseded);
  EXPECT_EQ(library.Find("a", 1)->content().text->title, "First");
  EXPECT_EQ(library.Find("a", 2), nullptr);
  ASSERT_NE(library.Current("a"), nullptr);
  EXPECT_EQ(library.Current("a")->content().revision, 3);
  EXPECT_EQ(library.Current("a")->content().state, State::kPublished);
  EXPECT_EQ(library.Current("b"), nullptr);
}

TEST(Library, AddsToWhatABaseHoldsAndLeavesItAsItWas) {
  const Library base(nullptr, 1, {Published("a", "One", 1, 1)});
  const Library next(&base, 2, {Published("a", "Two", 2, 2)});
  EXPECT_EQ(base.Current("a")->content().text->title, "One");
  EXPECT_EQ(base.Find("a", 2), nullptr);
  EXPECT_EQ(next.Current("a")->content().text->title, "Two");
  EXPECT_EQ(next.Find("a", 1)->content().state, State::kSuperseded);
}

TEST(Library, SharesTextsWithItsBase) {
  const Library base(nullptr, 1, {Published("a", "One", 1, 1)});
  const Library next(&base, 2, {Published("b", "Two", 1, 2)});
  EXPECT_EQ(base.Current("a")->content().text, next.Current("a")->content().text);
}

TEST(Library, CountsOnlyCurrentRevisions) {
  const Library library(nullptr, 3,
                        {Published("a", "A", 1, 1, {"one", "two"}), Published("a", "A", 2, 2, {"two"}),
                         Published("b", "B", 1, 3, {"two"})});
  EXPECT_EQ(library.CountInDiagnosis("one"), 0);
  EXPECT_EQ(library.CountInDiagnosis("two"), 2);
  EXPECT_EQ(library.CountInTopic("two"), 0);
}

TEST(Library, KeepsTheDisclaimerOfEachRevisionsImprint) {
  Revision first = Published("a", "A", 1, 1);
  Revision second = Published("a", "A", 2, 2);
  second.imprint->disclaimer = SampleDisclaimer(2, "Newer words.");
  const Library library(nullptr, 2, {first, second});
  EXPECT_EQ(library.Find("a", 1)->disclaimer(), SampleDisclaimer());
  EXPECT_EQ(library.Find("a", 2)->disclaimer().text(), "Newer words.");
}

TEST(Page, GoesOnAfterTheLastItemWhateverIsAddedMeanwhile) {
  std::map<std::string, int> ordered = {{"a", 1}, {"c", 3}, {"e", 5}, {"g", 7}};
  const auto first = PageOf(ordered, {.after = "", .size = 2});
  EXPECT_THAT(first.items, ElementsAre(1, 3));
  ordered.emplace("b", 2);
  ordered.emplace("d", 4);
  ordered.erase("c");
  const auto second = PageOf(ordered, {.after = first.next, .size = 2});
  EXPECT_THAT(second.items, ElementsAre(4, 5));
  const auto last = PageOf(ordered, {.after = second.next, .size = 2});
  EXPECT_THAT(last.items, ElementsAre(7));
  EXPECT_EQ(last.next, "");
}

TEST(Page, EndsWithoutATokenWhenNothingMoreMatches) {
  const std::map<std::string, int> ordered = {{"a", 1}, {"b", 2}, {"c", 3}};
  const auto page = PageOf(ordered, {.after = "", .size = 2}, [](int item) { return item != 3; });
  EXPECT_THAT(page.items, ElementsAre(1, 2));
  EXPECT_EQ(page.next, "");
}

}  // namespace
}  // namespace careloop::content
