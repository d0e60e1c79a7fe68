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
    Join("b", "nurse-2");
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
  // The threads of patient-1 by id.
  ThreadsById ById(const Call& call, const std::string& after, int most) {
    return RunTask(threads_.ListById(call, "patient-1", after, most)).value();
  }
  static std::vector<std::string> IdsOf(const ThreadsById& page) {
    std::vector<std::string> ids;
    for (const Thread& thread : page.threads) ids.push_back(thread.ref.thread);
    return ids;
  }
  std::vector<std::string> AllById(const Call& call, int most) {
    std::vector<std::string> all;
    std::string after;
    do {
      const ThreadsById page = ById(call, after, most);
      EXPECT_LE(page.threads.size(), static_cast<size_t>(most));
      for (std::string& id : IdsOf(page)) all.push_back(std::move(id));
      after = page.next;
    } while (!after.empty());
    return all;
  }
  static Call AsPatient() { return testing::CallOf(Role::kPatient, "patient-1"); }
  static Call AsNurse() { return testing::CallOf(Role::kClinician, "nurse-1"); }
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

TEST_F(ThreadListFunctions, ByIdTheOrderIsThatOfTheIdsAndPagesMissNothing) {
  for (const char* id : {"t3", "t1", "t2", "t5", "t4"}) {
    StartThread(id);
    Later();
  }
  for (const int most : {1, 2, 5, 6}) {
    EXPECT_THAT(AllById(AsPatient(), most), ElementsAre("t1", "t2", "t3", "t4", "t5")) << most << " a page";
  }
  EXPECT_TRUE(ById(AsPatient(), "", 5).next.empty());
  EXPECT_EQ(ById(AsPatient(), "t1", 2).next, "t3");
  EXPECT_THAT(ById(AsPatient(), "t5", 2).threads, IsEmpty());
}

TEST_F(ThreadListFunctions, ByIdAThreadThatIsWrittenInWhilePagesAreReadKeepsItsPlace) {
  for (const char* id : {"t1", "t2", "t3"}) StartThread(id);
  const ThreadsById first = ById(AsPatient(), "", 1);
  Later();
  Send({"patient-1", "t3"}, "nurse-1");
  Send({"patient-1", "t1"}, "nurse-1");
  EXPECT_THAT(IdsOf(ById(AsPatient(), first.next, 5)), ElementsAre("t2", "t3"));
}

TEST_F(ThreadListFunctions, ByIdStaffSeeThoseOfTheirTeamsWhileTheseHaveThePatient) {
  StartThread("t1", "b");
  StartThread("t2", "a");
  StartThread("t3", "b");
  EXPECT_THAT(AllById(AsNurse(), 1), ElementsAre("t2"));
  Join("b", "nurse-1");
  EXPECT_THAT(AllById(AsNurse(), 2), ElementsAre("t1", "t2", "t3"));
  ASSERT_TRUE(RunTask(teams_.Unenrol(Changing(), "b", "patient-1", true, now())).ok());
  EXPECT_THAT(AllById(AsNurse(), 2), ElementsAre("t2"));
  EXPECT_THAT(AllById(AsPatient(), 2), ElementsAre("t1", "t2", "t3")) << "the patient keeps theirs";
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-1", true, now())).ok());
  EXPECT_THAT(AllById(AsNurse(), 2), IsEmpty());
}

TEST_F(ThreadListFunctions, ByIdRowsAreAsTheCallerSeesThem) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "nurse-1");
  EXPECT_EQ(ById(AsPatient(), "", 1).threads.at(0), SeenBy(thread, "patient-1"));
  EXPECT_EQ(ById(AsNurse(), "", 1).threads.at(0), SeenBy(thread, "nurse-1"));
}

TEST_F(ThreadListFunctions, ThePageSaysWhereTheLogIsAtThatMoment) {
  StartThread("t1");
  const Place place = List().place;
  EXPECT_GT(place, Place());
  EXPECT_EQ(place, RunTask(inbox_.End(Reading().deadline)).value());
}

}  // namespace
}  // namespace careloop::messaging
