#include "services/content/domain/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "services/content/domain/page.h"
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
  for (const auto& [position, publication] : ordered) titles.push_back(publication->content().text->title);
  return titles;
}

PublicationWithdrawn Withdrawn(const std::string& id, int number, int second = 0) {
  return {.id = id, .number = number, .withdrawal = {.act = SampleAct(second), .reason = "A dose was wrong."}};
}

class LibraryTest : public ::testing::Test {
 protected:
  const Site site_ = SampleSite();
};

TEST_F(LibraryTest, ListsCurrentRevisionsByTimeTitleAndReview) {
  Revision cherry = Published("c", "cherry", 1, 3);
  cherry.manuscript.text.review_due = absl::CivilDay(2020, 1, 1);
  const auto library = LibraryOf(
      site_, {Published("a", "banana", 1, 1), Published("b", "Apple", 1, 2), cherry, Published("a", "Zebra", 2, 4)});
  EXPECT_EQ(library->version(), 4);
  EXPECT_THAT(TitlesIn(library->newest_first()), ElementsAre("Zebra", "cherry", "Apple"));
  EXPECT_THAT(TitlesIn(library->by_title()), ElementsAre("Apple", "cherry", "Zebra"));
  EXPECT_THAT(TitlesIn(library->by_review_due()), ElementsAre("cherry", "Zebra", "Apple"));
}

TEST_F(LibraryTest, KeepsSupersededRevisionsReadableByTheirNumber) {
  const auto library = LibraryOf(site_, {Published("a", "First", 1, 1), Published("a", "Third", 3, 2)});
  ASSERT_NE(library->Find("a", 1), nullptr);
  EXPECT_EQ(library->Find("a", 1)->content().state, State::kSuperseded);
  EXPECT_EQ(library->Find("a", 1)->content().text->title, "First");
  EXPECT_EQ(library->Find("a", 1)->content().standing.current(), 3);
  EXPECT_EQ(library->Find("a", 2), nullptr);
  ASSERT_NE(library->Current("a"), nullptr);
  EXPECT_EQ(library->Current("a")->content().revision, 3);
  EXPECT_EQ(library->Current("a")->content().state, State::kPublished);
  EXPECT_EQ(library->Current("b"), nullptr);
}

TEST_F(LibraryTest, TakesAWithdrawnPublicationOffItsListsAndMarksAllThatWasPublished) {
  const auto base = LibraryOf(site_, {Published("a", "First", 1, 1, {"one"}), Published("a", "Second", 2, 2, {"one"}),
                                      Published("b", "Other", 1, 3, {"one"})});
  const Library library(site_, base.get(), 4, {Withdrawn("a", 2)});
  EXPECT_EQ(library.Current("a"), nullptr);
  EXPECT_THAT(TitlesIn(library.by_title()), ElementsAre("Other"));
  EXPECT_THAT(TitlesIn(library.newest_first()), ElementsAre("Other"));
  EXPECT_EQ(library.CountInDiagnosis("one"), 1);
  for (const int number : {1, 2}) {
    const Publication& shown = library.Find("a", number)->content();
    EXPECT_EQ(shown.state, State::kWithdrawn);
    EXPECT_EQ(shown.withdrawal->reason, "A dose was wrong.");
    EXPECT_EQ(shown.standing.current(), 0);
  }
  EXPECT_EQ(base->Current("a")->content().state, State::kPublished);  // a call that holds it goes on with what it had
}

TEST_F(LibraryTest, ShowsANewRevisionOfAWithdrawnPublicationAndKeepsTheMarkOfTheOldOnes) {
  const auto base = LibraryOf(site_, {Published("a", "First", 1, 1)});
  const Library library(site_, base.get(), 3, {Withdrawn("a", 1), Published("a", "Second", 2, 3)});
  EXPECT_EQ(library.Current("a")->content().revision, 2);
  EXPECT_EQ(library.Current("a")->content().withdrawal, nullptr);
  EXPECT_EQ(library.Find("a", 1)->content().state, State::kWithdrawn);
  EXPECT_EQ(library.Find("a", 1)->content().standing.current(), 2);
  EXPECT_THAT(TitlesIn(library.by_title()), ElementsAre("Second"));
}

TEST_F(LibraryTest, KeepsTheFirstWithdrawalOfARevision) {
  const auto base = LibraryOf(site_, {Published("a", "First", 1, 1)});
  PublicationWithdrawn second = Withdrawn("a", 2);
  second.withdrawal.reason = "Another reason.";
  const Library library(site_, base.get(), 4, {Withdrawn("a", 1), Published("a", "Second", 2, 3), second});
  EXPECT_EQ(library.Find("a", 1)->content().withdrawal->reason, "A dose was wrong.");
  EXPECT_EQ(library.Find("a", 2)->content().withdrawal->reason, "Another reason.");
}

TEST_F(LibraryTest, AddsToWhatABaseHoldsAndLeavesItAsItWas) {
  const auto base = LibraryOf(site_, {Published("a", "One", 1, 1)});
  const auto next = LibraryOf(site_, {Published("a", "Two", 2, 2)}, base.get());
  EXPECT_EQ(base->Current("a")->content().text->title, "One");
  EXPECT_THAT(TitlesIn(base->by_title()), ElementsAre("One"));
  EXPECT_EQ(base->Find("a", 2), nullptr);
  EXPECT_EQ(next->Current("a")->content().text->title, "Two");
  EXPECT_EQ(next->Find("a", 1)->content().state, State::kSuperseded);
}

TEST_F(LibraryTest, OutlivesItsBaseAndSharesTextsWithIt) {
  auto base = LibraryOf(site_, {Published("a", "One", 1, 1), Published("c", "Three", 1, 1)});
  const auto text = base->Current("a")->content().text;
  const auto next = LibraryOf(site_, {Published("b", "Two", 1, 2), Published("c", "Four", 2, 3)}, base.get());
  base.reset();
  EXPECT_EQ(next->Current("a")->content().text, text);
  EXPECT_THAT(TitlesIn(next->by_title()), ElementsAre("Four", "One", "Two"));
}

TEST_F(LibraryTest, CountsOnlyCurrentRevisions) {
  const auto library = LibraryOf(site_, {Published("a", "A", 1, 1, {"one", "two"}), Published("a", "A", 2, 2, {"two"}),
                                         Published("b", "B", 1, 3, {"two"})});
  EXPECT_EQ(library->CountInDiagnosis("one"), 0);
  EXPECT_EQ(library->CountInDiagnosis("two"), 2);
  EXPECT_EQ(library->CountInTopic("two"), 0);
}

TEST_F(LibraryTest, CountsAPublicationOnceInEachCategoryAboveItsOwn) {
  Revision spanish = Published("es", "E", 1, 3, {"one-late"});
  spanish.manuscript.text.language = "es";
  const auto library =
      LibraryOf(site_, {Published("a", "A", 1, 1, {"one-late", "one"}), Published("b", "B", 1, 2, {"one"}), spanish});
  EXPECT_EQ(library->CountInDiagnosis("one"), 3);
  EXPECT_EQ(library->CountInDiagnosis("one-late"), 2);
  EXPECT_EQ(library->CountInDiagnosis("one", "ES"), 1);
  EXPECT_EQ(library->CountInDiagnosis("one", "en"), 2);
}

TEST_F(LibraryTest, KeepsTheDisclaimerOfEachRevisionsImprint) {
  Revision first = Published("a", "A", 1, 1);
  Revision second = Published("a", "A", 2, 2);
  second.imprint->disclaimer = SampleDisclaimer(2, "Newer words.");
  const auto library = LibraryOf(site_, {first, second});
  EXPECT_EQ(library->Find("a", 1)->disclaimer(), SampleDisclaimer());
  EXPECT_EQ(library->Find("a", 2)->disclaimer().text(), "Newer words.");
}

TEST_F(LibraryTest, KnowsEveryDisclaimerThatWasPublished) {
  const Library library(site_, nullptr, 2, {SampleDisclaimer(1), SampleDisclaimer(3, "Newer words.")});
  EXPECT_EQ(library.disclaimers().In("EN")->version(), 3);
  EXPECT_EQ(library.disclaimers().In("en", 1)->text(), SampleDisclaimer().text());
  EXPECT_EQ(library.disclaimers().In("en", 2), nullptr);
  EXPECT_EQ(library.disclaimers().In("es"), nullptr);
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
