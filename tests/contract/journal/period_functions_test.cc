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
                                          std::optional<TeamReaders> readers = std::nullopt) {
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
    std::vector<std::string> zadd = {"ZADD", "{j:test}:entry:p-1:occurred"};
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

}  // namespace
}  // namespace careloop::journal
