#include <algorithm>

#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class ThreadListFunctions : public StoreTest {
 protected:
  void SetUp() override {
    SetUpTeamA();
    AddTeam("b");
    Enrol("b", "patient-1");
    Enrol("a", "patient-2");
  }

  ThreadPage List(ThreadQuery query) {
    query.reader = "nurse-1";
    return RunTask(threads_.List(Reading(), std::move(query))).value();
  }
  static std::vector<std::string> Ids(const ThreadPage& page) {
    std::vector<std::string> ids;
    for (const Thread& thread : page.threads) ids.push_back(thread.ref.thread);
    return ids;
  }
  // All pages, one after the other.
  std::vector<std::string> IdsOfAllPages(ThreadQuery query) {
    std::vector<std::string> all;
    while (true) {
      const ThreadPage page = List(query);
      EXPECT_LE(page.threads.size(), static_cast<size_t>(query.most));
      for (std::string& id : Ids(page)) all.push_back(std::move(id));
      if (!page.next) return all;
      query.after = page.next;
    }
  }
  void Later() { clock().Advance(absl::Seconds(1)); }
};

TEST_F(ThreadListFunctions, TheThreadOfTheLatestMessageComesFirst) {
  StartThread("t1");
  Later();
  StartThread("t2");
  Later();
  StartThread("t3", "a", "patient-2");
  Later();
  Send({"patient-1", "t1"}, "nurse-1");
  EXPECT_THAT(Ids(List({.teams = {{"a"}}})), ElementsAre("t1", "t3", "t2"));
}

TEST_F(ThreadListFunctions, OfEqualTimesTheOrderIsTheSameEveryTimeAndPagesMissNothing) {
  for (int i = 0; i < 9; ++i) StartThread(StrCat("t", i), i % 2 == 0 ? "a" : "b");
  const auto all = Ids(List({.teams = {{"a", "b"}}}));
  EXPECT_THAT(all, SizeIs(9));
  for (const int most : {1, 2, 3, 4, 5, 8, 9}) {
    EXPECT_EQ(IdsOfAllPages({.teams = {{"a", "b"}}, .most = most}), all) << most << " a page";
    EXPECT_EQ(IdsOfAllPages({.patient = "patient-1", .most = most}), all) << most << " a page";
  }
}

TEST_F(ThreadListFunctions, PagesOfSeveralTeamsAreMergedByTime) {
  for (int i = 0; i < 7; ++i) {
    StartThread(StrCat("t", i), i % 3 == 0 ? "b" : "a");
    if (i % 2 == 0) Later();
  }
  const auto all = Ids(List({.teams = {{"a", "b"}}}));
  EXPECT_THAT(all, ElementsAre("t6", "t5", "t4", "t3", "t2", "t1", "t0"));
  for (const int most : {1, 2, 3}) EXPECT_EQ(IdsOfAllPages({.teams = {{"a", "b"}}, .most = most}), all);
}

TEST_F(ThreadListFunctions, TheLastPageHasNoNext) {
  StartThread("t1");
  StartThread("t2");
  EXPECT_FALSE(List({.teams = {{"a"}}, .most = 2}).next.has_value());
  EXPECT_TRUE(List({.teams = {{"a"}}, .most = 1}).next.has_value());
}

TEST_F(ThreadListFunctions, OnlyTheTeamsAskedForAreListed) {
  StartThread("t1", "a");
  StartThread("t2", "b");
  EXPECT_THAT(Ids(List({.teams = {{"b"}}})), ElementsAre("t2"));
  EXPECT_THAT(Ids(List({.patient = "patient-1", .teams = {{"a"}}})), ElementsAre("t1"));
}

TEST_F(ThreadListFunctions, NoTeamAtAllListsNothingAlsoOfOnePatient) {
  StartThread("t1");
  const std::vector<std::string> none;
  EXPECT_THAT(Ids(List({.teams = none})), IsEmpty());
  EXPECT_THAT(Ids(List({.patient = "patient-1", .teams = none})), IsEmpty());
}

TEST_F(ThreadListFunctions, AnyTeamOfOnePatientListsAllOfTheirThreadsAndNobodyElses) {
  StartThread("t1", "a");
  StartThread("t2", "b");
  StartThread("t3", "a", "patient-2");
  EXPECT_THAT(Ids(List({.patient = "patient-1"})), UnorderedElementsAre("t1", "t2"));
  EXPECT_THAT(Ids(List({.patient = "nobody"})), IsEmpty());
}

TEST_F(ThreadListFunctions, RowsAreAsTheReaderSeesThem) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "patient-1");
  Mark(thread, "nurse-1", 1);
  const Thread row = List({.teams = {{"a"}}}).threads.at(0);
  EXPECT_EQ(row.ref, thread);
  EXPECT_EQ(row.last_number, 2);
  EXPECT_EQ(row.read_up_to, 1);
  EXPECT_EQ(row.unread, 1);
}

TEST_F(ThreadListFunctions, AThreadThatMovedToTheFrontWhilePagesAreReadIsNotListedTwice) {
  for (const char* id : {"t1", "t2", "t3"}) {
    StartThread(id);
    Later();
  }
  const ThreadPage first = List({.teams = {{"a"}}, .most = 1});
  EXPECT_THAT(Ids(first), ElementsAre("t3"));
  Send({"patient-1", "t3"}, "nurse-1");
  EXPECT_THAT(IdsOfAllPages({.teams = {{"a"}}, .after = first.next, .most = 1}), ElementsAre("t2", "t1"));
}

TEST_F(ThreadListFunctions, ThePageSaysWhereTheLogIsAtThatMoment) {
  StartThread("t1");
  const auto page = List({.teams = {{"a"}}});
  EXPECT_GT(page.place, Place());
}

}  // namespace
}  // namespace careloop::messaging
