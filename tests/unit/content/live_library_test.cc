#include "services/content/domain/live_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

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

// Runs nothing until it is told to.
class ManualScheduler final : public Scheduler {
 public:
  void Post(std::function<void()> work) override { work_.push_back(std::move(work)); }
  void After(absl::Duration, std::function<void()> work) override { work_.push_back(std::move(work)); }
  void RunNext() {
    const auto work = std::move(work_.front());
    work_.pop_front();
    work();
  }
  size_t waiting() const { return work_.size(); }

 private:
  std::deque<std::function<void()>> work_;
};

class LiveLibraryTest : public ::testing::Test {
 protected:
  LiveLibraryTest() { PublishDisclaimer(SampleDisclaimer()); }

  void PublishDisclaimer(Disclaimer disclaimer) {
    ASSERT_TRUE(RunTask(store_.PublishDisclaimer(call_, std::move(disclaimer), SampleAct())).ok());
  }
  void Publish(const std::string& id) {
    const int number = RunTask(store_.AddDraft(call_, SampleManuscript(id), SampleAct()))->latest;
    ASSERT_TRUE(RunTask(store_.Publish(call_, id, number, "", SampleAct(number))).ok());
  }
  Task<void> RefreshInto(std::vector<absl::Status>& outcomes, absl::Duration limit) {
    absl::Status outcome = co_await library_.Refresh(DeadlineAfter(limit));
    outcomes.push_back(std::move(outcome));
  }
  absl::Status Refresh() { return RunTask(library_.Refresh(DeadlineAfter(absl::Seconds(1)))); }

  const Call call_ = CallOf(Role::kEditor, "editor");
  const Site site_ = SampleSite();
  FakeClock clock_;
  FakePublicationStore store_;  // one disclaimer is its first change
  LiveLibrary library_{store_, site_, clock_};
};

TEST_F(LiveLibraryTest, IsUnavailableUntilItHasBeenLoaded) {
  EXPECT_EQ(library_.Current().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(library_.Current().status()), reason::kStoreUnavailable);
  ASSERT_TRUE(Refresh().ok());
  ASSERT_TRUE(library_.Current().ok());
  EXPECT_EQ((*library_.Current())->version(), 1);
}

TEST_F(LiveLibraryTest, TellsOnceThatItHasBeenLoaded) {
  int told = 0;
  library_.OnLoaded([&] {
    EXPECT_TRUE(library_.Current().ok());
    ++told;
  });
  store_.FailWith(Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away"));
  EXPECT_FALSE(Refresh().ok());
  EXPECT_EQ(told, 0);
  store_.FailWith(absl::OkStatus());
  for (const char* id : {"a", "b"}) {
    Publish(id);
    ASSERT_TRUE(Refresh().ok());
    EXPECT_EQ(told, 1);
  }
}

TEST_F(LiveLibraryTest, LoadsEverythingHoweverManyAnswersItTakes) {
  for (const char* id : {"a", "b", "c", "d", "e"}) Publish(id);
  store_.AnswerInPiecesOf(2);
  ASSERT_TRUE(Refresh().ok());
  EXPECT_EQ((*library_.Current())->version(), 6);
  EXPECT_EQ((*library_.Current())->by_title().size(), 5u);
}

TEST_F(LiveLibraryTest, KeepsTheSameSnapshotWhileNothingChanges) {
  Publish("a");
  ASSERT_TRUE(Refresh().ok());
  const auto before = *library_.Current();
  ASSERT_TRUE(Refresh().ok());
  EXPECT_EQ(*library_.Current(), before);
  Publish("b");
  ASSERT_TRUE(Refresh().ok());
  EXPECT_NE(*library_.Current(), before);
  EXPECT_EQ(before->Current("b"), nullptr);  // a call that holds it goes on with what it had
}

TEST_F(LiveLibraryTest, GoesOnWithWhatItHasWhileTheStoreIsAway) {
  Publish("a");
  ASSERT_TRUE(Refresh().ok());
  store_.FailWith(Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away"));
  EXPECT_FALSE(Refresh().ok());
  ASSERT_TRUE(library_.Current().ok());
  EXPECT_NE((*library_.Current())->Current("a"), nullptr);
}

TEST_F(LiveLibraryTest, StartsAnewWhenTheStoreWasSetBack) {
  Publish("a");
  Publish("b");
  ASSERT_TRUE(Refresh().ok());
  store_.LoseAllAfter(2);
  ASSERT_TRUE(Refresh().ok());
  EXPECT_EQ((*library_.Current())->version(), 2);
  EXPECT_NE((*library_.Current())->Current("a"), nullptr);
  EXPECT_EQ((*library_.Current())->Current("b"), nullptr);
}

TEST_F(LiveLibraryTest, OffersTheStoreTheDisclaimersOfTheSiteBeforeItLoads) {
  FakePublicationStore empty;
  LiveLibrary library(empty, site_, clock_);
  ASSERT_TRUE(RunTask(library.Refresh(DeadlineAfter(absl::Seconds(1)))).ok());
  EXPECT_EQ(*(*library.Current())->disclaimers().In("en"), SampleDisclaimer());
}

TEST_F(LiveLibraryTest, RefusesASiteWithAnotherTextUnderAPublishedVersion) {
  FakePublicationStore store;
  ASSERT_TRUE(RunTask(store.PublishDisclaimer(call_, SampleDisclaimer(1, "Quite another text."), SampleAct())).ok());
  LiveLibrary library(store, site_, clock_);
  const absl::Status status = RunTask(library.Refresh(DeadlineAfter(absl::Seconds(1))));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(library.Current().ok());
}

TEST_F(LiveLibraryTest, PrefersALaterDisclaimerToThatOfTheSite) {
  PublishDisclaimer(SampleDisclaimer(7, "Quite another text."));
  ASSERT_TRUE(Refresh().ok());
  EXPECT_EQ((*library_.Current())->disclaimers().In("en")->version(), 7);
}

TEST_F(LiveLibraryTest, LooksForADisclaimerInTheStoreBeforeItSaysThatThereIsNone) {
  ASSERT_TRUE(Refresh().ok());
  const auto required = [&](const char* language) {
    return RunTask(library_.RequiredDisclaimer(language, DeadlineAfter(absl::Seconds(1))));
  };
  EXPECT_EQ(*required("EN"), SampleDisclaimer());
  EXPECT_EQ(ReasonOf(required("es").status()), reason::kFailedState);
  PublishDisclaimer(*Disclaimer::Create(1, "es", "Texto."));
  EXPECT_EQ(required("es")->text(), "Texto.");
}

TEST_F(LiveLibraryTest, FollowsTheStore) {
  ManualScheduler scheduler;
  library_.Follow(scheduler, [](const absl::Status&) {});
  ASSERT_TRUE(library_.Current().ok());
  Publish("a");
  ASSERT_EQ(scheduler.waiting(), 1u);
  scheduler.RunNext();
  EXPECT_NE((*library_.Current())->Current("a"), nullptr);
  EXPECT_EQ(scheduler.waiting(), 1u);
}

TEST_F(LiveLibraryTest, TellsOfAFailureOnceUntilItChanges) {
  ManualScheduler scheduler;
  std::vector<absl::StatusCode> told;
  library_.Follow(scheduler, [&told](const absl::Status& status) { told.push_back(status.code()); });
  store_.FailWith(absl::UnavailableError(""));
  scheduler.RunNext();
  scheduler.RunNext();
  store_.FailWith(absl::InternalError(""));
  scheduler.RunNext();
  store_.FailWith(absl::OkStatus());
  scheduler.RunNext();
  store_.FailWith(absl::InternalError(""));
  scheduler.RunNext();
  EXPECT_THAT(told, ::testing::ElementsAre(absl::StatusCode::kUnavailable, absl::StatusCode::kInternal,
                                           absl::StatusCode::kInternal));
}

TEST_F(LiveLibraryTest, ReadsTheStoreOnceForABurstOfThoseWhoComeWhileItReads) {
  Publish("a");
  store_.reading().Close();
  for (int i = 0; i < 6; ++i) library_.Wake();
  EXPECT_EQ(store_.reading().waiting(), 1u);
  Publish("b");  // the first reading may be over before this, so that the others' has to begin after it
  store_.reading().LetPass();
  EXPECT_EQ(store_.reading().waiting(), 1u);
  store_.reading().Open();
  EXPECT_EQ(store_.reads(), 2);
  EXPECT_NE((*library_.Current())->Current("b"), nullptr);
}

TEST_F(LiveLibraryTest, GivesThoseWhoShareAReadingItsFailure) {
  store_.reading().Close();
  library_.Wake();
  std::vector<absl::Status> outcomes;
  for (int i = 0; i < 3; ++i) StartDetached(RefreshInto(outcomes, absl::Seconds(60)));
  store_.FailWith(absl::InternalError(""));
  store_.reading().Open();
  EXPECT_EQ(outcomes, std::vector<absl::Status>(3, absl::InternalError("")));
  store_.FailWith(absl::OkStatus());
  EXPECT_TRUE(Refresh().ok());
}

TEST_F(LiveLibraryTest, LetsNobodyFailForTheShortDeadlineOfAnother) {
  store_.reading().Close();
  library_.Wake();
  std::vector<absl::Status> outcomes;
  StartDetached(RefreshInto(outcomes, absl::ZeroDuration()));  // runs what the next two share
  StartDetached(RefreshInto(outcomes, absl::Seconds(60)));
  StartDetached(RefreshInto(outcomes, absl::ZeroDuration()));
  store_.reading().LetPass();
  store_.FailWith(absl::DeadlineExceededError(""));
  store_.reading().LetPass();
  EXPECT_EQ(outcomes, std::vector<absl::Status>(2, absl::DeadlineExceededError("")));
  store_.FailWith(absl::OkStatus());
  store_.reading().Open();
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_TRUE(outcomes.back().ok());
}

TEST_F(LiveLibraryTest, WakesAtOnce) {
  Publish("a");
  library_.Wake();
  EXPECT_TRUE(library_.Current().ok());
}

}  // namespace
}  // namespace careloop::content
