#include "services/journal/store/time_key.h"
#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;

class PeriodFunctionsTest : public JournalStoreTest {
 protected:
  absl::StatusOr<std::vector<Entry>> Read(std::vector<TimeRange> ranges,
                                          std::optional<ShareReaders> readers = std::nullopt) {
    const Call call = NewCall();
    return RunTask(periods_.Read(call, "p-1", std::move(ranges), std::move(readers)));
  }
  static std::vector<int64_t> NumbersOf(const absl::StatusOr<std::vector<Entry>>& entries) {
    std::vector<int64_t> numbers;
    for (const Entry& entry : entries.value()) numbers.push_back(entry.number);
    return numbers;
  }
  static TimeRange Hours(int from, int to) { return {Now() + absl::Hours(from), Now() + absl::Hours(to)}; }
  void Retract(int64_t number) {
    const Call call = NewCall();
    const Entry entry = RunTask(entries_.Get(call, "p-1", number, 0)).value();
    ASSERT_TRUE(RunTask(entries_.Retract(call, entry, std::nullopt, {Now(), entry.reporter})).ok());
  }
  // Fills the chronology directly.
  static void AddMembers(int count) {
    std::vector<std::string> zadd = {"ZADD", KeyOf("entry", ":occurred")};
    for (int i = 0; i < count; ++i) zadd.insert(zadd.end(), {"0", TimeKey(Now()) + ":" + NumberKey(i + 1)});
    redis().server().Command(zadd);
  }
};

TEST_F(PeriodFunctionsTest, ReadsWhatOccurredInTheRangesEarliestFirst) {
  for (int hours = 1; hours <= 6; ++hours) Record(Now() - absl::Hours(hours));
  EXPECT_THAT(NumbersOf(Read({Hours(-6, -4), Hours(-2, 0)})), ElementsAre(6, 5, 2, 1));
  EXPECT_THAT(NumbersOf(Read({})), IsEmpty());
  EXPECT_THAT(NumbersOf(Read({{Now() - absl::Hours(3) + absl::Nanoseconds(1), Now() - absl::Hours(1)}})),
              ElementsAre(2));
  EXPECT_THAT(NumbersOf(Read({{Now() - absl::Hours(2), Now() - absl::Hours(1) + absl::Nanoseconds(1)}})),
              ElementsAre(2, 1));
}

TEST_F(PeriodFunctionsTest, ReadsEntriesAsTheyAre) {
  Record(Now());
  const Call call = NewCall();
  EXPECT_EQ(Read({Hours(-1, 1)}).value().at(0), RunTask(entries_.Get(call, "p-1", 1, 0)).value());
}

TEST_F(PeriodFunctionsTest, LeavesOutWhatIsRetracted) {
  Record(Now());
  Record(Now());
  Retract(1);
  EXPECT_THAT(NumbersOf(Read({Hours(-1, 1)})), ElementsAre(2));
}

TEST_F(PeriodFunctionsTest, ReadsNothingOfAnotherPatient) {
  Record(Now(), NewCall(), "p-2");
  EXPECT_THAT(NumbersOf(Read({Hours(-1, 1)})), IsEmpty());
}

TEST_F(PeriodFunctionsTest, RefusesMoreThan4000EntriesInAllRanges) {
  for (int i = 0; i < 3; ++i) Record(Now());
  AddMembers(3);  // those again, under the same names
  EXPECT_THAT(NumbersOf(Read({Hours(-1, 1)})), ElementsAre(1, 2, 3));
  Record(Now() - absl::Hours(3));
  AddMembers(kMostEntriesRead);
  const auto refused = Read({Hours(-4, -2), Hours(-1, 1)});
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused.status()), reason::kFailedState);
  EXPECT_EQ(Read({Hours(-4, -2)}).value().size(), 1u);  // what lies outside costs nothing
}

TEST_F(PeriodFunctionsTest, ReadsThroughSharesWhatTheyCover) {
  for (int hours = 1; hours <= 3; ++hours) Record(Now() - absl::Hours(hours));
  EXPECT_EQ(Read({Hours(-4, 0)}, Readers()).status(), NotFound("patient"));
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1, 3}})).ok());
  EXPECT_THAT(NumbersOf(Read({Hours(-4, 0)}, Readers())), ElementsAre(3, 1));
  EXPECT_THAT(NumbersOf(Read({}, Readers())), IsEmpty());
  EXPECT_EQ(Read({Hours(-4, 0)}, Readers({"t-2"})).status(), NotFound("patient"));
  EXPECT_THAT(NumbersOf(Read({Hours(-4, -2), Hours(-1, 0)}, Readers({"t-2", "t-1"}))), ElementsAre(3, 1));
  Retract(3);
  EXPECT_THAT(NumbersOf(Read({Hours(-4, 0)}, Readers())), ElementsAre(1));
  Revoke("s-1");
  EXPECT_EQ(Read({Hours(-4, 0)}, Readers()).status(), NotFound("patient"));
}

TEST_F(PeriodFunctionsTest, SaysTheMostThatAnyShareOpens) {
  Record(Now());
  const Call call = NewCall();
  const auto view = [&](std::vector<std::string> teams) {
    return RunTask(periods_.WidestView(call, "p-1", Readers(std::move(teams))));
  };
  EXPECT_EQ(view({"t-1"}).status(), NotFound("patient"));
  Share symptoms = ShareOf("s-1", EntriesScope{{1}});
  symptoms.view = ShareView::kSymptoms;
  ASSERT_TRUE(Create(symptoms).ok());
  EXPECT_EQ(view({"t-1"}).value(), ShareView::kSymptoms);
  EXPECT_EQ(view({"t-2"}).status(), NotFound("patient"));
  ASSERT_TRUE(Create(ShareOf("s-2", EntriesScope{{1}})).ok());
  EXPECT_EQ(view({"t-2", "t-1"}).value(), ShareView::kAll);
  Revoke("s-2");
  EXPECT_EQ(view({"t-1"}).value(), ShareView::kSymptoms);
}

class SinceVisitFunctionTest : public PeriodFunctionsTest {
 protected:
  int64_t RecordVisit(absl::Time occurred) {
    const Call call = NewCall();
    return RunTask(entries_.Record(call, VisitAt(occurred), NoAlerts())).value().number;
  }
  static Entry VisitAt(absl::Time occurred) {
    Entry entry = EntryAt(occurred);
    entry.observed.visit = true;
    return entry;
  }
  absl::StatusOr<VisitRecord> Since(std::optional<absl::Time> start = std::nullopt) {
    const Call call = NewCall();
    return RunTask(periods_.SinceVisit(call, "p-1", {start, absl::Hours(10), Now(), Now() + absl::Minutes(5)}));
  }
  static std::vector<int64_t> NumbersIn(const VisitRecord& record) { return NumbersOf(record.entries); }
};

TEST_F(SinceVisitFunctionTest, ReadsFromBeforeTheLastVisitOn) {
  Record(Now() - absl::Hours(16));
  Record(Now() - absl::Hours(15) + absl::Microseconds(1));
  RecordVisit(Now() - absl::Hours(5));
  RecordVisit(Now() - absl::Hours(9));  // told of later, but not the last one
  Record(Now() + absl::Minutes(1));
  const VisitRecord record = Since().value();
  EXPECT_TRUE(record.since_visit);
  EXPECT_EQ(record.start, Now() - absl::Hours(5) + absl::Microseconds(1));
  EXPECT_THAT(NumbersIn(record), ElementsAre(2, 4, 3, 5));
}

TEST_F(SinceVisitFunctionTest, ReadsFromBeforeATimeOn) {
  Record(Now() - absl::Hours(13));
  Record(Now() - absl::Hours(12));
  Record(Now());
  const VisitRecord record = Since(Now() - absl::Hours(2)).value();
  EXPECT_FALSE(record.since_visit);
  EXPECT_EQ(record.start, Now() - absl::Hours(2));
  EXPECT_THAT(NumbersIn(record), ElementsAre(2, 3));
  EXPECT_THAT(NumbersIn(Since(absl::FromUnixSeconds(-2'208'988'800)).value()), ElementsAre(1, 2, 3));
}

TEST_F(SinceVisitFunctionTest, NeedsAVisitThatStands) {
  EXPECT_EQ(ReasonOf(Since().status()), reason::kFailedState);
  Record(Now());
  EXPECT_EQ(ReasonOf(Since().status()), reason::kFailedState);
  const int64_t visit = RecordVisit(Now() - absl::Hours(5));
  EXPECT_TRUE(Since().ok());
  Retract(visit);
  EXPECT_EQ(ReasonOf(Since().status()), reason::kFailedState);
}

TEST_F(SinceVisitFunctionTest, FollowsAVisitThatIsAmended) {
  RecordVisit(Now() - absl::Hours(5));
  Entry amended = VisitAt(Now() - absl::Hours(3));
  amended.number = 1;
  amended.version = 2;
  const Call call = NewCall(), another = NewCall();
  ASSERT_TRUE(RunTask(entries_.Amend(call, amended, NoAlerts())).ok());
  EXPECT_EQ(Since()->start, Now() - absl::Hours(3) + absl::Microseconds(1));
  amended.observed.visit = false;
  amended.version = 3;
  ASSERT_TRUE(RunTask(entries_.Amend(another, amended, NoAlerts())).ok());
  EXPECT_EQ(ReasonOf(Since().status()), reason::kFailedState);
}

TEST_F(SinceVisitFunctionTest, TellsWhatSomeShareInForceCovers) {
  for (int hours = 3; hours >= 1; --hours) Record(Now() - absl::Hours(hours));
  EXPECT_THAT(Since(Now() - absl::Hours(4))->shared, IsEmpty());
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1}}, "t-1")).ok());
  ASSERT_TRUE(Create(ShareOf("s-2", EntriesScope{{3}}, "t-2")).ok());
  EXPECT_THAT(Since(Now() - absl::Hours(4))->shared, ElementsAre(1, 3));
  Revoke("s-2");
  EXPECT_THAT(Since(Now() - absl::Hours(4))->shared, ElementsAre(1));
}

TEST_F(SinceVisitFunctionTest, TellsTheCoursesThatHaveStartedWithTheirNotes) {
  const Call start = NewCall(), note = NewCall(), later = NewCall();
  const TreatmentCourse course{
      .patient = "p-1", .id = "c-1", .treatment = "letrozole", .started = Now() - absl::Hours(9), .recorded = Now()};
  ASSERT_TRUE(RunTask(courses_.Start(start, course)).ok());
  ASSERT_TRUE(RunTask(courses_.AddNote(note, course, {Now(), "UTC", "Dose halved", Now()})).ok());
  const VisitRecord record = Since(Now() - absl::Hours(1)).value();
  ASSERT_EQ(record.courses.size(), 1u);
  EXPECT_EQ(record.courses[0].notes.at(0).text, "Dose halved");
}

TEST_F(SinceVisitFunctionTest, RefusesMoreThan4000Entries) {
  AddMembers(kMostEntriesRead + 1);
  EXPECT_EQ(ReasonOf(Since(Now() - absl::Hours(1)).status()), reason::kFailedState);
}

}  // namespace
}  // namespace careloop::journal
