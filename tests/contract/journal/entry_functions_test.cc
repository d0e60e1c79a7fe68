#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using testing::CallOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class EntryFunctionsTest : public JournalStoreTest {
 protected:
  absl::StatusOr<Entry> Get(int64_t number, const std::string& patient = "p-1") {
    const Call call = NewCall();
    return RunTask(entries_.Get(call, patient, number, 0));
  }
  absl::StatusOr<PageOf<Entry>> List(EntryQuery query) {
    if (query.patient.empty()) query.patient = "p-1";
    if (query.page.size == 0) query.page.size = 50;
    const Call call = NewCall();
    return RunTask(entries_.List(call, std::move(query)));
  }
  static std::vector<int64_t> NumbersOf(const absl::StatusOr<PageOf<Entry>>& page) {
    std::vector<int64_t> numbers;
    for (const Entry& entry : page.value().items) numbers.push_back(entry.number);
    return numbers;
  }
};

TEST_F(EntryFunctionsTest, RecordNumbersAPatientsEntriesFrom1WithoutGaps) {
  EXPECT_EQ(Record(Now()), 1);
  EXPECT_EQ(Record(Now()), 2);
  EXPECT_EQ(Record(Now(), CallOf(Role::kPatient, "p-2", 1, ""), "p-2"), 1);
  EXPECT_EQ(Record(Now()), 3);
}

TEST_F(EntryFunctionsTest, RecordKeepsTheEntryAsItWas) {
  Entry entry = EntryAt(Now() - absl::Hours(3));
  entry.observed.answers = {{.symptom = "nausea"}};
  entry.observed.answers[0].level(Attribute::kFrequency) = 2;
  entry.severe_reasons = {SevereReason::kUrgent};
  const Call call = NewCall();
  const auto receipt = RunTask(entries_.Record(call, entry, NoAlerts()));
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->revised, entry.revised);
  EXPECT_EQ(receipt->version, 1);
  EXPECT_THAT(receipt->treatments, IsEmpty());
  entry.number = 1;
  EXPECT_EQ(Get(1).value(), entry);
}

TEST_F(EntryFunctionsTest, RecordRepeatedStoresNothingAndAnswersTheFirstReceipt) {
  const Call call = NewCall(1);
  const auto first = RunTask(entries_.Record(call, EntryAt(Now()), NoAlerts()));
  redis().clock().Advance(absl::Minutes(1));
  const auto again = RunTask(entries_.Record(call, EntryAt(Now()), NoAlerts()));
  EXPECT_EQ(again->number, first->number);
  EXPECT_EQ(again->revised, first->revised);
  EXPECT_THAT(List({})->items, SizeIs(1));
}

TEST_F(EntryFunctionsTest, RecordRefusesARequestIdThatWasUsedForAnotherEntry) {
  Record(Now(), NewCall(1, "one"));
  const Call call = NewCall(1, "another");
  EXPECT_EQ(ReasonOf(RunTask(entries_.Record(call, EntryAt(Now()), NoAlerts())).status()), reason::kRequestIdReused);
}

TEST_F(EntryFunctionsTest, RecordTellsWhatThePatientTakesEachTreatmentOnce) {
  const auto start = [&](const std::string& id, const std::string& treatment) {
    const Call call = NewCall();
    const TreatmentCourse course{
        .patient = "p-1", .id = id, .treatment = treatment, .started = Now(), .recorded = Now()};
    ASSERT_TRUE(RunTask(courses_.Start(call, course)).ok());
  };
  start("c-1", "letrozole");
  start("c-2", "letrozole");
  start("c-3", "capecitabine");
  const Call call = NewCall();
  EXPECT_THAT(RunTask(entries_.Record(call, EntryAt(Now()), NoAlerts()))->treatments,
              UnorderedElementsAre("letrozole", "capecitabine"));
}

TEST_F(EntryFunctionsTest, GetAnswersNotFoundForAnAbsentEntryAndForAnotherPatients) {
  Record(Now());
  EXPECT_EQ(Get(2).status(), NotFound("entry"));
  EXPECT_EQ(Get(1, "p-2").status(), NotFound("entry"));
}

TEST_F(EntryFunctionsTest, ListIsByTheTimeOfOccurrenceLatestFirst) {
  Record(Now() - absl::Hours(2));
  Record(Now());
  Record(Now() - absl::Hours(1));
  EXPECT_THAT(NumbersOf(List({})), ElementsAre(2, 3, 1));
}

TEST_F(EntryFunctionsTest, ListOfOneInstantIsLatestRecordedFirst) {
  for (int i = 0; i < 11; ++i) Record(Now());
  EXPECT_THAT(NumbersOf(List({})), ElementsAre(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1));
}

TEST_F(EntryFunctionsTest, ListOfAnUnknownPatientIsEmpty) {
  const auto page = List({.patient = "p-9"});
  EXPECT_THAT(page->items, IsEmpty());
  EXPECT_EQ(page->next, "");
}

TEST_F(EntryFunctionsTest, ListTakesWhatOccurredFromTheStartToBeforeTheEnd) {
  const absl::Time time = Now();
  Record(time - absl::Microseconds(1));
  Record(time);
  Record(time + absl::Microseconds(1));
  EXPECT_THAT(NumbersOf(List({.start = time})), ElementsAre(3, 2));
  EXPECT_THAT(NumbersOf(List({.end = time})), ElementsAre(1));
  EXPECT_THAT(NumbersOf(List({.start = time, .end = time + absl::Microseconds(1)})), ElementsAre(2));
  EXPECT_THAT(NumbersOf(List({.start = time + absl::Nanoseconds(1)})), ElementsAre(3));
  EXPECT_THAT(NumbersOf(List({.end = time + absl::Nanoseconds(1)})), ElementsAre(2, 1));
  EXPECT_THAT(NumbersOf(List({.start = absl::InfinitePast(), .end = absl::InfiniteFuture()})), ElementsAre(3, 2, 1));
}

TEST_F(EntryFunctionsTest, ListGoesOnWhereThePageBeforeEnded) {
  for (int i = 0; i < 5; ++i) Record(Now());
  std::vector<int64_t> seen;
  std::string after;
  int pages = 0;
  do {
    const auto page = List({.page = {.size = 2, .after = after}});
    for (const int64_t number : NumbersOf(page)) seen.push_back(number);
    after = page->next;
    ++pages;
    Record(Now() + absl::Seconds(pages));  // what comes at the front meanwhile moves nothing
  } while (!after.empty());
  EXPECT_THAT(seen, ElementsAre(5, 4, 3, 2, 1));
  EXPECT_EQ(pages, 3);
}

TEST_F(EntryFunctionsTest, ListEndsWithoutAFurtherPageWhenTheLastOneIsFull) {
  Record(Now());
  Record(Now());
  EXPECT_EQ(List({.page = {.size = 2}})->next, "");
}

// Through shares.

class SharedEntryFunctionsTest : public EntryFunctionsTest {
 protected:
  void SetUp() override {
    EntryFunctionsTest::SetUp();
    now_ = Now();
  }
  absl::Status GetShared(int64_t number, ShareReaders readers = Readers()) {
    const Call call = NewCall();
    return RunTask(entries_.GetShared(call, "p-1", number, std::move(readers))).status();
  }
  absl::StatusOr<PageOf<Entry>> ListShared(PageRequest page = {.size = 50}, ShareReaders readers = Readers()) {
    const Call call = NewCall();
    return RunTask(entries_.ListShared(call, {.patient = "p-1", .page = std::move(page)}, std::move(readers)));
  }
  void RecordThree() {  // at -2 h, -1 h and now
    for (int hours = 2; hours >= 0; --hours) Record(Now() - absl::Hours(hours));
  }
  absl::Time now_;
};

TEST_F(SharedEntryFunctionsTest, ReadNothingWithoutAShare) {
  RecordThree();
  EXPECT_EQ(GetShared(1), NotFound("entry"));
  EXPECT_EQ(ListShared().status(), NotFound("patient"));
}

TEST_F(SharedEntryFunctionsTest, ReadTheEntriesThatAShareNames) {
  RecordThree();
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1, 3}})).ok());
  EXPECT_TRUE(GetShared(1).ok());
  EXPECT_EQ(GetShared(2), NotFound("entry"));
  EXPECT_THAT(NumbersOf(ListShared()), ElementsAre(3, 1));
}

TEST_F(SharedEntryFunctionsTest, ReadWhatOccurredInAPeriod) {
  RecordThree();
  ASSERT_TRUE(Create(ShareOf("s-1", PeriodScope{now_ - absl::Hours(2), now_})).ok());
  EXPECT_TRUE(GetShared(1).ok());
  EXPECT_EQ(GetShared(3), NotFound("entry"));
  EXPECT_THAT(NumbersOf(ListShared()), ElementsAre(2, 1));
}

TEST_F(SharedEntryFunctionsTest, ReadWhatOccursInAPeriodAlsoWhenItIsRecordedLater) {
  ASSERT_TRUE(Create(ShareOf("s-1", PeriodScope{now_ - absl::Hours(2), now_ + absl::Hours(2)})).ok());
  EXPECT_THAT(NumbersOf(ListShared()), IsEmpty());
  RecordThree();
  EXPECT_THAT(NumbersOf(ListShared()), ElementsAre(3, 2, 1));
}

TEST_F(SharedEntryFunctionsTest, ReadWhatOccursFromATimeOn) {
  RecordThree();
  ASSERT_TRUE(Create(ShareOf("s-1", StandingScope{now_ - absl::Hours(1)})).ok());
  EXPECT_EQ(GetShared(1), NotFound("entry"));
  EXPECT_TRUE(GetShared(2).ok());
  EXPECT_THAT(NumbersOf(ListShared()), ElementsAre(3, 2));
}

TEST_F(SharedEntryFunctionsTest, ReadWithinBoundsBeyondAllTimes) {
  RecordThree();
  ASSERT_TRUE(Create(ShareOf("s-1", PeriodScope{absl::InfinitePast(), absl::InfiniteFuture()})).ok());
  EXPECT_THAT(NumbersOf(ListShared()), ElementsAre(3, 2, 1));
}

TEST_F(SharedEntryFunctionsTest, ReadWhatAnyOfSeveralSharesCovers) {
  RecordThree();
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1}})).ok());
  ASSERT_TRUE(Create(ShareOf("s-2", StandingScope{now_})).ok());
  EXPECT_THAT(NumbersOf(ListShared()), ElementsAre(3, 1));
}

TEST_F(SharedEntryFunctionsTest, ReadNothingThroughAnotherTeamsShare) {
  RecordThree();
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1}}, "t-1")).ok());
  EXPECT_EQ(GetShared(1, Readers({"t-2"})), NotFound("entry"));
  EXPECT_EQ(ListShared({.size = 50}, Readers({"t-2"})).status(), NotFound("patient"));
  EXPECT_TRUE(GetShared(1, Readers({"t-2", "t-1"})).ok());
}

TEST_F(SharedEntryFunctionsTest, ReadNothingForNoTeamAtAll) {
  RecordThree();
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1}})).ok());
  EXPECT_EQ(GetShared(1, Readers({})), NotFound("entry"));
}

TEST_F(SharedEntryFunctionsTest, ReadNothingAtOnceAfterARevocation) {
  RecordThree();
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1, 2}})).ok());
  ASSERT_TRUE(GetShared(1).ok());
  Revoke("s-1");
  EXPECT_EQ(GetShared(1), NotFound("entry"));
  EXPECT_EQ(ListShared().status(), NotFound("patient"));
}

TEST_F(SharedEntryFunctionsTest, ReadNothingFromTheInstantOfTheExpiryOn) {
  RecordThree();
  Share share = ShareOf("s-1", EntriesScope{{1}});
  share.expires = now_ + absl::Seconds(10);
  ASSERT_TRUE(Create(share).ok());
  EXPECT_TRUE(GetShared(1, {{"t-1"}, now_ + absl::Seconds(10) - absl::Microseconds(1)}).ok());
  EXPECT_EQ(GetShared(1, {{"t-1"}, now_ + absl::Seconds(10)}), NotFound("entry"));
  EXPECT_EQ(ListShared({.size = 50}, {{"t-1"}, now_ + absl::Seconds(10)}).status(), NotFound("patient"));
}

TEST_F(SharedEntryFunctionsTest, ReadAnswersNotFoundForAnAbsentEntryUnderAStandingShare) {
  ASSERT_TRUE(Create(ShareOf("s-1", StandingScope{absl::UnixEpoch()})).ok());
  EXPECT_EQ(GetShared(7), NotFound("entry"));
}

TEST_F(SharedEntryFunctionsTest, ReadFurtherPagesOverWhatIsNotCovered) {
  for (int i = 0; i < 9; ++i) Record(now_);
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1, 4, 8}})).ok());
  const auto first = ListShared({.size = 2});
  EXPECT_THAT(NumbersOf(first), ElementsAre(8, 4));
  const auto second = ListShared({.size = 2, .after = first->next});
  EXPECT_THAT(NumbersOf(second), ElementsAre(1));
  EXPECT_EQ(second->next, "");
}

TEST_F(SharedEntryFunctionsTest, ReadNoFurtherPageAfterARevocation) {
  for (int i = 0; i < 3; ++i) Record(now_);
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1, 2, 3}})).ok());
  const auto first = ListShared({.size = 1});
  Revoke("s-1");
  EXPECT_EQ(ListShared({.size = 1, .after = first->next}).status(), NotFound("patient"));
}

// Fills the chronology directly: 5,000 entries are more than one step looks at.
TEST_F(SharedEntryFunctionsTest, ReadLooksAtABoundedNumberOfEntriesInOneStep) {
  std::vector<std::string> zadd = {"ZADD", KeyOf("entry", ":occurred")};
  Record(now_);
  for (int number = 2; number <= 5000; ++number) {
    char member[32];
    std::snprintf(member, sizeof member, "9000000000000000:%010d", number);
    zadd.insert(zadd.end(), {"0", member});
  }
  redis().server().Command(zadd);
  ASSERT_TRUE(Create(ShareOf("s-1", EntriesScope{{1}})).ok());
  const auto first = ListShared();
  EXPECT_THAT(NumbersOf(first), IsEmpty());
  EXPECT_NE(first->next, "");
  const auto second = ListShared({.size = 50, .after = first->next});
  EXPECT_THAT(NumbersOf(second), ElementsAre(1));
  EXPECT_EQ(second->next, "");
}

}  // namespace
}  // namespace careloop::journal
