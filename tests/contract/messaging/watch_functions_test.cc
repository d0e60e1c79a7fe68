#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

using Kind = LogEntry::Kind;

const LogQuery kPatient = {.patient = "patient-1"};
const LogQuery kTeam = {.person = "nurse-9", .teams = {"a"}};

class WatchFunctions : public StoreTest {
 protected:
  void SetUp() override { SetUpTeamA(); }

  LogPage Read(LogQuery query, Place after = {}, int most = 100) {
    query.after = after;
    query.most = most;
    return RunTask(events_.Read(std::move(query))).value();
  }
  Place End() { return Read(kTeam).place; }
  static std::string Log() { return StrCat(kTag, ":log"); }
  static std::vector<Kind> Kinds(const LogPage& page) {
    std::vector<Kind> kinds;
    for (const auto& entry : page.entries) kinds.push_back(entry->kind);
    return kinds;
  }
  std::vector<EventViews> Details(const LogEntries& entries) { return RunTask(events_.Details(entries)).value(); }
};

TEST_F(WatchFunctions, AnEmptyLogHasNothingNoGapAndItsEndAtTheBeginning) {
  redis().Clear();
  const LogPage page = Read(kTeam);
  EXPECT_THAT(page.entries, IsEmpty());
  EXPECT_FALSE(page.gap);
  EXPECT_FALSE(page.more);
  EXPECT_EQ(page.place, Place());
}

TEST_F(WatchFunctions, PatientAndTeamAreToldTheSameInTheSameOrder) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "nurse-1");
  Mark(thread, "patient-1", 2);
  for (const LogQuery& query : {kPatient, kTeam}) {
    const LogPage page = Read(query);
    EXPECT_THAT(Kinds(page), ElementsAre(Kind::kThreadStarted, Kind::kMessage, Kind::kMessage, Kind::kReadMark));
    for (const auto& entry : page.entries) {
      EXPECT_EQ(entry->thread, thread);
      EXPECT_EQ(entry->team, "a");
    }
  }
}

TEST_F(WatchFunctions, OtherPatientsAndTeamsAreNotTold) {
  StartThread("t1");
  EXPECT_THAT(Read({.patient = "patient-2"}).entries, IsEmpty());
  EXPECT_THAT(Read({.person = "nurse-9", .teams = {"patient-1", "b"}}).entries, IsEmpty());
}

TEST_F(WatchFunctions, WhoJoinsOrLeavesATeamIsToldAndNobodyElse) {
  const Place before = End();
  Join("a", "nurse-7");
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-7", true, now())).ok());
  const LogPage page = Read({.person = "nurse-7"}, before);
  EXPECT_THAT(Kinds(page), ElementsAre(Kind::kJoinedTeam, Kind::kLeftTeam));
  EXPECT_EQ(page.entries[1]->team, "a");
  EXPECT_EQ(page.entries[1]->person, "nurse-7");
  EXPECT_THAT(Read(kTeam, before).entries, IsEmpty());
  EXPECT_THAT(Read({.patient = "nurse-7"}, before).entries, IsEmpty());
}

TEST_F(WatchFunctions, AMessageEventHoldsTheCompleteMessage) {
  const ThreadRef thread = StartThread("t1");
  const Place before = End();
  clock().Advance(absl::Seconds(1));
  Send(thread, "nurse-1", "how are you?");
  const LogPage page = Read(kTeam, before);
  ASSERT_THAT(page.entries, SizeIs(1));
  EXPECT_EQ(page.entries[0]->person, "nurse-1");
  const auto events = Details(page.entries);
  EXPECT_EQ(events.at(0).of_team->thread, thread);
  EXPECT_EQ(events.at(0).of_team->place, page.entries[0]->place);
  const Message& message = std::get<MessageSent>(events.at(0).of_team->what).message;
  EXPECT_EQ(message.number, 2);
  EXPECT_EQ(message.sender.id, "nurse-1");
  EXPECT_EQ(message.sent, now());
  EXPECT_EQ(message.text, "how are you?");
}

TEST_F(WatchFunctions, AMarkEventSaysWhoHasReadHowFar) {
  const ThreadRef thread = StartThread("t1");
  const Place before = End();
  Mark(thread, "nurse-1", 1);
  const auto events = Details(Read(kPatient, before).entries);
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(std::get<ReadMarked>(events[0].of_patient->what).person, "nurse-1");
  EXPECT_EQ(std::get<ReadMarked>(events[0].of_patient->what).up_to, 1);
}

TEST_F(WatchFunctions, AStartEventHoldsTheThreadAndWhoStartedIt) {
  StartThread("t1");
  const auto events = Details(Read(kTeam).entries);
  const auto& started = std::get<ThreadStarted>(events.at(0).of_team->what);
  EXPECT_EQ(started.starter, "patient-1");
  EXPECT_EQ(started.thread.subject, "About the tablets");
  EXPECT_EQ(started.thread.patient_display_name, "Demo patient-1");
}

TEST_F(WatchFunctions, OfWhatIsNotThereThereIsNoEventAndTheOthersAreAnswered) {
  StartThread("t1");
  LogEntries entries = Read(kTeam).entries;
  Raw({"DEL", StrCat(kTag, ":", ThreadKey("patient-1", "t1"))});
  EXPECT_EQ(Details(entries).at(0).of_team, nullptr);
  EXPECT_NE(Details(entries).at(1).of_team, nullptr);
  Raw({"DEL", StrCat(kTag, ":", ThreadKey("patient-1", "t1"), ":m")});
  EXPECT_EQ(Details(entries).at(1).of_team, nullptr);
}

TEST_F(WatchFunctions, AReadAnswersOnlyWhatIsAfterThePlaceAndNoMoreThanAsked) {
  const ThreadRef thread = StartThread("t1");
  for (int i = 0; i < 5; ++i) Send(thread, "nurse-1");
  Place place;
  std::vector<Place> places;
  bool more = true;
  while (more) {
    const LogPage page = Read(kTeam, place, 2);
    EXPECT_LE(page.entries.size(), 2u);
    for (const auto& entry : page.entries) places.push_back(entry->place);
    place = page.place;
    more = page.more;
  }
  EXPECT_THAT(places, SizeIs(7));
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
  EXPECT_EQ(place, End());
}

TEST_F(WatchFunctions, AReadLooksAtTwoThousandEntriesAndSaysWhetherThereIsMore) {
  Raw({"EVAL", "for i = 1, 2100 do redis.call('XADD', KEYS[1], '*', 'e', 'b m somebody/t1 1 x') end", "1", Log()});
  StartThread("t1");
  const LogPage first = Read(kTeam);
  EXPECT_THAT(first.entries, IsEmpty());
  EXPECT_TRUE(first.more);
  const LogPage second = Read(kTeam, first.place);
  EXPECT_THAT(second.entries, SizeIs(2));
  EXPECT_FALSE(second.more);
}

TEST_F(WatchFunctions, AReadBeforeEntriesThatWereTrimmedIsAGap) {
  const ThreadRef thread = StartThread("t1");
  const Place first = Read(kTeam).entries.at(0)->place;
  for (int i = 0; i < 5; ++i) Send(thread, "nurse-1");
  const Place end = End();
  Raw({"XTRIM", Log(), "MAXLEN", "=", "2"});
  EXPECT_TRUE(Read(kTeam, first).gap);
  EXPECT_TRUE(Read(kTeam).gap);
  EXPECT_FALSE(Read(kTeam, end).gap);
}

TEST_F(WatchFunctions, AReadFromTheBeginningOfAWholeLogIsNoGap) {
  StartThread("t1");
  EXPECT_FALSE(Read(kTeam).gap);
}

TEST_F(WatchFunctions, APlaceThatTheLogDoesNotHaveIsAGapSinceItIsOfAnotherLog) {
  StartThread("t1");
  Place ahead = End();
  EXPECT_FALSE(Read(kTeam, ahead).gap);
  ++ahead.sequence;
  EXPECT_TRUE(Read(kTeam, ahead).gap);
  EXPECT_TRUE(Read(kTeam, kNowhere).gap);
  const Place between = {Read(kTeam).entries.at(0)->place.millis - 1, 77};
  EXPECT_TRUE(Read(kTeam, between).gap);
}

TEST_F(WatchFunctions, APlaceInALogThatIsGoneIsAGap) {
  const Place end = End();
  Raw({"DEL", Log()});
  EXPECT_TRUE(Read(kTeam, end).gap);
}

// ---- trimming ---------------------------------------------------------------------------------------------------

class TrimmedLog : public WatchFunctions {
 protected:
  // That many entries, the first of them that old.
  static void Fill(int count, absl::Duration age) {
    Raw({"DEL", Log()});
    const int64_t start = absl::ToUnixMillis(absl::Now() - age);
    Raw({"EVAL",
         "for i = 1, ARGV[2] do redis.call('XADD', KEYS[1], ARGV[1] .. '-' .. i, 'e', 'b m somebody/t1 1 x') end", "1",
         Log(), StrCat(start), StrCat(count)});
  }
  // Sends until the log has been looked at for trimming: which entry does that is up to the clock of Redis.
  int64_t KeptAfterSending(const ThreadRef& thread, int64_t enough) {
    for (int i = 0; i < 3'000 && Kept() > enough; ++i) Send(thread, "nurse-1");
    return Kept();
  }
  static int64_t Kept() { return Raw({"XLEN", Log()}).integer(); }
};

TEST_F(TrimmedLog, LosesWhatIsOlderThanTwoHoursWhileItHasMoreThan100000) {
  const ThreadRef thread = StartThread("t1");
  Fill(101'000, absl::Hours(3));
  EXPECT_LE(KeptAfterSending(thread, 100'900), 100'900);
  EXPECT_GE(Kept(), 100'000);
}

TEST_F(TrimmedLog, KeepsWhatIsYoungerThanTwoHours) {
  const ThreadRef thread = StartThread("t1");
  Fill(101'000, absl::Hours(1));
  const int64_t before = Kept();
  KeptAfterSending(thread, 0);
  EXPECT_EQ(Kept(), before + 3'000);
}

TEST_F(TrimmedLog, KeepsItsLast100000HoweverOldTheyAre) {
  const ThreadRef thread = StartThread("t1");
  Fill(96'000, absl::Hours(100));
  const int64_t before = Kept();
  KeptAfterSending(thread, 0);
  EXPECT_EQ(Kept(), before + 3'000);
}

}  // namespace
}  // namespace careloop::messaging
