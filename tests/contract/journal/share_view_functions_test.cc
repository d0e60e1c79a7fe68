#include <gtest/gtest.h>

#include <algorithm>

#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

class ShareViewFunctionsTest : public JournalStoreTest {
 protected:
  int64_t RecordFull(absl::Time occurred) {
    Entry entry = EntryAt(occurred);
    entry.observed.wellbeing = 3;
    entry.observed.answers = {{.symptom = "rash", .presence = true}};
    const Call call = NewCall();
    return RunTask(entries_.Record(call, entry, NoAlerts(entry.patient))).value().number;
  }
  absl::StatusOr<PageOf<Entry>> ListShared(ShareReaders readers = Readers(), PageRequest page = {.size = 200}) {
    const Call call = NewCall();
    return RunTask(entries_.ListShared(call, {.patient = "p-1", .page = std::move(page)}, std::move(readers)));
  }
  absl::StatusOr<PageOf<Entry>> Preview(const Share& share, EntryQuery query = {}) {
    query.patient = "p-1";
    if (query.page.size == 0) query.page.size = 200;
    const Call call = NewCall();
    return RunTask(entries_.Preview(call, std::move(query), share.scope, share.view));
  }
  absl::StatusOr<std::vector<Share>> Covering(int64_t number, absl::Time now = Now()) {
    const Call call = NewCall();
    return RunTask(shares_.Covering(call, "p-1", number, now));
  }
  static Share SymptomsOf(Share share) {
    share.view = ShareView::kSymptoms;
    return share;
  }
  static bool IsWhole(const Entry& entry) { return entry.observed.note == "note"; }
};

TEST_F(ShareViewFunctionsTest, ReadsOfASharesSymptomsHoldNothingElse) {
  RecordFull(Now());
  ASSERT_TRUE(Create(SymptomsOf(ShareOf("s-1", EntriesScope{{1}}))).ok());
  const Call call = NewCall();
  const Entry got = RunTask(entries_.GetShared(call, "p-1", 1, Readers())).value();
  EXPECT_FALSE(IsWhole(got));
  EXPECT_EQ(got.observed.wellbeing, std::nullopt);
  EXPECT_THAT(got.observed.answers, SizeIs(1));
  EXPECT_EQ(ListShared()->items.at(0), got);
  const TimeRange range{Now() - absl::Hours(1), Now() + absl::Hours(1)};
  EXPECT_EQ(RunTask(periods_.Read(call, "p-1", {range}, Readers()))->at(0), got);
}

TEST_F(ShareViewFunctionsTest, ReadsTakeTheShareThatOpensMost) {
  RecordFull(Now());
  RecordFull(Now() - absl::Hours(2));
  ASSERT_TRUE(Create(SymptomsOf(ShareOf("s-1", StandingScope{Now() - absl::Hours(5)}))).ok());
  ASSERT_TRUE(Create(ShareOf("s-2", EntriesScope{{1}})).ok());
  ASSERT_TRUE(Create(ShareOf("s-3", EntriesScope{{2}}, "t-2")).ok());
  const auto page = ListShared();
  EXPECT_TRUE(IsWhole(page->items.at(0)));
  EXPECT_FALSE(IsWhole(page->items.at(1)));  // all of it is another team's to see
  Revoke("s-2");
  EXPECT_FALSE(IsWhole(ListShared()->items.at(0)));
}

TEST_F(ShareViewFunctionsTest, KeepTheViewOfAShare) {
  const Share share = SymptomsOf(ShareOf("s-1", StandingScope{Now()}));
  ASSERT_TRUE(Create(share).ok());
  const Call call = NewCall();
  EXPECT_EQ(RunTask(shares_.Get(call, "p-1", "s-1")).value(), share);
}

TEST_F(ShareViewFunctionsTest, HoldsAndOpensAShareOfSymptomsAsOne) {
  RecordFull(Now());
  ASSERT_TRUE(Create(SymptomsOf(ShareOf("s-1", EntriesScope{{1}}))).ok());
  ASSERT_TRUE(RunTask(shares_.MarkRefused("p-1", "s-1", {RefusalReason::kRejected, Now()})).ok());
  EXPECT_EQ(ListShared().status(), NotFound("patient"));
  ASSERT_TRUE(RunTask(shares_.MarkDelivered("p-1", "s-1", {"patients/p-1/threads/t", Now()})).ok());
  EXPECT_FALSE(IsWhole(ListShared()->items.at(0)));
}

TEST_F(ShareViewFunctionsTest, PreviewStoresNothingAndOpensNothing) {
  RecordFull(Now());
  EXPECT_THAT(Preview(ShareOf("s-1", EntriesScope{{1}}))->items, SizeIs(1));
  EXPECT_EQ(ListShared().status(), NotFound("patient"));
}

TEST_F(ShareViewFunctionsTest, PreviewGoesOnPageByPageAndShowsRetractedEntriesAsSeen) {
  for (int i = 0; i < 3; ++i) RecordFull(Now());
  const Share share = ShareOf("s-1", StandingScope{Now()});
  const auto first = Preview(share, {.page = {.size = 2}});
  EXPECT_THAT(first->items, SizeIs(2));
  EXPECT_THAT(Preview(share, {.page = {.size = 2, .after = first->next}})->items, SizeIs(1));
  const Call call = NewCall();
  ASSERT_TRUE(RunTask(entries_.Retract(call, first->items[0], std::nullopt, {Now(), first->items[0].reporter})).ok());
  EXPECT_THAT(Preview(share)->items, SizeIs(2));
  const auto all = Preview(share, {.retracted = true});
  EXPECT_THAT(all->items, SizeIs(3));
  EXPECT_FALSE(IsWhole(all->items[0]));
}

TEST_F(ShareViewFunctionsTest, CreateRefusesAPeriodThatHasPassedWithoutALiveEntry) {
  const Share past = ShareOf("s-1", PeriodScope{Now() - absl::Hours(5), Now()});
  const auto refused = Create(past);
  EXPECT_EQ(ViolationsOf(refused.status()).at(0).field, "period");
  const int64_t entry = RecordFull(Now() - absl::Hours(1));
  EXPECT_TRUE(Create(past).ok());
  const Call call = NewCall();
  ASSERT_TRUE(RunTask(entries_.Retract(call, ListShared()->items.at(0), std::nullopt, {Now(), {}})).ok());
  EXPECT_EQ(entry, 1);
  EXPECT_FALSE(Create(ShareOf("s-2", PeriodScope{Now() - absl::Hours(5), Now()})).ok());
  EXPECT_TRUE(Create(ShareOf("s-3", PeriodScope{Now() - absl::Hours(5), Now() + absl::Microseconds(1)})).ok());
}

TEST_F(ShareViewFunctionsTest, CoveringTellsTheSharesOfAnEntryWhateverBecameOfTheirDelivery) {
  RecordFull(Now());
  RecordFull(Now());
  const auto ids = [&](int64_t number, absl::Time now = Now()) {
    std::vector<std::string> found;
    const auto shares = Covering(number, now);
    for (const Share& share : shares.value()) found.push_back(share.id);
    std::sort(found.begin(), found.end());
    return found;
  };
  EXPECT_THAT(ids(1), IsEmpty());
  Share ending = ShareOf("ending", EntriesScope{{1}});
  ending.expires = Now() + absl::Hours(1);
  ASSERT_TRUE(Create(ending).ok());
  ASSERT_TRUE(Create(ShareOf("failed", StandingScope{Now()}, "t-2")).ok());
  ASSERT_TRUE(Create(ShareOf("other", EntriesScope{{2}})).ok());
  ASSERT_TRUE(Create(ShareOf("revoked", EntriesScope{{1}})).ok());
  Revoke("revoked");
  ASSERT_TRUE(RunTask(shares_.MarkRefused("p-1", "failed", {RefusalReason::kNotEnrolled, Now()})).ok());
  EXPECT_THAT(ids(1), ElementsAre("ending", "failed"));
  EXPECT_THAT(ids(1, Now() + absl::Hours(1)), ElementsAre("failed"));
  EXPECT_THAT(ids(2), ElementsAre("failed", "other"));
  EXPECT_THAT(ids(9), IsEmpty());
  const auto shares = Covering(1);
  const bool has_failed =
      std::any_of(shares->begin(), shares->end(), [](const Share& s) { return s.refused.has_value(); });
  EXPECT_TRUE(has_failed);
}

}  // namespace
}  // namespace careloop::journal
