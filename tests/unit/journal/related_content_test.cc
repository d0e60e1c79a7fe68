#include "services/journal/domain/related_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/fakes.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using testing::RunTask;

Entry NauseaEntry() {
  Entry entry;
  entry.observed.answers = {{.symptom = "nausea"}};
  entry.observed.answers[0].level(Attribute::kFrequency) = 2;
  entry.grades = {{.symptom = "nausea", .grade = 1}};
  return entry;
}

class RelatedContentTest : public ::testing::Test {
 protected:
  RelatedContentTest() { content_.suggestions = OneSuggestion(); }

  Related FitFor(const Entry& entry, std::vector<std::string> treatments = {}, std::string language = "") {
    const Call call = CallOf(Role::kPatient, "p-1");
    return RunTask(related_.FitFor(call, entry, std::move(treatments), std::move(language)));
  }

  testing::FakeClock clock_;
  FakeContent content_;
  RelatedContent related_{content_, clock_};
};

TEST_F(RelatedContentTest, AsksContentForSymptomsAndTreatments) {
  const Related related = FitFor(NauseaEntry(), {"tamoxifen", "letrozole"}, "en");
  EXPECT_EQ(related.state, RelatedState::kFresh);
  EXPECT_EQ(*related.suggestions, OneSuggestion());
  ASSERT_EQ(content_.queries.size(), 1u);
  EXPECT_EQ(content_.queries[0].symptoms.at(0).id, "nausea");
  EXPECT_EQ(content_.queries[0].symptoms.at(0).grade, 1);
  EXPECT_THAT(content_.queries[0].treatments, ElementsAre("letrozole", "tamoxifen"));
  EXPECT_EQ(content_.queries[0].language, "en");
}

TEST_F(RelatedContentTest, AsksForOneForEachSymptomAtLeast) {
  Entry entry = NauseaEntry();
  FitFor(entry);
  EXPECT_EQ(content_.last_most, 5);
  for (const char* symptom : {"a", "b", "c", "d", "e", "f", "g"}) {
    entry.observed.answers.push_back(entry.observed.answers[0]);
    entry.observed.answers.back().symptom = symptom;
  }
  FitFor(entry);
  EXPECT_EQ(content_.last_most, 8);
}

TEST_F(RelatedContentTest, GivesContentNoMoreThanItsLimit) {
  FitFor(NauseaEntry());
  EXPECT_LE(content_.last_deadline, DeadlineAfter(RelatedContent::kLimit));
}

TEST_F(RelatedContentTest, LeavesTimeToAnswerWhoIsInAHurry) {
  Call call = CallOf(Role::kPatient, "p-1");
  call.deadline = DeadlineAfter(RelatedContent::kLimit / 2);
  RunTask(related_.FitFor(call, NauseaEntry(), {}, "en"));
  EXPECT_LT(content_.last_deadline, call.deadline);
}

TEST_F(RelatedContentTest, AnswersTheSameQuestionFromMemoryAndAsksOnlyWhetherThatStillHolds) {
  FitFor(NauseaEntry());
  clock_.Advance(KnownLibrary::kSure - absl::Microseconds(1));
  const Related cached = FitFor(NauseaEntry());
  EXPECT_EQ(cached.state, RelatedState::kCached);
  EXPECT_EQ(*cached.suggestions, OneSuggestion());
  EXPECT_EQ(content_.queries.size(), 1u);
  clock_.Advance(absl::Seconds(59));
  const Related confirmed = FitFor(NauseaEntry());
  EXPECT_EQ(confirmed.state, RelatedState::kFresh);
  EXPECT_EQ(*confirmed.suggestions, OneSuggestion());
  EXPECT_EQ(content_.queries.at(1).known_library, "1");
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kCached);
  EXPECT_EQ(content_.queries.size(), 2u);
}

TEST_F(RelatedContentTest, AsksInFullOnceAMinute) {
  FitFor(NauseaEntry());
  clock_.Advance(absl::Seconds(60));
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kFresh);
  EXPECT_EQ(content_.queries.at(1).known_library, "");
}

TEST_F(RelatedContentTest, DropsAllThatIsKeptOnceContentHasAnotherLibrary) {
  FitFor(NauseaEntry());
  FitFor(NauseaEntry(), {"letrozole"});
  content_.library = "2";
  content_.suggestions.clear();
  clock_.Advance(KnownLibrary::kSure);
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kNone);
  EXPECT_EQ(FitFor(NauseaEntry(), {"letrozole"}).state, RelatedState::kNone) << "though content was asked just now";
  EXPECT_EQ(content_.queries.size(), 4u);
}

TEST_F(RelatedContentTest, NeverComesBackToAnOlderLibraryForALateAnswer) {
  FitFor(NauseaEntry());
  clock_.Advance(KnownLibrary::kSure);
  content_.while_asked = [&] {  // while this question is under way, a later one has been answered
    content_.while_asked = [] {};
    clock_.Advance(absl::Milliseconds(1));
    content_.library = "2";
    content_.suggestions.clear();
    FitFor(NauseaEntry(), {"letrozole"});
    content_.library = "1";
    content_.suggestions = OneSuggestion();
  };
  FitFor(NauseaEntry());
  content_.library = "2";
  content_.suggestions.clear();
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kNone);
}

TEST_F(RelatedContentTest, DoesNotShowWhatIsKnownToHaveChangedWhileContentIsDown) {
  FitFor(NauseaEntry());
  content_.library = "2";
  FitFor(NauseaEntry(), {"letrozole"});
  content_.failure = PeerDown();
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kUnavailable);
  EXPECT_EQ(FitFor(NauseaEntry(), {"letrozole"}).state, RelatedState::kCached);
}

TEST_F(RelatedContentTest, CountsTheAgeOfAnAnswerFromTheQuestion) {
  content_.while_asked = [&] { clock_.Advance(absl::Seconds(10)); };
  FitFor(NauseaEntry());
  clock_.Advance(absl::Seconds(50));
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kFresh);
}

TEST_F(RelatedContentTest, AsksAnewForAnotherGradeTreatmentOrLanguage) {
  FitFor(NauseaEntry());
  Entry worse = NauseaEntry();
  worse.grades[0].grade = 2;
  EXPECT_EQ(FitFor(worse).state, RelatedState::kFresh);
  EXPECT_EQ(FitFor(NauseaEntry(), {"letrozole"}).state, RelatedState::kFresh);
  EXPECT_EQ(FitFor(NauseaEntry(), {}, "de").state, RelatedState::kFresh);
  worse.grades[0].grade = std::nullopt;
  EXPECT_EQ(FitFor(worse).state, RelatedState::kFresh);
}

TEST_F(RelatedContentTest, SaysUnavailableWhenContentFails) {
  content_.failure = PeerDown();
  const Related related = FitFor(NauseaEntry());
  EXPECT_EQ(related.state, RelatedState::kUnavailable);
  EXPECT_TRUE(related.suggestions->empty());
  content_.failure = absl::OkStatus();
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kFresh);
}

TEST_F(RelatedContentTest, StillAnswersFromMemoryWhileContentIsDown) {
  FitFor(NauseaEntry());
  content_.failure = PeerDown();
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kCached);
  clock_.Advance(absl::Seconds(59));
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kCached);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kUnavailable);
}

TEST_F(RelatedContentTest, SaysNoneWhenThereIsNothing) {
  content_.suggestions.clear();
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kNone);
  EXPECT_EQ(FitFor(NauseaEntry()).state, RelatedState::kNone);
  EXPECT_EQ(content_.queries.size(), 1u);
}

TEST_F(RelatedContentTest, AsksNothingForAnEntryWithoutSymptoms) {
  Entry entry;
  entry.observed.temperature_celsius = 39;
  EXPECT_EQ(FitFor(entry, {"letrozole"}).state, RelatedState::kNone);
  EXPECT_TRUE(content_.queries.empty());
}

TEST(SymptomsToReadAbout, AreThoseThatAreThere) {
  Entry entry;
  entry.observed.answers = {{.symptom = "rash", .presence = true},
                            {.symptom = "bruising", .presence = false},
                            {.symptom = "pain"},
                            {.symptom = "fatigue"},
                            {.symptom = "anxiety"},
                            {.symptom = "cough"}};
  entry.observed.answers[2].level(Attribute::kSeverity) = 2;
  entry.observed.answers[3].level(Attribute::kSeverity) = 0;
  entry.observed.answers[4].withheld = {{Attribute::kFrequency, WithheldReason::kPreferNotToSay}};
  entry.observed.answers[5].level(Attribute::kInterference) = 1;
  entry.grades = {{.symptom = "pain", .grade = std::nullopt, .incomplete = true},
                  {.symptom = "fatigue", .grade = 0},
                  {.symptom = "anxiety", .grade = std::nullopt, .incomplete = true},
                  {.symptom = "cough", .grade = 0}};
  const auto symptoms = SymptomsToReadAbout(entry);
  ASSERT_EQ(symptoms.size(), 2u);
  EXPECT_EQ(symptoms[0].id, "pain");
  EXPECT_EQ(symptoms[0].grade, std::nullopt);
  EXPECT_EQ(symptoms[1].id, "rash");
}

}  // namespace
}  // namespace careloop::journal
