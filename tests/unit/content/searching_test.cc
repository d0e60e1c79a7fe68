#include "services/content/domain/searching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_publication_store.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/content/fake_search_index.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

using careloop::testing::CallOf;
using careloop::testing::FakeClock;
using careloop::testing::FakePublicationStore;
using careloop::testing::RunTask;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SearchingTest : public ::testing::Test {
 protected:
  SearchingTest() { EXPECT_TRUE(RunTask(store_.PublishDisclaimer(call_, SampleDisclaimer(), SampleAct())).ok()); }

  void Publish(const std::string& id, const std::string& title) {
    const Call call = CallOf(Role::kEditor, "editor");
    const int number = RunTask(store_.AddDraft(call, SampleManuscript(id, title), SampleAct()))->latest;
    ASSERT_TRUE(RunTask(store_.Publish(call, id, number, "", SampleAct(number))).ok());
    ASSERT_TRUE(RunTask(library_.Refresh(DeadlineAfter(absl::Seconds(1)))).ok());
  }
  IndexHit HitOf(const std::string& id) {
    const auto text = (*library_.Current())->Current(id)->content().text;
    return {.text = text, .title = {{.text = text->title, .match = true}}, .excerpt = {{.text = "an excerpt"}}};
  }
  absl::StatusOr<SearchPage> Search(const std::string& after = "", int size = 2) {
    return RunTask(searching_.Search(call_, {.text = "title"}, {.after = after, .size = size}));
  }

  const Site site_ = SampleSite();
  FakeClock clock_;
  FakePublicationStore store_;  // one disclaimer is its first change
  LiveLibrary library_{store_, site_, clock_};
  FakeSearchIndex index_;
  Workers workers_{1};
  const Searching searching_{library_, index_, site_, workers_};
  Call call_ = CallOf(Role::kPatient, "patient");
};

TEST_F(SearchingTest, ShowsHitsUnderTheirDisclaimerWithWhatMatches) {
  Publish("a", "A title");
  index_.answer = IndexAnswer{.total = 1, .hits = {HitOf("a")}};
  const auto page = Search();
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->hits.items.size(), 1u);
  const Disclaimed<SearchHit>& hit = page->hits.items[0];
  EXPECT_EQ(hit.content().publication.text->id, "a");
  EXPECT_THAT(hit.content().title, ElementsAre(TextSegment{"A title", true}));
  EXPECT_THAT(hit.content().excerpt, ElementsAre(TextSegment{"an excerpt", false}));
  EXPECT_EQ(hit.disclaimer(), SampleDisclaimer());
  EXPECT_EQ(hit.sponsor(), SampleSponsor());
}

TEST_F(SearchingTest, ShowsWhatWasPublishedSinceAsItIsNow) {
  Publish("a", "A title");
  index_.answer = IndexAnswer{.total = 1, .hits = {HitOf("a")}};
  Publish("a", "Another title");
  const auto page = Search();
  ASSERT_EQ(page->hits.items.size(), 1u);
  const SearchHit& hit = page->hits.items[0].content();
  EXPECT_EQ(hit.publication.revision, 2);
  EXPECT_THAT(hit.title, ElementsAre(TextSegment{"Another title", false}));
  EXPECT_THAT(hit.excerpt, ElementsAre(TextSegment{"A summary.", false}));
}

TEST_F(SearchingTest, NeverShowsWhatIsNoLongerThere) {
  Publish("b", "B title");
  Publish("a", "A title");
  index_.answer = IndexAnswer{.total = 2, .hits = {HitOf("a"), HitOf("b")}, .suggestion = Suggestion{"query", "a"}};
  store_.LoseAllAfter(2);  // the disclaimer and b
  ASSERT_TRUE(RunTask(library_.Refresh(DeadlineAfter(absl::Seconds(1)))).ok());
  const auto page = Search();
  ASSERT_EQ(page->hits.items.size(), 1u);
  EXPECT_EQ(page->hits.items[0].content().publication.text->id, "b");
  EXPECT_FALSE(page->suggestion);
}

TEST_F(SearchingTest, StampsASuggestionWithWhatItsBestHitIsShownWith) {
  Publish("a", "A title");
  index_.answer = IndexAnswer{.suggestion = Suggestion{.query = "another query", .best = "a"}};
  const auto page = Search();
  ASSERT_TRUE(page->suggestion);
  EXPECT_EQ(page->suggestion->content(), "another query");
  EXPECT_EQ(page->suggestion->disclaimer(), SampleDisclaimer());
}

TEST_F(SearchingTest, LabelsFacets) {
  Publish("a", "A title");
  index_.answer = IndexAnswer{.facets = {.diagnoses = {{"one", 2}, {"gone", 1}},
                                         .topics = {{"care", 1}},
                                         .treatments = {{"letrozole", 1}},
                                         .kinds = {{"booklet", 1}},
                                         .languages = {{"en", 1}}}};
  const auto page = Search();
  EXPECT_THAT(page->facets.diagnoses,
              ElementsAre(FacetCount{"one", 2, "First diagnosis"}, FacetCount{"gone", 1, "gone"}));
  EXPECT_THAT(page->facets.topics, ElementsAre(FacetCount{"care", 1, "Care"}));
  EXPECT_THAT(page->facets.treatments, ElementsAre(FacetCount{"letrozole", 1, "Letrozole"}));
  EXPECT_THAT(page->facets.languages, ElementsAre(FacetCount{"en", 1, "en"}));
}

TEST_F(SearchingTest, GoesOnWithTheMatchingOfTheFirstPageUntilAllAreShown) {
  Publish("a", "A title");
  index_.answer = IndexAnswer{.matching = Matching::kAnyWord, .total = 5};
  auto page = Search();
  ASSERT_TRUE(index_.asked);
  EXPECT_FALSE(index_.asked->matching);
  page = Search(page->hits.next);
  EXPECT_EQ(index_.asked->matching, Matching::kAnyWord);
  EXPECT_EQ(index_.asked->first, 2);
  page = Search(page->hits.next);
  EXPECT_EQ(index_.asked->first, 4);
  EXPECT_THAT(page->hits.next, IsEmpty());
}

TEST_F(SearchingTest, RefusesPositionsThatItNeverGave) {
  for (const char* position : {"x1", "a", "a-1", "axyz", "a99999999999"}) {
    EXPECT_EQ(ReasonOf(Search(position).status()), reason::kPageTokenInvalid) << position;
  }
}

TEST_F(SearchingTest, IsUnavailableWithoutALibraryAndHandsOnWhatTheIndexSays) {
  EXPECT_EQ(Search().status().code(), absl::StatusCode::kUnavailable);
  index_.answer = absl::InternalError("");
  EXPECT_EQ(Search().status().code(), absl::StatusCode::kInternal);
}

TEST_F(SearchingTest, DoesNotBeginAfterTheDeadline) {
  call_.deadline = DeadlineAfter(absl::Seconds(-1));
  EXPECT_EQ(Search().status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_FALSE(index_.asked);
}

}  // namespace
}  // namespace careloop::content
