#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;

class EntryVersionFunctionsTest : public JournalStoreTest {
 protected:
  // The version after `before`, which differs from it by its note and by when it was stored.
  static Entry After(Entry before, const std::string& note) {
    before.version += 1;
    before.observed.note = note;
    before.revised = Now();
    return before;
  }
  Entry Recorded(absl::Time occurred = Now()) {
    const int64_t number = Record(occurred);
    return Get(number).value();
  }
  absl::StatusOr<EntryReceipt> Amend(const Entry& entry, Call call = NewCall()) {
    return RunTask(entries_.Amend(call, entry, NoAlerts(entry.patient)));
  }
  absl::StatusOr<EntryReceipt> SaveCheckIn(const Entry& entry, Call call = NewCall()) {
    return RunTask(entries_.SaveCheckIn(call, entry, NoAlerts(entry.patient)));
  }
  static Retraction RetractionNow() { return {Now(), {"p-1", Role::kPatient, "Demo Patient"}}; }
  absl::Status Retract(const Entry& entry, std::optional<int> version = std::nullopt, Call call = NewCall()) {
    return RunTask(entries_.Retract(call, entry, version, RetractionNow()));
  }
  absl::StatusOr<Entry> Get(int64_t number, int version = 0) {
    const Call call = NewCall();
    return RunTask(entries_.Get(call, "p-1", number, version));
  }
  std::optional<Entry> CheckIn(absl::CivilDay week = kWeek) {
    const Call call = NewCall();
    return RunTask(entries_.CheckInOf(call, "p-1", week)).value();
  }
  std::vector<int64_t> Listed(bool retracted = false, std::optional<absl::Time> start = std::nullopt) {
    const Call call = NewCall();
    EntryQuery query{.patient = "p-1", .start = start, .page = {.size = 50}, .retracted = retracted};
    std::vector<int64_t> numbers;
    const auto page = RunTask(entries_.List(call, query));
    for (const Entry& entry : page.value().items) numbers.push_back(entry.number);
    return numbers;
  }
  static Entry NewCheckIn() {
    Entry entry = EntryAt(Now());
    entry.week = kWeek;
    return entry;
  }
  static inline const absl::CivilDay kWeek{2026, 3, 30};
};

TEST_F(EntryVersionFunctionsTest, AmendMakesAVersionTheCurrentOneAndKeepsThoseBefore) {
  const Entry first = Recorded();
  const Entry second = After(first, "second");
  const auto receipt = Amend(second);
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->number, 1);
  EXPECT_EQ(receipt->version, 2);
  EXPECT_EQ(receipt->revised, second.revised);
  const Entry third = After(second, "third");
  ASSERT_TRUE(Amend(third).ok());
  EXPECT_EQ(Get(1).value(), third);
  EXPECT_EQ(Get(1, 3).value(), third);
  EXPECT_EQ(Get(1, 2).value(), second);
  EXPECT_EQ(Get(1, 1).value(), first);
  EXPECT_EQ(Get(1, 4).status(), NotFound("entry"));
  EXPECT_EQ(Get(2, 1).status(), NotFound("entry"));
}

TEST_F(EntryVersionFunctionsTest, AmendRepeatedStoresNothingAndAnswersTheFirstReceipt) {
  const Entry second = After(Recorded(), "second");
  ASSERT_TRUE(Amend(second, NewCall(1)).ok());
  ASSERT_TRUE(Amend(After(second, "third")).ok());
  redis().clock().Advance(absl::Minutes(1));
  const auto again = Amend(After(Get(1, 1).value(), "second"), NewCall(1));
  EXPECT_EQ(again->version, 2);
  EXPECT_EQ(again->revised, second.revised);
  EXPECT_EQ(Get(1)->version, 3);
}

TEST_F(EntryVersionFunctionsTest, AmendRefusesAnythingButTheVersionAfterTheCurrentOne) {
  const Entry first = Recorded();
  ASSERT_TRUE(Amend(After(first, "second")).ok());
  for (const int version : {1, 2, 4}) {
    Entry wrong = first;
    wrong.version = version;
    const absl::Status status = Amend(wrong).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kAborted) << version;
    EXPECT_EQ(ReasonOf(status), reason::kVersionConflict) << version;
  }
  EXPECT_EQ(Get(1)->observed.note, "second");
}

TEST_F(EntryVersionFunctionsTest, AmendMovesAnEntryInTime) {
  const Entry early = Recorded(Now() - absl::Hours(3));
  Recorded(Now() - absl::Hours(2));
  EXPECT_THAT(Listed(), ElementsAre(2, 1));
  Entry later = After(early, "later");
  later.occurred = Now() - absl::Hours(1);
  ASSERT_TRUE(Amend(later).ok());
  EXPECT_THAT(Listed(), ElementsAre(1, 2));
  EXPECT_THAT(Listed(false, Now() - absl::Hours(1)), ElementsAre(1));
}

TEST_F(EntryVersionFunctionsTest, AmendRefusesAnAbsentEntryAndOneThatIsRetracted) {
  Entry absent = EntryAt(Now());
  absent.number = 9;
  absent.version = 2;
  EXPECT_EQ(Amend(absent).status(), NotFound("entry"));
  const Entry entry = Recorded();
  ASSERT_TRUE(Retract(entry).ok());
  const absl::Status status = Amend(After(entry, "second")).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), reason::kFailedState);
}

TEST_F(EntryVersionFunctionsTest, AmendRefusesMoreThan1000Versions) {
  Entry entry = Recorded();
  redis().server().Command({"HSET", KeyOf("entry", ":versions"), "0000000001", "999"});
  entry.version = 999;
  entry = After(entry, "last");
  ASSERT_TRUE(Amend(entry).ok());
  EXPECT_EQ(Amend(After(entry, "one more")).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(EntryVersionFunctionsTest, AmendedEntriesAreSharedByTheirCurrentVersion) {
  const Entry first = Recorded(Now() - absl::Hours(5));
  ASSERT_TRUE(Create(ShareOf("s-1", PeriodScope{Now() - absl::Hours(2), Now() + absl::Hours(1)})).ok());
  const auto shared = [&] {
    const Call call = NewCall();
    return RunTask(entries_.GetShared(call, "p-1", 1, Readers()));
  };
  EXPECT_EQ(shared().status(), NotFound("entry"));
  Entry second = After(first, "second");
  second.occurred = Now() - absl::Hours(1);
  ASSERT_TRUE(Amend(second).ok());
  EXPECT_EQ(shared().value(), second);
}

TEST_F(EntryVersionFunctionsTest, RetractMarksAnEntryForEverAndTakesItOutOfTheLiveOnes) {
  const Entry first = Recorded();
  Recorded();
  ASSERT_TRUE(Amend(After(first, "second")).ok());
  const Retraction retraction = RetractionNow();
  ASSERT_TRUE(Retract(first, 2, NewCall(1)).ok());
  EXPECT_EQ(Get(1)->retraction, retraction);
  EXPECT_EQ(Get(1)->observed.note, "second");
  EXPECT_EQ(Get(1, 1)->retraction, retraction);
  EXPECT_THAT(Listed(), ElementsAre(2));
  EXPECT_THAT(Listed(true), ElementsAre(2, 1));
  redis().clock().Advance(absl::Minutes(1));
  EXPECT_TRUE(Retract(first, 2, NewCall(1)).ok());  // the same call
  EXPECT_TRUE(Retract(first, 1).ok());              // another one, whatever it thinks is current
  EXPECT_EQ(Get(1)->retraction, retraction);
}

TEST_F(EntryVersionFunctionsTest, RetractRefusesAStaleVersionAndAnAbsentEntry) {
  const Entry first = Recorded();
  ASSERT_TRUE(Amend(After(first, "second")).ok());
  EXPECT_EQ(Retract(first, 1).code(), absl::StatusCode::kAborted);
  EXPECT_FALSE(Get(1)->retraction.has_value());
  Entry absent = first;
  absent.number = 9;
  EXPECT_EQ(Retract(absent), NotFound("entry"));
}

TEST_F(EntryVersionFunctionsTest, RetractedEntriesAreSharedAsRetractedAndNotSharedAnew) {
  const Entry entry = Recorded();
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1}})).ok());
  ASSERT_TRUE(Retract(entry).ok());
  const Call call = NewCall();
  EXPECT_TRUE(RunTask(entries_.GetShared(call, "p-1", 1, Readers()))->retraction.has_value());
  EntryQuery query{.patient = "p-1", .page = {.size = 50}};
  EXPECT_THAT(RunTask(entries_.ListShared(call, query, Readers()))->items, IsEmpty());
  query.retracted = true;
  EXPECT_TRUE(RunTask(entries_.ListShared(call, query, Readers()))->items.at(0).retraction.has_value());
  const absl::Status refused = Create(ShareOf("s-2", EntriesScope{{1}})).status();
  EXPECT_EQ(ViolationsOf(refused).at(0).field, "entries.entries");
}

TEST_F(EntryVersionFunctionsTest, SaveCheckInKeepsOneForEachWeek) {
  EXPECT_EQ(CheckIn(), std::nullopt);
  Entry first = NewCheckIn();
  EXPECT_EQ(SaveCheckIn(first)->number, 1);
  first.number = 1;
  EXPECT_EQ(CheckIn(), first);
  EXPECT_EQ(CheckIn(kWeek + 7), std::nullopt);
  const Entry second = After(first, "second");
  const auto receipt = SaveCheckIn(second);
  EXPECT_EQ(receipt->number, 1);
  EXPECT_EQ(receipt->version, 2);
  EXPECT_EQ(CheckIn(), second);
  EXPECT_EQ(Get(1, 1).value(), first);
  Entry next_week = NewCheckIn();
  next_week.week = kWeek + 7;
  EXPECT_EQ(SaveCheckIn(next_week)->number, 2);
}

TEST_F(EntryVersionFunctionsTest, SaveCheckInRepeatedAnswersTheFirstReceipt) {
  ASSERT_TRUE(SaveCheckIn(NewCheckIn(), NewCall(1)).ok());
  EXPECT_EQ(SaveCheckIn(NewCheckIn(), NewCall(1))->number, 1);
  EXPECT_EQ(CheckIn()->version, 1);
}

TEST_F(EntryVersionFunctionsTest, SaveCheckInRefusesWhatDoesNotFollowTheOneThatIsThere) {
  ASSERT_TRUE(SaveCheckIn(NewCheckIn()).ok());
  Entry entry = NewCheckIn();
  EXPECT_EQ(SaveCheckIn(entry).status().code(), absl::StatusCode::kAborted);  // there is one
  entry.number = 1;
  entry.version = 3;
  EXPECT_EQ(SaveCheckIn(entry).status().code(), absl::StatusCode::kAborted);  // of another version
  entry.number = 7;
  entry.version = 2;
  EXPECT_EQ(SaveCheckIn(entry).status().code(), absl::StatusCode::kAborted);  // another entry
  entry.number = 1;
  entry.version = kMostVersions + 1;
  redis().server().Command({"HSET", KeyOf("entry", ":versions"), "0000000001", "1000"});
  EXPECT_EQ(SaveCheckIn(entry).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(EntryVersionFunctionsTest, RetractFreesTheWeekOfACheckIn) {
  ASSERT_TRUE(SaveCheckIn(NewCheckIn()).ok());
  ASSERT_TRUE(Retract(*CheckIn()).ok());
  EXPECT_EQ(CheckIn(), std::nullopt);
  EXPECT_EQ(SaveCheckIn(NewCheckIn())->number, 2);
}

// The courses of an entry.

class EntryCourseFunctionsTest : public EntryVersionFunctionsTest {
 protected:
  void Start(const std::string& id, absl::Time started) {
    const Call call = NewCall();
    const TreatmentCourse course{
        .patient = "p-1", .id = id, .treatment = "letrozole", .started = started, .recorded = Now()};
    ASSERT_TRUE(RunTask(courses_.Start(call, course)).ok());
  }
  void Stop(const std::string& id, absl::Time stopped) {
    const Call call = NewCall();
    ASSERT_TRUE(RunTask(courses_.Stop(call, {.patient = "p-1", .id = id}, {stopped, "UTC", StopReason::kOther})).ok());
  }
  static std::vector<std::string> Running(const Entry& entry) {
    std::vector<std::string> ids;
    for (const RunningCourse& course : entry.courses) ids.push_back(course.id);
    return ids;
  }
};

TEST_F(EntryCourseFunctionsTest, ReadsShowTheCoursesThatWereRunningThen) {
  const absl::Time time = Now() - absl::Hours(10);
  Record(time);
  Start("at-its-instant", time);
  Start("before", time - absl::Hours(2));
  Start("after", time + absl::Microseconds(1));
  Start("stopped-then", time - absl::Hours(3));
  Stop("stopped-then", time);
  Start("stopped-after", time - absl::Hours(1));
  Stop("stopped-after", time + absl::Microseconds(1));
  EXPECT_THAT(Running(Get(1).value()), ElementsAre("at-its-instant", "stopped-after", "before"));
  EXPECT_EQ(Get(1)->courses[0].treatment, "letrozole");
}

TEST_F(EntryCourseFunctionsTest, ListsShowThemForEachEntry) {
  Record(Now() - absl::Hours(2));
  Record(Now());
  Start("c-1", Now() - absl::Hours(3));
  Stop("c-1", Now() - absl::Hours(1));
  Start("c-2", Now() - absl::Minutes(1));
  const Call call = NewCall();
  const auto page = RunTask(entries_.List(call, {.patient = "p-1", .page = {.size = 50}}));
  ASSERT_EQ(page->items.size(), 2u);
  EXPECT_THAT(Running(page->items[0]), ElementsAre("c-2"));
  EXPECT_THAT(Running(page->items[1]), ElementsAre("c-1"));
}

TEST_F(EntryCourseFunctionsTest, SharedReadsShowThemToo) {
  Record(Now());
  Start("c-1", Now());
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1}})).ok());
  const Call call = NewCall();
  EXPECT_THAT(Running(RunTask(entries_.GetShared(call, "p-1", 1, Readers())).value()), ElementsAre("c-1"));
}

}  // namespace
}  // namespace careloop::journal
