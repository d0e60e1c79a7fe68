#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class ThreadListFunctions : public StoreTest {
 protected:
  void SetUp() override {
    SetUpTeamA();
    AddTeam("b");
    Enrol("b", "patient-1");
    Enrol("a", "patient-2");
  }

  ThreadPage List(ThreadQuery query = {}) {
    if (query.patient.empty()) query.patient = "patient-1";
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
  StartThread("t2", "b");
  Later();
  Send({"patient-1", "t1"}, "nurse-1");
  EXPECT_THAT(Ids(List()), ElementsAre("t1", "t2"));
}

TEST_F(ThreadListFunctions, OfEqualTimesTheOrderIsTheSameEveryTimeAndPagesMissNothing) {
  for (int i = 0; i < 9; ++i) StartThread(StrCat("t", i), i % 2 == 0 ? "a" : "b");
  const auto all = Ids(List());
  EXPECT_THAT(all, SizeIs(9));
  for (const int most : {1, 2, 3, 4, 5, 8, 9}) EXPECT_EQ(IdsOfAllPages({.most = most}), all) << most << " a page";
}

TEST_F(ThreadListFunctions, TheLastPageHasNoNext) {
  StartThread("t1");
  StartThread("t2");
  EXPECT_FALSE(List({.most = 2}).next.has_value());
  EXPECT_TRUE(List({.most = 1}).next.has_value());
}

TEST_F(ThreadListFunctions, OnlyThePatientsThreadsAreListedWithAnyTeamOrTheOneAskedFor) {
  StartThread("t1", "a");
  Later();
  StartThread("t2", "b");
  StartThread("t3", "a", "patient-2");
  EXPECT_THAT(Ids(List()), ElementsAre("t2", "t1"));
  EXPECT_THAT(Ids(List({.team = "b"})), ElementsAre("t2"));
  EXPECT_THAT(Ids(List({.team = "c"})), IsEmpty());
  EXPECT_THAT(Ids(List({.patient = "nobody"})), IsEmpty());
}

TEST_F(ThreadListFunctions, RowsAreAsThePatientSeesThem) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "nurse-1");
  const Thread row = List().threads.at(0);
  EXPECT_EQ(row.ref, thread);
  EXPECT_EQ(row.last_number, 2);
  EXPECT_EQ(row.last_time, now());
  EXPECT_EQ(row.read_up_to, 1);
  EXPECT_EQ(row.unread, 1);
}

TEST_F(ThreadListFunctions, AThreadThatMovedToTheFrontWhilePagesAreReadIsNotListedTwice) {
  for (const char* id : {"t1", "t2", "t3"}) {
    StartThread(id);
    Later();
  }
  const ThreadPage first = List({.most = 1});
  EXPECT_THAT(Ids(first), ElementsAre("t3"));
  Send({"patient-1", "t3"}, "nurse-1");
  EXPECT_THAT(IdsOfAllPages({.after = first.next, .most = 1}), ElementsAre("t2", "t1"));
}

TEST_F(ThreadListFunctions, ThePageSaysWhereTheLogIsAtThatMoment) {
  StartThread("t1");
  const Place place = List().place;
  EXPECT_GT(place, Place());
  EXPECT_EQ(place, RunTask(inbox_.End(Reading().deadline)).value());
}

}  // namespace
}  // namespace careloop::messaging
