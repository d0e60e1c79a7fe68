#include "services/content/search/index_follower.h"

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

class IndexFollowerTest : public ::testing::Test {
 protected:
  IndexFollowerTest() {
    const Call call = CallOf(Role::kEditor, "editor");
    EXPECT_TRUE(RunTask(store_.PublishDisclaimer(call, SampleDisclaimer(), SampleAct())).ok());
  }

  void Publish(const std::string& id) {
    const Call call = CallOf(Role::kEditor, "editor");
    const int number = RunTask(store_.AddDraft(call, SampleManuscript(id), SampleAct()))->latest;
    ASSERT_TRUE(RunTask(store_.Publish(call, id, number, "", SampleAct(number))).ok());
    Refresh();
  }
  void Refresh() { ASSERT_TRUE(RunTask(library_.Refresh(DeadlineAfter(absl::Seconds(1)))).ok()); }

  const Site site_ = SampleSite();
  FakeClock clock_;
  FakePublicationStore store_;  // one disclaimer is its first change
  LiveLibrary library_{store_, site_, clock_};
  FakeSearchIndex index_;
};

TEST_F(IndexFollowerTest, IndexesTheLibraryAfterEachChange) {
  IndexFollower follower(library_, index_, [](const absl::Status&) {});
  library_.OnChange([&follower] { follower.Wake(); });
  Refresh();
  index_.AwaitUpdates(1);
  EXPECT_EQ(index_.version, 1);
  Publish("a");
  index_.AwaitUpdates(2);
  EXPECT_EQ(index_.version, 2);
}

TEST_F(IndexFollowerTest, TakesTogetherWhatChangesWhileItIsBusy) {
  IndexFollower follower(library_, index_, [](const absl::Status&) {});
  Refresh();
  follower.Wake();
  index_.AwaitUpdates(1);
  Publish("a");
  Publish("b");
  for (int i = 0; i < 100; ++i) follower.Wake();
  index_.AwaitUpdates(2);
  EXPECT_EQ(index_.version, 3);
}

TEST_F(IndexFollowerTest, DoesNothingBeforeTheLibraryIsLoadedAndEndsAtOnce) {
  {
    IndexFollower follower(library_, index_, [](const absl::Status&) {});
    follower.Wake();
  }
  EXPECT_EQ(index_.updates, 0);
}

TEST_F(IndexFollowerTest, TellsOfAFailureAndEndsWithoutAnotherAttempt) {
  std::vector<absl::StatusCode> told;
  index_.failure = absl::InternalError("");
  Refresh();
  {
    IndexFollower follower(library_, index_, [&told](const absl::Status& status) { told.push_back(status.code()); });
    follower.Wake();
    index_.AwaitUpdates(1);
  }
  EXPECT_THAT(told, ::testing::ElementsAre(absl::StatusCode::kInternal));
  EXPECT_EQ(index_.updates, 1);
}

}  // namespace
}  // namespace careloop::content
