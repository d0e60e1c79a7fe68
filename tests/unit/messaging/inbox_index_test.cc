#include "services/messaging/domain/inbox_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "common/base/strings.h"
#include "tests/unit/messaging/inbox_site.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class InboxIndexTest : public ::testing::Test, protected InboxSite {
 protected:
  // What comes of the site's log, each change at once.
  void Follow() {
    for (; followed_ < log().size(); ++followed_) {
      if (index_.Apply(*log()[followed_])) continue;
      auto rows = RowsOf(log()[followed_]->thread);
      for (InboxRow& row : rows) index_.Put(std::move(row));
    }
  }
  InboxQuery Ask(std::vector<InboxFilter> filters = {}, const std::string& reader = "nurse-1") {
    return {.reader = reader, .teams = {"a", "b"}, .filters = std::move(filters), .now = now()};
  }
  InboxPage List(const InboxQuery& query) {
    Follow();
    return index_.List(query);
  }
  std::vector<std::string> Ids(const InboxQuery& query) { return IdsOf(List(query)); }
  // All pages, one after the other.
  std::vector<std::string> IdsOfAllPages(InboxQuery query) {
    std::vector<std::string> all;
    while (true) {
      const InboxPage page = List(query);
      for (const std::string& id : IdsOf(page)) all.push_back(id);
      if (!page.next) return all;
      query.after = page.next;
    }
  }

  InboxIndex index_;
  size_t followed_ = 0;
};

// ---- The log ---------------------------------------------------------------------------------------------------

TEST_F(InboxIndexTest, AMessageThatAThreadBeginsToWaitWithSaysAllAndOneThatOpensItDoesNot) {
  Start("t1");
  Answer("t1", "nurse-1");
  Follow();
  Write("t1");
  EXPECT_TRUE(index_.Apply(*log().back()));
  const InboxPage waiting = index_.List(Ask({InboxFilter::kUnanswered}));
  ASSERT_EQ(waiting.threads.size(), 1u);
  EXPECT_EQ(waiting.threads.front().work, RowOf({"patient-1", "t1"}).thread.work);
  Resolve("t1");
  Follow();
  Write("t1");
  EXPECT_FALSE(index_.Apply(*log()[log().size() - 2]));
}

TEST_F(InboxIndexTest, ATeamIsShownNothingMoreOfWhatItHasLostAlsoBeforeThatIsReadAnew) {
  Start("t1");
  Start("t2");
  Start("t3", "a", "patient-2");
  ASSERT_THAT(Ids(Ask()), ::testing::SizeIs(3));
  LogEntry rerouted{.place = {UINT64_MAX - 1, 0},
                    .kind = LogEntry::Kind::kThreadRerouted,
                    .thread = {"patient-2", "t3"},
                    .team = "a",
                    .person = "b"};
  EXPECT_FALSE(index_.Apply(rerouted));
  InboxQuery of_a = Ask();
  of_a.teams = {"a"};
  EXPECT_THAT(IdsOf(index_.List(of_a)), ::testing::UnorderedElementsAre("t1", "t2"));
  SetEnrolled("patient-1", "a", false);
  EXPECT_FALSE(index_.Apply(*log().back()));
  EXPECT_THAT(IdsOf(index_.List(of_a)), IsEmpty());
  SetEnrolled("patient-1", "a", true);
  for (InboxRow& row : RowsOf({"patient-1", kAllThreads})) index_.Put(std::move(row));
  for (const auto& entry : log()) index_.Apply(*entry);
  EXPECT_THAT(IdsOf(index_.List(of_a)), ::testing::UnorderedElementsAre("t1", "t2")) << "they are back since";
}

// ---- Erasure ----------------------------------------------------------------------------------------------------

TEST_F(InboxIndexTest, OfAPatientWhoWasErasedNothingIsLeftAlsoWhenARowComesLate) {
  for (const char* id : {"t1", "t2"}) Start(id);
  Start("t3", "a", "patient-2");
  Claim("t2", "nurse-1");
  ASSERT_THAT(Ids(Ask()), ::testing::SizeIs(3));
  auto late = RowsOf({"patient-1", "t1"});
  EXPECT_TRUE(index_.Apply(
      {.place = {UINT64_MAX - 1, 0}, .kind = LogEntry::Kind::kPatientErased, .thread = {"patient-1", kAllThreads}}));
  for (InboxRow& row : late) index_.Put(std::move(row));
  EXPECT_THAT(Ids(Ask()), ElementsAre("t3"));
  EXPECT_THAT(Ids(Ask({InboxFilter::kMine})), IsEmpty());
  EXPECT_EQ(index_.size(), 1u);
}

// ---- Order ------------------------------------------------------------------------------------------------------

TEST_F(InboxIndexTest, TheUrgentOnesComeFirstThenTheLongestWaitThenTheLatestMessage) {
  for (const char* id : {"t1", "t2", "t3", "t4", "t5"}) Start(id);
  Answer("t1", "nurse-2");
  Answer("t2", "nurse-2");
  SetUrgent("t5");
  SetUrgent("t1");
  EXPECT_THAT(Ids(Ask()), ElementsAre("t5", "t1", "t3", "t4", "t2"));
}

TEST_F(InboxIndexTest, AThreadThatWaitsKeepsItsPlaceWhenThePatientWritesAgain) {
  Start("t1");
  Start("t2");
  Write("t1");
  EXPECT_THAT(Ids(Ask()), ElementsAre("t1", "t2"));
}

TEST_F(InboxIndexTest, PagesOfSeveralTeamsMissNothingAndRepeatNothing) {
  for (int i = 0; i < 9; ++i) Start(StrCat("t", i), i % 3 == 0 ? "b" : "a");
  const auto all = Ids(Ask());
  EXPECT_EQ(all.size(), 9u);
  for (const int most : {1, 2, 3, 8, 9}) {
    InboxQuery query = Ask();
    query.most = most;
    EXPECT_EQ(IdsOfAllPages(query), all) << most << " a page";
  }
}

TEST_F(InboxIndexTest, TheLastPageHasNoNext) {
  Start("t1");
  Start("t2");
  InboxQuery query = Ask();
  query.most = 2;
  EXPECT_FALSE(List(query).next.has_value());
  query.most = 1;
  EXPECT_TRUE(List(query).next.has_value());
}

TEST_F(InboxIndexTest, APageLooksAtABoundedNumberOfThreadsAndSaysWhereToGoOn) {
  constexpr int kThreads = InboxIndex::kMostLookedAt + 50;
  for (int i = 0; i < kThreads; ++i) Start(StrCat("t", i));
  InboxQuery query = Ask();
  query.subject = "about t10049";
  const InboxPage first = List(query);
  EXPECT_THAT(first.threads, IsEmpty());
  ASSERT_TRUE(first.next.has_value());
  EXPECT_THAT(IdsOfAllPages(query), ElementsAre("t10049"));
}

// ---- Filters ----------------------------------------------------------------------------------------------------

TEST_F(InboxIndexTest, UnreadIsWhatTheReaderHasNotReadToTheEnd) {
  for (const char* id : {"t1", "t2", "t3"}) Start(id);
  Read("t1", "nurse-1");
  Read("t2", "nurse-2");
  EXPECT_THAT(Ids(Ask({InboxFilter::kUnread})), ElementsAre("t2", "t3"));
  Write("t1");
  EXPECT_THAT(Ids(Ask({InboxFilter::kUnread})), ElementsAre("t1", "t2", "t3"));
  Answer("t1", "nurse-1");
  EXPECT_THAT(Ids(Ask({InboxFilter::kUnread})), ElementsAre("t2", "t3")) << "who writes has read";
  EXPECT_THAT(Ids(Ask({InboxFilter::kUnread}, "nurse-2")), ElementsAre("t3", "t1"));
}

TEST_F(InboxIndexTest, UnansweredIsWhatWaitsForTheTeam) {
  Start("t1");
  Start("t2");
  Answer("t1", "nurse-1");
  EXPECT_THAT(Ids(Ask({InboxFilter::kUnanswered})), ElementsAre("t2"));
  Write("t1");
  EXPECT_THAT(Ids(Ask({InboxFilter::kUnanswered})), ElementsAre("t2", "t1"));
}

TEST_F(InboxIndexTest, MineUnassignedAndUrgentAreWhatTheySay) {
  for (const char* id : {"t1", "t2", "t3"}) Start(id);
  Claim("t1", "nurse-1");
  Claim("t2", "nurse-2");
  SetUrgent("t2");
  EXPECT_THAT(Ids(Ask({InboxFilter::kMine})), ElementsAre("t1"));
  EXPECT_THAT(Ids(Ask({InboxFilter::kMine}, "nurse-3")), IsEmpty());
  EXPECT_THAT(Ids(Ask({InboxFilter::kUnassigned})), ElementsAre("t3"));
  EXPECT_THAT(Ids(Ask({InboxFilter::kUrgent})), ElementsAre("t2"));
}

TEST_F(InboxIndexTest, OverdueIsWhatIsDueByNow) {
  Start("t1");
  Pass(absl::Hours(1));
  Start("t2");
  EXPECT_THAT(Ids(Ask({InboxFilter::kOverdue})), IsEmpty());
  Pass(absl::Hours(47));
  const InboxPage page = List(Ask({InboxFilter::kOverdue}));
  EXPECT_THAT(IdsOf(page), ElementsAre("t1"));
  EXPECT_TRUE(page.threads[0].work.overdue);
  EXPECT_EQ(page.counts.overdue, 1);
  Answer("t1", "nurse-1");
  EXPECT_THAT(Ids(Ask({InboxFilter::kOverdue})), IsEmpty());
}

TEST_F(InboxIndexTest, ResolvedThreadsAreListedOnlyWhenAskedFor) {
  Start("t1");
  Start("t2");
  Resolve("t1");
  EXPECT_THAT(Ids(Ask()), ElementsAre("t2"));
  EXPECT_THAT(Ids(Ask({InboxFilter::kResolved})), ElementsAre("t1"));
  EXPECT_THAT(Ids(Ask({InboxFilter::kResolved, InboxFilter::kUnread})), ElementsAre("t1"));
  Write("t1");
  EXPECT_THAT(Ids(Ask()), ElementsAre("t2", "t1"));
}

TEST_F(InboxIndexTest, FiltersNarrowEachOther) {
  for (const char* id : {"t1", "t2", "t3"}) Start(id);
  Claim("t1", "nurse-1");
  Claim("t2", "nurse-1");
  Read("t1", "nurse-1");
  EXPECT_THAT(Ids(Ask({InboxFilter::kMine, InboxFilter::kUnread})), ElementsAre("t2"));
}

TEST_F(InboxIndexTest, AThreadThatWentToAnotherTeamIsListedThere) {
  Start("t1");
  Claim("t1", "nurse-1");
  Reroute("t1", "b");
  InboxQuery query = Ask();
  query.teams = {"a"};
  EXPECT_THAT(Ids(query), IsEmpty());
  query.teams = {"b"};
  EXPECT_THAT(Ids(query), ElementsAre("t1"));
  EXPECT_EQ(List(query).counts.unassigned, 1);
}

TEST_F(InboxIndexTest, OfAPatientWhoHasLeftTheTeamNothingIsListedOrCountedUntilTheyAreBack) {
  for (const char* id : {"t1", "t2"}) Start(id);
  Start("t3", "b");
  Start("t4", "a", "patient-2");
  Claim("t1", "nurse-1");
  SetEnrolled("patient-1", "a", false);
  EXPECT_THAT(Ids(Ask()), ElementsAre("t3", "t4"));
  EXPECT_EQ(List(Ask()).counts, (InboxCounts{.open = 2, .unread = 2, .unanswered = 2, .unassigned = 2}));
  InboxQuery query = Ask();
  query.patient = "patient-1";
  EXPECT_THAT(Ids(query), ElementsAre("t3"));
  EXPECT_EQ(List(query).counts.open, 1);
  SetEnrolled("patient-1", "a", true);
  EXPECT_THAT(Ids(Ask()), ElementsAre("t1", "t2", "t3", "t4"));
  EXPECT_EQ(List(Ask()).counts.mine, 0);
}

TEST_F(InboxIndexTest, APatientsThreadsAreListedThroughTheTeamsOfTheReaderOnly) {
  Start("t1", "a", "patient-1");
  Start("t2", "c", "patient-1");
  Start("t3", "a", "patient-2");
  InboxQuery query = Ask();
  query.patient = "patient-1";
  const InboxPage page = List(query);
  EXPECT_THAT(IdsOf(page), ElementsAre("t1"));
  EXPECT_EQ(page.counts, (InboxCounts{.open = 1, .unread = 1, .unanswered = 1, .unassigned = 1}));
  query.patient = "nobody";
  EXPECT_THAT(Ids(query), IsEmpty());
}

TEST_F(InboxIndexTest, ASubjectIsFoundByAPartWithoutRegardToCase) {
  Start("t1");
  Start("t2");
  InboxQuery query = Ask();
  query.subject = "ABOUT T2";
  EXPECT_THAT(Ids(query), ElementsAre("t2"));
  Start("Náuseas");
  query.subject = "NÁUSEAS";
  EXPECT_THAT(Ids(query), ElementsAre("Náuseas"));
}

// ---- Counts, and what a row says --------------------------------------------------------------------------------

TEST_F(InboxIndexTest, TheCountsAreOfAllThatEachFilterWouldList) {
  for (const char* id : {"t1", "t2", "t3", "t4"}) Start(id);
  Claim("t1", "nurse-1");
  SetUrgent("t2");
  Answer("t3", "nurse-1");
  Resolve("t4");
  InboxQuery query = Ask({InboxFilter::kMine});
  query.most = 1;
  EXPECT_EQ(List(query).counts, (InboxCounts{.open = 3,
                                             .unread = 2,
                                             .unanswered = 2,
                                             .unassigned = 2,
                                             .mine = 1,
                                             .urgent = 1,
                                             .overdue = 0,
                                             .resolved = 1}));
}

TEST_F(InboxIndexTest, WhatWaitsWithAWarningWordIsListedAndCountedUntilItIsAnswered) {
  for (const char* id : {"t1", "t2", "t3"}) Start(id);
  Warn("t1");
  Warn("t3");
  InboxQuery query = Ask({InboxFilter::kAttention});
  EXPECT_THAT(Ids(query), ElementsAre("t1", "t3"));
  EXPECT_EQ(List(query).counts.attention, 2);
  Answer("t1", "nurse-1");
  Resolve("t3");
  EXPECT_THAT(Ids(query), IsEmpty());
  EXPECT_EQ(List(query).counts.attention, 0);
  Write("t1");
  Warn("t1");
  query.patient = "patient-1";
  EXPECT_THAT(Ids(query), ElementsAre("t1"));
  EXPECT_EQ(List(query).counts.attention, 1);
}

TEST_F(InboxIndexTest, ARowHoldsTheMarkOfItsReader) {
  Start("t1");
  Write("t1");
  Read("t1", "nurse-1", 1);
  const Thread mine = List(Ask()).threads.at(0);
  EXPECT_EQ(mine.read_up_to, 1);
  EXPECT_EQ(mine.unread, 1);
  EXPECT_EQ(mine.last_number, 2);
  EXPECT_EQ(List(Ask({}, "nurse-2")).threads.at(0).unread, 2);
}

TEST_F(InboxIndexTest, WhatIsOlderThanWhatIsKnownChangesNothing) {
  Start("t1");
  const InboxRow old = RowOf({"patient-1", "t1"});
  Answer("t1", "nurse-1");
  Follow();
  index_.Put(old);
  for (const auto& entry : log()) EXPECT_TRUE(index_.Apply(*entry));
  EXPECT_THAT(Ids(Ask({InboxFilter::kUnanswered})), IsEmpty());
}

TEST_F(InboxIndexTest, AnEntryThatDoesNotSayAllAsksForTheRow) {
  Start("t1");
  EXPECT_FALSE(index_.Apply(*log().back())) << "a thread that is not known";
  Follow();
  Write("t1");
  EXPECT_TRUE(index_.Apply(*log().back())) << "it waits already";
  Answer("t1", "nurse-1");
  EXPECT_TRUE(index_.Apply(*log().back()));
  Write("t1");
  EXPECT_TRUE(index_.Apply(*log().back())) << "it begins to wait, and it says until when";
  Claim("t1", "nurse-1");
  EXPECT_FALSE(index_.Apply(*log().back()));
  Follow();
  Retract("t1");
  EXPECT_TRUE(index_.Apply(*log().back())) << "a mark on a message, of which nothing is listed";
  SetEnrolled("patient-1", "a", false);
  EXPECT_FALSE(index_.Apply(*log().back())) << "it does not say which threads";
}

TEST_F(InboxIndexTest, AMessageOfAnotherOnThePatientsSideAsksForTheRowSinceItMovesTheirMark) {
  Start("t1");
  Follow();
  LogEntry entry = *log().back();
  entry.place = {entry.place.millis + 1, 0};
  entry.person = "caregiver-1";
  EXPECT_FALSE(index_.Apply(entry));
  entry.person = kAutomaticSender;
  EXPECT_TRUE(index_.Apply(entry));
}

TEST_F(InboxIndexTest, AnEntryOfNoThreadAsksForNone) {
  EXPECT_TRUE(
      index_.Apply({.place = {1, 0}, .kind = LogEntry::Kind::kUnknown, .thread = {}, .text = "of a later release"}));
}

}  // namespace
}  // namespace careloop::messaging
