#include "services/messaging/domain/inbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "tests/support/fake_clock.h"
#include "tests/support/manual_scheduler.h"
#include "tests/support/matchers.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/messaging/fake_inbox_store.h"

namespace careloop::messaging {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::IsEmpty;

auto IsNotReady() { return FailsWith(absl::StatusCode::kUnavailable, reason::kInboxNotReady); }
absl::Status Away() { return Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away"); }

// An inbox whose store, log and time do what the test says, when it says so.
struct Kept : InboxSite {
  ~Kept() {
    store.gate.Open();
    scheduler.Advance(absl::Seconds(10));
  }

  void StartLog() {
    inbox.OnLogStart(log().empty() ? LogEntries() : LogEntries{log().back()});
    told = log().size();
  }
  // The inbox is given what has come since.
  void Tail() {
    inbox.OnLog({log().begin() + static_cast<std::ptrdiff_t>(told), log().end()});
    told = log().size();
  }
  using Page = std::future<absl::StatusOr<InboxPage>>;
  Page List(std::chrono::steady_clock::duration limit = std::chrono::hours(1)) {
    Call call = CallOf(Role::kClinician, "nurse-1");
    call.deadline = std::chrono::steady_clock::now() + limit;
    calls.push_back(std::move(call));
    return testing::StartTask(inbox.List(calls.back(), {.reader = "nurse-1", .teams = {"a", "b"}}));
  }
  std::future<absl::StatusOr<Inbox::Rebuilt>> StartRebuild() {
    return testing::StartTask(inbox.Rebuild(std::chrono::steady_clock::now() + std::chrono::hours(1)));
  }
  static bool IsThere(Page& page) { return page.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  std::vector<std::string> Ids() { return IdsOf(List().get().value()); }

  testing::FakeClock clock;
  testing::ManualScheduler scheduler;
  FakeInboxStore store{*this};
  Inbox inbox{store, scheduler, clock};
  size_t told = 0;
  std::list<Call> calls;
};

class InboxTest : public ::testing::Test, protected Kept {};

TEST_F(InboxTest, IsMadeFromAllPagesOfTheStore) {
  for (const char* id : {"t1", "t2", "t3"}) Start(id);
  store.most_a_page = 1;
  StartLog();
  EXPECT_EQ(store.pages, 3);
  EXPECT_THAT(Ids(), ElementsAre("t1", "t2", "t3"));
}

TEST_F(InboxTest, BeforeItIsMadeItSaysSo) {
  EXPECT_THAT(List().get(), IsNotReady());
  Start("t1");
  store.gate.Close();
  StartLog();
  EXPECT_THAT(List().get(), IsNotReady());
  store.gate.Open();
  EXPECT_THAT(Ids(), ElementsAre("t1"));
}

TEST_F(InboxTest, WhatHappensWhileItIsMadeIsInIt) {
  Start("t1");
  store.gate.Close();
  StartLog();
  Start("t2");
  Answer("t1", "nurse-2");
  Tail();
  store.gate.Open();
  scheduler.Run();
  EXPECT_THAT(Ids(), ElementsAre("t2", "t1"));
}

TEST_F(InboxTest, AStoreThatIsAwayIsAskedAgain) {
  Start("t1");
  store.failure = Away();
  StartLog();
  EXPECT_THAT(List().get(), IsNotReady());
  store.failure = absl::OkStatus();
  scheduler.Advance(absl::Milliseconds(100));
  EXPECT_THAT(Ids(), ElementsAre("t1"));
}

TEST_F(InboxTest, APageWaitsUntilAllThatTheLogHeldIsInIt) {
  Start("t1");
  StartLog();
  Start("t2");
  auto page = List();
  EXPECT_FALSE(IsThere(page));
  Tail();
  ASSERT_TRUE(IsThere(page));
  const auto answer = page.get();
  EXPECT_THAT(IdsOf(answer.value()), ElementsAre("t1", "t2"));
  EXPECT_EQ(answer->place, end());
}

TEST_F(InboxTest, APageWaitsAlsoForThreadsThatAreReadAnew) {
  Start("t1");
  StartLog();
  store.gate.Close();
  Claim("t1", "nurse-1");
  Tail();
  auto page = List();
  EXPECT_FALSE(IsThere(page));
  store.gate.Open();
  ASSERT_TRUE(IsThere(page));
  EXPECT_EQ(page.get()->counts.mine, 1);
}

TEST_F(InboxTest, APageWaitsNoLongerThanItsDeadline) {
  StartLog();
  Start("t1");
  auto page = List(std::chrono::milliseconds(0));
  EXPECT_FALSE(IsThere(page));
  scheduler.Advance(absl::Milliseconds(20));
  ASSERT_TRUE(IsThere(page));
  EXPECT_THAT(page.get(), IsNotReady());
}

TEST_F(InboxTest, AnEndOfTheLogThatCannotBeReadIsTheAnswer) {
  StartLog();
  store.end_failure = Away();
  EXPECT_EQ(List().get().status(), Away());
}

TEST_F(InboxTest, AThreadThatCouldNotBeReadAnewIsReadLater) {
  Start("t1");
  StartLog();
  store.failure = Away();
  Claim("t1", "nurse-1");
  Tail();
  auto page = List();
  EXPECT_FALSE(IsThere(page));
  store.failure = absl::OkStatus();
  scheduler.Advance(absl::Milliseconds(100));
  ASSERT_TRUE(IsThere(page));
  EXPECT_EQ(page.get()->counts.mine, 1);
}

TEST_F(InboxTest, AThreadThatCouldTwiceNotBeReadAnewLeavesNoPageWaiting) {
  Start("t1");
  StartLog();
  store.failure = Away();
  Claim("t1", "nurse-1");
  Tail();
  auto page = List();
  scheduler.Advance(absl::Milliseconds(100));
  EXPECT_FALSE(IsThere(page));
  store.failure = absl::OkStatus();
  scheduler.Advance(absl::Milliseconds(100));
  ASSERT_TRUE(IsThere(page));
  EXPECT_EQ(page.get()->counts.mine, 1);
}

TEST_F(InboxTest, AThreadThatIsUnreadableAtFirstIsThereOnceItCanBeRead) {
  for (const char* id : {"t1", "t2"}) Start(id);
  store.damaged = {"t1"};
  StartLog();
  EXPECT_THAT(Ids(), ElementsAre("t2")) << "and no page waits for the other";
  store.damaged.clear();
  scheduler.Advance(absl::Seconds(1));
  EXPECT_THAT(Ids(), ElementsAre("t1", "t2"));
}

TEST_F(InboxTest, AThreadThatCannotBeReadAnewIsShownAsItWasUntilItCan) {
  Start("t1");
  StartLog();
  store.damaged = {"t1"};
  Claim("t1", "nurse-1");
  Tail();
  EXPECT_FALSE(List().get()->threads.at(0).work.assignment.has_value());
  store.damaged.clear();
  store.failure = Away();
  scheduler.Advance(absl::Seconds(1));
  store.failure = absl::OkStatus();
  scheduler.Advance(absl::Seconds(2));
  EXPECT_TRUE(List().get()->threads.at(0).work.assignment.has_value());
}

TEST_F(InboxTest, WhatStaysUnreadableIsTriedLessAndLessAndAnotherSoon) {
  for (const char* id : {"t1", "t2"}) Start(id);
  store.damaged = {"t1"};
  StartLog();
  scheduler.Advance(absl::Hours(1));
  EXPECT_LT(store.reads, 70) << "once a minute in the end";
  store.damaged.insert("t2");
  Claim("t2", "nurse-1");
  Tail();
  const int before = store.reads;
  scheduler.Advance(absl::Seconds(1));
  EXPECT_EQ(store.reads, before + 1) << "both in one";
  StartLog();
  store.damaged.clear();
  scheduler.Advance(absl::Seconds(1));
  EXPECT_THAT(Ids(), ElementsAre("t1", "t2"));
  scheduler.Advance(absl::Minutes(1));
  EXPECT_EQ(scheduler.timers(), 0u);
}

TEST_F(InboxTest, ManyChangesOfOneThreadAreReadOnce) {
  Start("t1");
  StartLog();
  for (int i = 0; i < 50; ++i) Claim("t1", "nurse-1");
  Tail();
  EXPECT_EQ(store.reads, 1);
}

TEST_F(InboxTest, ALogThatBeginsAnewMakesItAnewAndWhoWaitsIsTold) {
  Start("t1");
  StartLog();
  Start("t2");
  auto page = List();
  EXPECT_FALSE(IsThere(page));
  store.gate.Close();
  StartLog();
  ASSERT_TRUE(IsThere(page));
  EXPECT_THAT(page.get(), IsNotReady());
  store.gate.Open();
  EXPECT_THAT(Ids(), ElementsAre("t1", "t2"));
}

// ---- Rebuild ----------------------------------------------------------------------------------------------------

TEST_F(InboxTest, ARebuildAnswersFromTheOldIndexUntilTheNewOneIsMade) {
  Start("t1");
  StartLog();
  store.gate.Close();
  auto rebuilt = StartRebuild();
  EXPECT_THAT(Ids(), ElementsAre("t1"));
  EXPECT_THAT(StartRebuild().get(), FailsWith(absl::StatusCode::kAborted, reason::kVersionConflict));
  Answer("t1", "nurse-2");
  Tail();
  store.gate.Open();
  scheduler.Advance(absl::Seconds(1));
  const auto answer = rebuilt.get();
  EXPECT_EQ(answer.value().threads, 1);
  EXPECT_EQ(answer.value().differing, 0);
  EXPECT_EQ(List().get()->counts.unanswered, 0);
}

TEST_F(InboxTest, ARebuildSaysOfHowManyThreadsTheIndexWasWrongAndMendsIt) {
  for (const char* id : {"t1", "t2", "t3"}) Start(id);
  StartLog();
  Claim("t1", "nurse-1");
  Claim("t3", "nurse-1");
  told = log().size();  // these the inbox never hears of
  auto rebuilt = StartRebuild();
  scheduler.Run();
  EXPECT_EQ(rebuilt.get().value().differing, 2);
  Tail();
  EXPECT_EQ(inbox.index().Refs().size(), 3u);
  auto again = StartRebuild();
  scheduler.Run();
  EXPECT_EQ(again.get().value().differing, 0);
}

TEST_F(InboxTest, ARebuildThatFailsLeavesTheIndexAsItIs) {
  Start("t1");
  EXPECT_THAT(StartRebuild().get(), IsNotReady());
  StartLog();
  store.failure = Away();
  EXPECT_EQ(StartRebuild().get().status(), Away());
  EXPECT_THAT(Ids(), ElementsAre("t1"));
}

std::vector<InboxQuery> Queries(absl::Time now) {
  std::vector<InboxQuery> queries;
  for (int filter = -1; filter <= static_cast<int>(InboxFilter::kAttention); ++filter) {
    for (const char* reader : {"nurse-1", "nurse-2"}) {
      InboxQuery query{.reader = reader, .teams = {"a", "b"}, .now = now};
      if (filter >= 0) query.filters = {static_cast<InboxFilter>(filter)};
      queries.push_back(query);
      query.patient = "patient-1";
      queries.push_back(query);
    }
  }
  return queries;
}

RC_GTEST_PROP(InboxProperty, ARebuiltIndexIsTheOneThatWasKeptByTheLog, ()) {
  Kept kept;
  std::vector<std::string> ids;
  const auto any = [&] { return *rc::gen::elementOf(ids); };
  const auto nurse = [] { return *rc::gen::element(std::string("nurse-1"), std::string("nurse-2")); };
  const auto team = [] { return *rc::gen::element(std::string("a"), std::string("b")); };
  kept.store.most_a_page = *rc::gen::inRange(1, 4);
  kept.StartLog();
  const int steps = *rc::gen::inRange(0, 80);
  for (int i = 0; i < steps; ++i) {
    const int kind = ids.empty() ? 0 : *rc::gen::inRange(0, 16);
    if (kind == 0) {
      ids.push_back("t" + std::to_string(i));
      kept.Start(ids.back(), team(), *rc::gen::element(std::string("patient-1"), std::string("patient-2")));
    }
    if (kind == 1 || kind == 2) kept.Write(any());
    if (kind == 3) kept.Answer(any(), nurse());
    if (kind == 4) kept.Read(any(), nurse(), *rc::gen::inRange(1, 5));
    if (kind == 5) kept.Claim(any(), nurse());
    if (kind == 6) kept.SetUrgent(any());
    if (kind == 7) kept.Resolve(any());
    if (kind == 8) kept.Reroute(any(), team());
    if (kind == 9) kept.Tail();
    if (kind == 12) kept.SetEnrolled("patient-1", team(), *rc::gen::arbitrary<bool>());
    if (kind == 13) kept.Retract(any());
    if (kind == 14) kept.RevokeShare(any());
    if (kind == 15) kept.Warn(any());
    if (kind == 10) {
      if (kept.store.gate.waiting() > 0) kept.store.gate.LetPass(0);
      kept.store.gate.Close();
    }
    if (kind == 11) {
      kept.Pass(absl::Hours(5));
      kept.store.gate.Open();
    }
  }
  kept.store.gate.Open();
  kept.Tail();
  kept.scheduler.Run();
  const auto page = kept.List().get();  // it is complete
  RC_ASSERT(page.ok());
  InboxIndex anew;
  for (InboxRow& row : kept.AllRows()) anew.Put(std::move(row));
  RC_ASSERT(kept.inbox.index().size() == anew.size());
  for (const ThreadRef& ref : anew.Refs()) RC_ASSERT(kept.inbox.index().AgreesWith(anew, ref));
  auto rebuilt = kept.StartRebuild();
  kept.scheduler.Run();
  RC_ASSERT(rebuilt.get().value().differing == 0);
  InboxIndex& index = const_cast<InboxIndex&>(kept.inbox.index());  // to ask it, which notes what is overdue
  for (const InboxQuery& query : Queries(kept.now())) {
    const InboxPage of_a = index.List(query);
    const InboxPage of_b = anew.List(query);
    RC_ASSERT(InboxSite::IdsOf(of_a) == InboxSite::IdsOf(of_b));
    RC_ASSERT(of_a.counts == of_b.counts);
  }
}

}  // namespace
}  // namespace careloop::messaging
