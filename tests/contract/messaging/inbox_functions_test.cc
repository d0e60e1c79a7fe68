#include <rapidcheck.h>

#include <filesystem>

#include "services/messaging/store/rows.h"
#include "tests/contract/messaging/work_fixture.h"
#include "tests/support/test_keys.h"

namespace careloop::messaging {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

// An index that is kept by the entries of the real log.
class Kept {
 public:
  Kept(RedisInboxStore& store, const PatientKeys& keys) : store_(store), keys_(keys) {}

  void Follow(const redis::Reply& log) {
    for (const redis::Reply& logged : log.array()) {
      LogEntry entry = LogEntryOf(ParsePlace(logged.at(0).text()).value(), logged.at(1).at(1).text());
      for (const char* patient : {"patient-1", "patient-2"}) NamePatient(entry, keys_.PseudonymOf(patient), patient);
      if (index_.Apply(entry)) continue;
      InboxRows read = RunTask(store_.Threads({entry.thread})).value();
      for (InboxRow& row : read.rows) index_.Put(std::move(row));
    }
  }
  const InboxIndex& index() const { return index_; }

 private:
  RedisInboxStore& store_;
  const PatientKeys& keys_;
  InboxIndex index_;
};

class InboxFunctions : public WorkFunctions {
 protected:
  std::vector<InboxRow> All(int most = 2) {
    std::vector<InboxRow> all;
    std::string start;
    while (true) {
      InboxRows page = RunTask(inbox_.Threads(start, most)).value();
      EXPECT_LE(page.rows.size(), static_cast<size_t>(most));
      for (InboxRow& row : page.rows) all.push_back(std::move(row));
      if (!page.more) return all;
      start = page.next;
    }
  }
  static redis::Reply Log() { return Raw({"XRANGE", StrCat(kTag, ":log"), "-", "+"}); }
};

TEST_F(InboxFunctions, FailsRatherThanLeaveOutThreadsWhoseKeysCouldNotBeLookedAt) {
  testing::TestKeys unreadable(clock());
  std::filesystem::remove(unreadable.folder.path() + "/lock");  // as if the folder were not mounted
  RedisInboxStore inbox(redis().client(), unreadable.keys);
  EXPECT_FALSE(RunTask(inbox.Threads("", 10)).ok());
  EXPECT_THAT(All(), SizeIs(1));
}

TEST_F(InboxFunctions, PagesHoldEveryThreadOnceInTheOrderInWhichTheyWereStarted) {
  for (const char* id : {"t2", "t3", "t4"}) StartThread(id);
  for (const int most : {1, 2, 3, 4, 5}) {
    std::vector<std::string> ids;
    for (const InboxRow& row : All(most)) ids.push_back(row.thread.ref.thread);
    EXPECT_THAT(ids, ElementsAre("t1", "t2", "t3", "t4")) << most << " a page";
  }
}

TEST_F(InboxFunctions, ARowHoldsTheThreadTheMarksOfStaffTheWorkAndItsPlaceInTheLog) {
  Send(thread_, "patient-1");
  Mark(thread_, "nurse-1", 1);
  ASSERT_TRUE(Claim("nurse-1").ok());
  const InboxRow row = RunTask(inbox_.Threads({thread_})).value().rows.at(0);
  EXPECT_EQ(row.thread.ref, thread_);
  EXPECT_EQ(row.thread.subject, "About the tablets");
  EXPECT_EQ(row.thread.patient_display_name, "Demo patient-1");
  EXPECT_EQ(row.thread.last_number, 2);
  EXPECT_EQ(row.thread.work.assignment->person.id, "nurse-1");
  EXPECT_TRUE(row.thread.work.waiting_since.has_value());
  EXPECT_THAT(row.marks, ElementsAre(std::pair<const std::string, int64_t>("nurse-1", 1)));
  EXPECT_EQ(row.place, RunTask(inbox_.End(Reading().deadline)).value());
}

TEST_F(InboxFunctions, ThreadsThatAreNotThereAreLeftOut) {
  const InboxRows read = RunTask(inbox_.Threads({{"patient-1", "absent"}})).value();
  EXPECT_THAT(read.rows, IsEmpty());
  EXPECT_THAT(read.unreadable, IsEmpty());
  redis().Clear();
  EXPECT_THAT(All(), IsEmpty());
  EXPECT_EQ(RunTask(inbox_.End(Reading().deadline)).value(), Place());
}

TEST_F(InboxFunctions, AThreadThatThisReleaseCannotReadIsLeftOutUntilItCan) {
  StartThread("t2");
  const std::string key = StrCat(kTag, ":", ThreadKey("patient-1", "t1"));
  const std::string record = Raw({"HGET", key, "r"}).text();
  Raw({"HSET", key, "r", "\x7fsomething else"});
  const InboxRows page = RunTask(inbox_.Threads("", 10)).value();
  ASSERT_THAT(page.rows, SizeIs(1));
  EXPECT_EQ(page.rows[0].thread.ref.thread, "t2");
  EXPECT_THAT(RunTask(inbox_.Again(page.unreadable))->unreadable, SizeIs(1)) << "still";
  Raw({"HSET", key, "r", record});
  const InboxRows again = RunTask(inbox_.Again(page.unreadable)).value();
  ASSERT_THAT(again.rows, SizeIs(1));
  EXPECT_EQ(again.rows[0].thread.ref, thread_);
}

TEST_F(InboxFunctions, AThreadWhoseKeysAreNotThereIsReadAgain) {
  testing::TestKeys none(clock());
  RedisInboxStore inbox(redis().client(), none.keys);
  const InboxRows page = RunTask(inbox.Threads("", 10)).value();
  EXPECT_THAT(page.rows, IsEmpty());
  EXPECT_THAT(page.unreadable, SizeIs(1));
  EXPECT_THAT(RunTask(inbox_.Again(page.unreadable))->rows, SizeIs(1)) << "where they are";
}

TEST_F(InboxFunctions, AMessageIsLoggedWithItsTimeAndBySide) {
  const std::string at = StrCat(" ", absl::ToUnixMillis(now()), " ");
  Send(thread_, "nurse-1");
  EXPECT_EQ(EventsOf("a").back(), StrCat("m patient-1/t1 2 nurse-1", at, "s"));
  Send(thread_, "patient-1");
  const absl::Time due = SeenBy(thread_, "nurse-1").work.due.value();
  EXPECT_THAT(EventsOf("a"), Contains(StrCat("m patient-1/t1 3 patient-1", at, "p ", absl::ToUnixMillis(due))));
  Reception closed = Received();
  closed.closed =
      Reception::Closed{now() + absl::Hours(1), {.sender = {kAutomaticSender, Role::kService, "", ""}, .sent = now()}};
  ASSERT_TRUE(
      RunTask(threads_.Append(Changing(Role::kPatient, "patient-1"), thread_, MessageFrom("patient-1", "x"), closed))
          .ok());
  EXPECT_EQ(EventsOf("a").back(), StrCat("m patient-1/t1 5 -", at, "a"));
  ASSERT_TRUE(
      RunTask(threads_.Start(By("nurse-1"), NewThread({"patient-1", "t2"}, "a"), MessageFrom("nurse-1", "x"), {}))
          .ok());
  EXPECT_EQ(EventsOf("a").back(), StrCat("m patient-1/t2 1 nurse-1", at, "s"));
}

TEST_F(InboxFunctions, WhatTheLogKeepsIsWhatIsReadAnewOverRandomHistories) {
  const bool holds = rc::check("kept == read anew", [&] {
    redis().Clear();
    SetUp();
    Kept kept(inbox_, redis().keys());
    std::vector<std::string> started = {"t1"};
    const int steps = *rc::gen::inRange(0, 25);
    for (int i = 0; i < steps; ++i) {
      clock().Advance(absl::Minutes(1));
      const ThreadRef thread{"patient-1", *rc::gen::elementOf(started)};
      const auto nurse = *rc::gen::element(std::string("nurse-1"), std::string("nurse-3"));
      thread_ = thread;
      switch (*rc::gen::inRange(0, 11)) {
        case 0:
          if (!RunTask(teams_.EnrolmentOf(Reading(), "a", "patient-1")).ok()) break;
          started.push_back(StartThread(StrCat("n", i)).thread);
          break;
        case 1:
        case 2:
          RunTask(threads_.Append(Changing(Role::kPatient, "patient-1"), thread, MessageFrom("patient-1", "x"),
                                  Received(SeenBy(thread, "x").care_team)))
              .IgnoreError();
          break;
        case 3:
          RunTask(threads_.Append(By(nurse), thread, MessageFrom(nurse, "x"), {})).IgnoreError();
          break;
        case 4:
          RunTask(threads_.Mark(By(nurse), thread, PersonOf(nurse), *rc::gen::inRange(1, 4), now())).IgnoreError();
          break;
        case 5:
          Claim(nurse).IgnoreError();
          break;
        case 6:
          Reroute(nurse, *rc::gen::element(std::string("a"), std::string("b"))).IgnoreError();
          break;
        case 7:
          Resolve(nurse).IgnoreError();
          break;
        case 8:
          RunTask(teams_.Unenrol(Changing(), *rc::gen::element(std::string("a"), std::string("b")), "patient-1", true,
                                 now()))
              .IgnoreError();
          break;
        case 9:
          RunTask(
              teams_.Enrol(Changing(), *rc::gen::element(std::string("a"), std::string("b")), EnrolmentOf("patient-1")))
              .IgnoreError();
          break;
        default:
          if (*rc::gen::arbitrary<bool>()) kept.Follow(Log());  // some late, and all again
      }
    }
    kept.Follow(Log());
    InboxIndex anew;
    for (InboxRow& row : All()) anew.Put(std::move(row));
    RC_ASSERT(kept.index().size() == anew.size());
    for (const ThreadRef& ref : anew.Refs()) RC_ASSERT(kept.index().AgreesWith(anew, ref));
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace careloop::messaging
