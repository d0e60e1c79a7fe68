#include "services/content/domain/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/content/domain/editing.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_publication_store.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

using careloop::testing::CallOf;
using careloop::testing::FakeClock;
using careloop::testing::FakePublicationStore;
using careloop::testing::RunTask;
using ::testing::ElementsAre;

std::string Markdown(const std::string& id, const std::string& language = "en", const std::string& more = "") {
  return StrCat("---\nid: ", id, "\ntitle: Title of ", id, "\nsummary: S\nkind: fact-sheet\nlanguage: ", language,
                "\nsponsor_acknowledgement: None.\nreview_due_date: 2024-02-29\n", more, "---\nText\n");
}

class ReadingTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(RunTask(library_.Refresh(DeadlineAfter(absl::Seconds(1)))).ok()); }

  void Publish(const std::string& id, const std::string& more = "", const std::string& language = "en") {
    const Call call = CallOf(Role::kEditor, "editor");
    const auto draft = RunTask(editing_.Import(call, Markdown(id, language, more)));
    ASSERT_TRUE(draft.ok()) << draft.status();
    clock_.Advance(absl::Seconds(1));
    ASSERT_TRUE(RunTask(editing_.Publish(call, id, draft->content().revision, "")).ok());
  }
  absl::StatusOr<ShownPublication> Get(Role role, const std::string& id, int revision) {
    const auto got = RunTask(reading_.Get(CallOf(role, "somebody"), id, revision));
    if (!got.ok()) return got.status();
    return **got;
  }
  std::vector<std::string> List(const PublicationFilter& filter, Order order = Order::kNewest) {
    std::vector<std::string> ids;
    const auto list = *reading_.List(filter, order, {.after = "", .size = 50});
    for (const auto& item : list.page.items) {
      ids.push_back(item.content().text->id);
    }
    return ids;
  }
  void OpenSpanish() {
    const auto spanish = *Disclaimer::Create(1, "es", "Es informaci\xC3\xB3n general.");
    ASSERT_TRUE(RunTask(editing_.PublishDisclaimer(CallOf(Role::kEditor, "editor"), spanish)).ok());
  }

  const Site site_ = SampleSite();
  FakeClock clock_;
  FakePublicationStore store_;
  LiveLibrary library_{store_, site_, clock_};
  Reading reading_{library_, store_, site_};
  Editing editing_{store_, library_, site_, clock_};
};

TEST_F(ReadingTest, ADraftIsAnEditorsOnly) {
  ASSERT_TRUE(RunTask(editing_.Import(CallOf(Role::kEditor, "editor"), Markdown("a"))).ok());
  for (const Role role : {Role::kPatient, Role::kCaregiver, Role::kClinician, Role::kAdmin}) {
    EXPECT_EQ(Get(role, "a", 1).status(), NotFound("publication"));
  }
  const auto draft = Get(Role::kEditor, "a", 1);
  ASSERT_TRUE(draft.ok());
  EXPECT_EQ(draft->content().state, State::kDraft);
  EXPECT_EQ(draft->disclaimer(), SampleDisclaimer());
  EXPECT_EQ(Get(Role::kEditor, "a", 0).status(), NotFound("publication"));
  EXPECT_EQ(Get(Role::kEditor, "a", 2).status(), NotFound("publication"));
}

TEST_F(ReadingTest, AnEditorReadsWhatAnotherInstanceHasJustPublished) {
  const Call call = CallOf(Role::kEditor, "editor");
  ASSERT_TRUE(RunTask(store_.AddDraft(call, SampleManuscript("a"), SampleAct())).ok());
  ASSERT_TRUE(RunTask(store_.PublishDisclaimer(call, SampleDisclaimer(5, "Other words."), SampleAct())).ok());
  ASSERT_TRUE(RunTask(store_.Publish(call, "a", 1, "", SampleAct())).ok());
  const auto shown = Get(Role::kEditor, "a", 1);
  ASSERT_TRUE(shown.ok());
  EXPECT_EQ(shown->content().state, State::kPublished);
  EXPECT_EQ(shown->disclaimer().version(), 5);
}

TEST_F(ReadingTest, ShowsAWithdrawnPublicationByItsNumberAloneAndMarked) {
  Publish("a", "diagnoses: [one]\n");
  const auto withdrawn = RunTask(editing_.Withdraw(CallOf(Role::kEditor, "editor"), "a", "A dose was wrong.", ""));
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(withdrawn->content().state, State::kWithdrawn);
  EXPECT_EQ(Get(Role::kPatient, "a", 0).status(), NotFound("publication"));
  const auto shown = Get(Role::kPatient, "a", 1);
  ASSERT_TRUE(shown.ok());
  EXPECT_EQ(shown->content().state, State::kWithdrawn);
  EXPECT_EQ(shown->content().withdrawal->reason, "A dose was wrong.");
  EXPECT_EQ(shown->content().withdrawal->act.person, "editor");
  EXPECT_EQ(shown->content().text->title, "Title of a");
  EXPECT_THAT(List({}), ElementsAre());
}

TEST_F(ReadingTest, ReadsCurrentAndOlderRevisionsFromMemory) {
  Publish("a");
  Publish("a");
  store_.FailWith(absl::UnavailableError(""));
  EXPECT_EQ(Get(Role::kPatient, "a", 0)->content().revision, 2);
  EXPECT_EQ(Get(Role::kPatient, "a", 1)->content().state, State::kSuperseded);
  EXPECT_EQ(Get(Role::kPatient, "b", 0).status(), NotFound("publication"));
}

TEST_F(ReadingTest, FiltersByEverythingAtOnce) {
  Publish("a", "diagnoses: [one]\ntopics: [care]\ntreatments: [letrozole]\nsymptoms: [pain]\n");
  Publish("b", "diagnoses: [one]\n");
  EXPECT_THAT(List({}), ElementsAre("b", "a"));
  EXPECT_THAT(List({}, Order::kTitle), ElementsAre("a", "b"));
  EXPECT_THAT(List({.diagnosis = "one"}), ElementsAre("b", "a"));
  EXPECT_THAT(List({.topic = "care"}), ElementsAre("a"));
  EXPECT_THAT(List({.treatment = "letrozole"}), ElementsAre("a"));
  EXPECT_THAT(List({.symptom = "pain"}), ElementsAre("a"));
  EXPECT_THAT(List({.diagnosis = "two"}), ElementsAre());
  EXPECT_THAT(List({.kind = Kind::kFactSheet}), ElementsAre("b", "a"));
  EXPECT_THAT(List({.kind = Kind::kBooklet}), ElementsAre());
  EXPECT_THAT(List({.languages = {"EN"}}), ElementsAre("b", "a"));
  EXPECT_THAT(List({.languages = {"es"}}), ElementsAre());
}

TEST_F(ReadingTest, FindsInACategoryWhatIsInOneBelowItAsItsCountSays) {
  Publish("a", "diagnoses: [one-late]\n");
  Publish("b", "diagnoses: [one, one-late]\n");
  EXPECT_THAT(List({.diagnosis = "one"}), ElementsAre("b", "a"));
  EXPECT_THAT(List({.diagnosis = "one-late"}), ElementsAre("b", "a"));
  const auto diagnoses = *reading_.Diagnoses("", {.after = "", .size = 50});
  for (const auto& item : diagnoses.items) {
    EXPECT_EQ(item.publications, static_cast<int>(List({.diagnosis = item.category.id}).size())) << item.category.id;
  }
}

TEST_F(ReadingTest, ListsWhatHasToBeReviewedSoonestFirst) {
  Publish("a");  // due on 2024-02-29
  const auto before = [this](absl::CivilDay day) { return List({.review_due_before = day}, Order::kReviewDue); };
  EXPECT_THAT(before(absl::CivilDay(2024, 2, 29)), ElementsAre());
  EXPECT_THAT(before(absl::CivilDay(2024, 3, 1)), ElementsAre("a"));
}

TEST_F(ReadingTest, FallsBackOnTheFirstLanguageInWhichSomethingMatches) {
  OpenSpanish();
  Publish("a", "diagnoses: [one]\n");
  Publish("b");
  Publish("c", "", "es");
  const auto list = [this](PublicationFilter filter) {
    filter.languages = {"pt", "es", "en"};
    return *reading_.List(filter, Order::kTitle, {.after = "", .size = 1});
  };
  EXPECT_EQ(list({}).language, "es");
  EXPECT_EQ(list({}).page.items.front().content().text->id, "c");
  EXPECT_EQ(list({.diagnosis = "one"}).language, "en");
  EXPECT_EQ(list({.diagnosis = "two"}).language, "pt");
  EXPECT_TRUE(list({.diagnosis = "two"}).page.items.empty());
}

TEST_F(ReadingTest, StaysWithTheLanguageOfTheFirstPage) {
  OpenSpanish();
  Publish("a");
  Publish("b");
  const PublicationFilter filter{.languages = {"es", "en"}};
  const auto first = *reading_.List(filter, Order::kTitle, {.after = "", .size = 1});
  Publish("c", "", "es");
  const auto second = *reading_.List(filter, Order::kTitle, {.after = first.page.next, .size = 1});
  EXPECT_EQ(second.language, "en");
  EXPECT_EQ(second.page.items.front().content().text->id, "b");
  EXPECT_EQ(second.page.next, "");
}

TEST_F(ReadingTest, CountsPublicationsInCategories) {
  Publish("a", "diagnoses: [one]\ntopics: [care]\n");
  Publish("b", "diagnoses: [one]\n");
  const auto diagnoses = *reading_.Diagnoses("", {.after = "", .size = 50});
  ASSERT_EQ(diagnoses.items.size(), 3u);
  EXPECT_EQ(diagnoses.items[0].category.id, "two");  // "A second diagnosis"
  EXPECT_EQ(diagnoses.items[0].publications, 0);
  EXPECT_EQ(diagnoses.items[1].publications, 2);
  EXPECT_EQ(diagnoses.items[2].category.parent, "one");  // after the one above it
  EXPECT_EQ(reading_.Topics("", {.after = "", .size = 50})->items[0].publications, 1);
  EXPECT_EQ(reading_.Topics("en", {.after = "", .size = 50})->items[0].publications, 1);
  EXPECT_EQ(reading_.Topics("es", {.after = "", .size = 50})->items[0].publications, 0);
}

TEST_F(ReadingTest, KnowsTheSitesTreatmentsAndDisclaimers) {
  EXPECT_EQ(reading_.Treatments("", {.after = "", .size = 50})->items.size(), 2u);
  EXPECT_EQ(reading_.GetTreatment("letrozole")->content().generic_name, "Letrozole");
  EXPECT_EQ(reading_.GetTreatment("tea").status(), NotFound("treatment"));
  EXPECT_EQ(*reading_.FindDisclaimer("", 0), SampleDisclaimer());
  EXPECT_EQ(*reading_.FindDisclaimer("EN", 1), SampleDisclaimer());
  EXPECT_EQ(reading_.FindDisclaimer("EN", 2).status(), NotFound("disclaimer"));
  EXPECT_EQ(reading_.FindDisclaimer("es", 0).status(), NotFound("disclaimer"));
}

TEST_F(ReadingTest, FindsTreatmentsByAPartOfAnyOfTheirNames) {
  const auto named = [this](const char* part) {
    std::vector<std::string> ids;
    const auto found = *reading_.Treatments(part, {.after = "", .size = 50});
    for (const auto& item : found.items) ids.push_back(item.content().id);
    return ids;
  };
  EXPECT_THAT(named("HERC"), ElementsAre("trastuzumab"));
  EXPECT_THAT(named("letro"), ElementsAre("letrozole"));
  EXPECT_THAT(named("m"), ElementsAre("letrozole", "trastuzumab"));
  EXPECT_THAT(named("tea"), ElementsAre());
}

TEST_F(ReadingTest, ShowsTreatmentsWithTheDisclaimerThatIsCurrentNow) {
  const auto later = SampleDisclaimer(2, "Newer words.");
  ASSERT_TRUE(RunTask(editing_.PublishDisclaimer(CallOf(Role::kEditor, "editor"), later)).ok());
  EXPECT_EQ(reading_.GetTreatment("letrozole")->disclaimer(), later);
  EXPECT_EQ(*reading_.FindDisclaimer("", 1), SampleDisclaimer());
}

TEST_F(ReadingTest, SaysOfRelatedOnlyThatTheLibraryIsStillTheKnownOneUntilItChanges) {
  Publish("a", "symptoms: [pain]\n");
  RelatedQuery query{.symptoms = {{"pain", 1}}, .limit = 5};
  const auto first = reading_.Related(query);
  ASSERT_EQ(first->hits.size(), 1u);
  EXPECT_FALSE(first->unchanged);
  query.known_library = first->library;
  EXPECT_TRUE(reading_.Related(query)->unchanged);
  EXPECT_TRUE(reading_.Related(query)->hits.empty());
  EXPECT_EQ(reading_.Related(query)->library, first->library);
  ASSERT_TRUE(RunTask(editing_.Withdraw(CallOf(Role::kEditor, "editor"), "a", "Wrong.", "")).ok());
  const auto after = reading_.Related(query);
  EXPECT_FALSE(after->unchanged);
  EXPECT_TRUE(after->hits.empty());
  EXPECT_NE(after->library, first->library);
  query.known_library = "of no library";
  EXPECT_FALSE(reading_.Related(query)->unchanged);
}

TEST_F(ReadingTest, FindsRelatedInTheDefaultLanguage) {
  Publish("a", "symptoms: [pain]\n");
  const auto hits = reading_.Related({.symptoms = {{"pain", 1}}, .limit = 5});
  ASSERT_TRUE(hits.ok());
  EXPECT_EQ(hits->hits.size(), 1u);
  EXPECT_EQ(hits->language, "en");
}

TEST_F(ReadingTest, IsUnavailableBeforeTheLibraryIsLoaded) {
  LiveLibrary empty(store_, site_, clock_);
  const Reading reading(empty, store_, site_);
  EXPECT_EQ(reading.List({}, Order::kNewest, {}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(reading.Diagnoses("", {}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(reading.Topics("", {}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(reading.Treatments("", {}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(reading.GetTreatment("letrozole").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(reading.FindDisclaimer("", 0).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(reading.Related({}).status().code(), absl::StatusCode::kUnavailable);
  const auto got = RunTask(reading.Get(CallOf(Role::kPatient, "p"), "a", 0));
  EXPECT_EQ(got.status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ReadingTest, AnImportWithoutADisclaimerInItsLanguageIsAFailedState) {
  const Call call = CallOf(Role::kEditor, "editor");
  EXPECT_EQ(ReasonOf(RunTask(editing_.Import(call, Markdown("a", "es"))).status()), reason::kFailedState);
  EXPECT_EQ(ReasonOf(RunTask(editing_.TryImport(call, Markdown("a", "es"))).status()), reason::kFailedState);
}

TEST_F(ReadingTest, ATrialImportShowsTheNumberAndStoresNothing) {
  const Call call = CallOf(Role::kEditor, "editor");
  EXPECT_EQ(RunTask(editing_.TryImport(call, Markdown("a")))->content().revision, 1);
  EXPECT_EQ(RunTask(editing_.TryImport(call, Markdown("a")))->content().revision, 1);
  EXPECT_EQ(Get(Role::kEditor, "a", 1).status(), NotFound("publication"));
  Publish("a");
  EXPECT_EQ(RunTask(editing_.TryImport(call, Markdown("a")))->content().revision, 2);
}

TEST_F(ReadingTest, APublishedRevisionIsReadableWhenTheAnswerComes) {
  const Call call = CallOf(Role::kEditor, "editor");
  ASSERT_TRUE(RunTask(editing_.Import(call, Markdown("a"))).ok());
  ASSERT_TRUE(RunTask(editing_.Publish(call, "a", 1, "")).ok());
  EXPECT_EQ(Get(Role::kPatient, "a", 0)->content().state, State::kPublished);
  EXPECT_EQ(RunTask(editing_.Publish(call, "a", 2, "")).status(), NotFound("publication"));
}

TEST(ReviewOverdue, BeginsTheDayAfterTheDueDayInUtc) {
  PublicationText text;
  text.review_due = absl::CivilDay(2024, 2, 29);
  const absl::Time end_of_day = absl::FromCivil(absl::CivilSecond(2024, 2, 29, 23, 59, 59), absl::UTCTimeZone());
  EXPECT_FALSE(ReviewOverdue(text, end_of_day));
  EXPECT_TRUE(ReviewOverdue(text, end_of_day + absl::Seconds(1)));
}

}  // namespace
}  // namespace careloop::content
