#include "services/content/domain/renditions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_publication_store.h"
#include "tests/support/matchers.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

using absl::StatusCode;
using careloop::testing::CallOf;
using careloop::testing::FailsWith;
using careloop::testing::RunTask;
using careloop::testing::StartTask;

using Opened = absl::StatusOr<Disclaimed<OpenRendition>>;

// "FILE n" is the n-th file that it makes, with the digest "n". Closed, it makes none before it is opened or given up.
class FakeRenderer final : public Renderer {
 public:
  absl::StatusOr<Rendition> Render(const RenditionOrder& order, const std::function<bool()>& given_up) override {
    const int number = ++renderings;
    renderings.notify_all();
    while (closed) {
      if (given_up()) return Error(StatusCode::kCancelled, reason::kCancelled, "given up");
      std::this_thread::yield();
    }
    if (!failure.ok()) return failure;
    return Rendition{.bytes = StrCat("FILE ", number), .sha256 = StrCat(number), .pages = 1};
  }

  std::atomic<int> renderings = 0;
  std::atomic<bool> closed = false;
  absl::Status failure;
};

class RenditionsTest : public ::testing::Test {
 protected:
  RenditionsTest() {
    EXPECT_TRUE(RunTask(store_.PublishDisclaimer(editor_, SampleDisclaimer(), SampleAct())).ok());
    Publish();
  }
  ~RenditionsTest() override { renderer_.closed = false; }

  void Publish() {
    const int number = AddDraft();
    ASSERT_TRUE(RunTask(store_.Publish(editor_, "a", number, "", SampleAct(number))).ok());
    Refresh();
  }
  int AddDraft() { return RunTask(store_.AddDraft(NextCall(), SampleManuscript("a"), SampleAct()))->latest; }
  void Refresh() { ASSERT_TRUE(RunTask(library_.Refresh(DeadlineAfter(absl::Seconds(1)))).ok()); }
  Call NextCall() { return CallOf(Role::kEditor, "editor", ++requests_); }

  Opened Open(RenditionRequest request = {.id = "a"}) {
    return RunTask(renditions_.Open(patient_, std::move(request), [] { return false; }));
  }
  // One who waits, until `gone`.
  std::future<Opened> Start(const std::atomic<bool>& gone) {
    return StartTask(renditions_.Open(patient_, {.id = "a"}, [&gone] { return gone.load(); }));
  }
  void AwaitRenderings(int count) {
    for (int now = renderer_.renderings; now < count; now = renderer_.renderings) renderer_.renderings.wait(now);
  }

  int requests_ = 0;
  const Site site_ = SampleSite();
  testing::FakeClock clock_;
  testing::FakePublicationStore store_;
  LiveLibrary library_{store_, site_, clock_};
  Reading reading_{library_, store_, site_};
  FakeRenderer renderer_;
  Workers workers_{2};
  Renditions renditions_{reading_, renderer_, workers_, clock_, /*cache_bytes=*/4096};
  Call editor_ = CallOf(Role::kEditor, "editor");
  Call patient_ = CallOf(Role::kPatient, "patient");
};

TEST_F(RenditionsTest, AFileIsMadeOnceAndComesWithItsDisclaimer) {
  const Opened first = Open();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->disclaimer(), SampleDisclaimer());
  EXPECT_EQ(first->sponsor(), SampleSponsor());
  EXPECT_EQ(first->content().publication.revision, 1);
  EXPECT_EQ(Open()->content().file, first->content().file);
  EXPECT_EQ(renderer_.renderings, 1);
}

TEST_F(RenditionsTest, EachKindRevisionAndStateIsAnotherFile) {
  EXPECT_EQ(Open()->content().file->sha256, "1");
  EXPECT_EQ(Open({.id = "a", .kind = RenditionKind::kThumbnail})->content().file->sha256, "2");
  Publish();
  EXPECT_EQ(Open()->content().file->sha256, "3");
  EXPECT_EQ(Open({.id = "a", .revision = 1})->content().file->sha256, "4") << "it is superseded by now";
  clock_.Set(absl::FromCivil(absl::CivilDay(2030, 2, 1), absl::UTCTimeZone()));
  const Opened overdue = Open();
  EXPECT_EQ(overdue->content().file->sha256, "5");
  EXPECT_TRUE(overdue->content().review_overdue);
}

TEST_F(RenditionsTest, AllWhoAskAtOnceAreGivenOneRendering) {
  const std::atomic<bool> gone = false;
  renderer_.closed = true;
  std::vector<std::future<Opened>> readers;
  for (int i = 0; i < 10; ++i) readers.push_back(Start(gone));
  renderer_.closed = false;
  for (auto& reader : readers) EXPECT_EQ(reader.get()->content().file->bytes, "FILE 1");
  EXPECT_EQ(renderer_.renderings, 1);
}

TEST_F(RenditionsTest, RenderingGoesOnForThoseWhoStayAndStopsWithTheLast) {
  std::atomic<bool> first_gone = false, second_gone = false;
  renderer_.closed = true;
  auto first = Start(first_gone);
  AwaitRenderings(1);
  auto second = Start(second_gone);
  first_gone = true;
  EXPECT_EQ(first.wait_for(std::chrono::seconds(0)), std::future_status::timeout) << "it goes on for the second";
  second_gone = true;
  EXPECT_THAT(first.get(), FailsWith(StatusCode::kCancelled, reason::kCancelled));
  EXPECT_THAT(second.get(), FailsWith(StatusCode::kCancelled, reason::kCancelled));

  renderer_.closed = false;
  EXPECT_EQ(Open()->content().file->bytes, "FILE 2") << "who comes later is not told that nobody waits";
}

TEST_F(RenditionsTest, NothingIsRenderedForWhoIsGoneBeforeTheirTurn) {
  const std::atomic<bool> gone = true;
  EXPECT_THAT(Start(gone).get(), FailsWith(StatusCode::kCancelled, reason::kCancelled));
  EXPECT_EQ(renderer_.renderings, 0);
}

TEST_F(RenditionsTest, WhatCannotBeRenderedIsNotTriedAgainButAFaultIs) {
  renderer_.failure = Error(StatusCode::kFailedPrecondition, reason::kFailedState, "too many pages");
  EXPECT_THAT(Open(), FailsWith(StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_THAT(Open(), FailsWith(StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(renderer_.renderings, 1);
  renderer_.failure = absl::InternalError("a fault");
  EXPECT_FALSE(Open({.id = "a", .kind = RenditionKind::kThumbnail}).ok());
  renderer_.failure = absl::OkStatus();
  EXPECT_TRUE(Open({.id = "a", .kind = RenditionKind::kThumbnail}).ok());
}

TEST_F(RenditionsTest, ADownloadGoesOnOnlyWithTheFileThatItBeganWith) {
  EXPECT_TRUE(Open({.id = "a", .offset = 6, .sha256 = "1"}).ok()) << "at the end there is nothing left";
  const Opened beyond = Open({.id = "a", .offset = 7, .sha256 = "1"});
  EXPECT_THAT(beyond, FailsWith(StatusCode::kInvalidArgument, reason::kInvalidField));
  EXPECT_THAT(FaultsOf(beyond.status()), ::testing::ElementsAre("offset: 7 is beyond the end; the file has 6 bytes"));
  Publish();
  EXPECT_THAT(Open({.id = "a", .offset = 3, .sha256 = "1"}), FailsWith(StatusCode::kAborted, reason::kVersionConflict));
}

TEST_F(RenditionsTest, ADraftIsForEditorsAndIsNotKept) {
  const RenditionRequest draft{.id = "a", .revision = AddDraft()};
  EXPECT_THAT(Open(draft), FailsWith(StatusCode::kNotFound, reason::kNotFound));
  const auto open = [&] { return RunTask(renditions_.Open(editor_, draft, [] { return false; })); };
  EXPECT_EQ(open()->content().publication.state, State::kDraft);
  EXPECT_EQ(open()->content().file->sha256, "2");
}

TEST_F(RenditionsTest, TwoEditorsOfDraftsOfOneNumberAreGivenEachTheirOwn) {
  const auto add = [&](const std::string& title) {
    return RunTask(store_.AddDraft(NextCall(), SampleManuscript("a", title), SampleAct()))->latest;
  };
  const RenditionRequest draft{.id = "a", .revision = add("Before")};
  const auto start = [&] { return StartTask(renditions_.Open(editor_, draft, [] { return false; })); };
  renderer_.closed = true;
  auto before = start();
  auto also_before = start();
  AwaitRenderings(1);
  store_.LoseDraft("a");
  ASSERT_EQ(add("After"), draft.revision);
  auto after = start();
  AwaitRenderings(2);
  renderer_.closed = false;
  const std::string first = before.get()->content().file->bytes;
  EXPECT_EQ(also_before.get()->content().file->bytes, first);
  EXPECT_NE(after.get()->content().file->bytes, first);
  EXPECT_EQ(renderer_.renderings, 2);
}

// ---- The cache -------------------------------------------------------------------------------------------------

RenderingOutcome FileOf(size_t bytes) {
  return std::make_shared<const Rendition>(Rendition{.bytes = std::string(bytes, 'x'), .sha256 = "", .pages = 1});
}

TEST(RenditionCache, KeepsWhatWasAskedForLastWithinItsBytes) {
  RenditionCache cache(10'000);
  cache.Put("a", FileOf(4000));
  cache.Put("b", FileOf(4000));
  EXPECT_TRUE(cache.Find("a"));
  cache.Put("c", FileOf(4000));
  EXPECT_TRUE(cache.Find("a"));
  EXPECT_FALSE(cache.Find("b"));
  EXPECT_TRUE(cache.Find("c"));
  EXPECT_LE(cache.bytes(), 10'000u);
}

TEST(RenditionCache, TakesNoMoreForWhatIsPutAgainAndKeepsNothingThatIsTooLarge) {
  RenditionCache cache(10'000);
  cache.Put("a", FileOf(4000));
  const size_t bytes = cache.bytes();
  cache.Put("a", FileOf(4000));
  EXPECT_EQ(cache.bytes(), bytes);
  cache.Put("b", FileOf(20'000));
  EXPECT_FALSE(cache.Find("b"));
  EXPECT_EQ(cache.bytes(), 0u);
}

}  // namespace
}  // namespace careloop::content
