#include "common/audit/record_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/strings.h"

namespace careloop::audit {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kSend[] = "careloop.messaging.v1.MessagingService/SendMessage";
constexpr char kStart[] = "careloop.messaging.v1.MessagingService/StartThread";
constexpr char kDeliver[] = "careloop.messaging.v1.DeliveryService/DeliverShare";
constexpr char kRecord[] = "careloop.journal.v1.JournalService/RecordEntry";
constexpr char kAmend[] = "careloop.journal.v1.JournalService/AmendEntry";

RecordFinding Moved(const std::string& name) { return {name, RecordFault::kOutOfOrder}; }
RecordFinding Unlogged(const std::string& name) { return {name, RecordFault::kNotInLog}; }
RecordFinding Missing(int64_t sequence) { return {"patients/p", RecordFault::kMissing, sequence}; }

class RecordOrderTest : public ::testing::Test {
 protected:
  void Log(const std::string& method, const std::string& id, const std::string& place = "",
           absl::Duration later = absl::ZeroDuration()) {
    now_ += later;
    const AccessRecord record{.time = now_,
                              .method = method,
                              .person = "n-1",
                              .resource = StrCat("patients/p", place.empty() ? "" : "/", place),
                              .request_id = id};
    std::string patient;
    changes_.push_back(ChangeOf(record, static_cast<int64_t>(changes_.size()) + 1, patient).value());
    EXPECT_EQ(patient, "p");
  }
  // Each named by its place in the chain, from 1; "id/reply" is the automatic reply.
  static RecordChain Chain(const std::string& place, const std::vector<std::string>& ids) {
    RecordChain chain{.place = place, .records = {}};
    for (const std::string& id : ids) {
      const size_t end = id.find("/reply");
      const std::string name = StrCat(place, " ", chain.records.size() + 1);
      chain.records.push_back({.name = name, .id = id.substr(0, end), .is_reply = end != std::string::npos});
    }
    return chain;
  }
  // Of an entry: its first version is in the chain of first versions too.
  static RecordChain Versions(const std::string& place, const std::vector<std::string>& ids) {
    RecordChain chain = Chain(place, ids);
    chain.records[0].again = true;
    return chain;
  }
  RecordComparison Compare(const std::vector<RecordChain>& chains) {
    return CompareWithLog("p", changes_, changes_.size(), chains);
  }
  std::vector<RecordFinding> Find(const std::vector<RecordChain>& chains) { return Compare(chains).findings; }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  std::vector<Change> changes_;
};

TEST_F(RecordOrderTest, FindsNothingWhereEachLiesWhereItWasWritten) {
  Log(kStart, "a");
  Log(kSend, "b", "threads/1");
  Log(kStart, "c");
  Log(kDeliver, "d");
  Log(kSend, "b", "threads/1", absl::Hours(1));  // repeated
  Log(kSend, "e", "threads/1");
  const auto result =
      Compare({Chain("threads/1", {"a", "b", "b/reply", "e"}), Chain("threads/2", {"c", "d", "d/reply"})});
  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.checked, 7);
  EXPECT_EQ(result.unchecked, 0);
}

TEST_F(RecordOrderTest, FindsTwoThatHaveChangedPlaces) {
  for (const std::string id : {"a", "b", "c", "d", "e"}) Log(kSend, id, "threads/1");
  EXPECT_THAT(Find({Chain("threads/1", {"a", "d", "c", "b", "e"})}),
              ElementsAre(Moved("threads/1 2"), Moved("threads/1 4")));
  EXPECT_THAT(Find({Chain("threads/1", {"e", "b", "c", "d", "a"})}),
              ElementsAre(Moved("threads/1 1"), Moved("threads/1 5")));
  EXPECT_THAT(Find({Chain("threads/1", {"a", "b/reply", "b", "c", "d", "e"})}),
              ElementsAre(Moved("threads/1 2"), Moved("threads/1 3")));
}

TEST_F(RecordOrderTest, FindsWhatIsGoneAndWhatIsThereTwice) {
  Log(kStart, "a");
  Log(kSend, "b", "threads/1");
  Log(kDeliver, "c");
  Log(kDeliver, "d");  // was delivered before
  EXPECT_THAT(Find({Chain("threads/1", {"a", "c"})}), ElementsAre(Missing(2)));
  EXPECT_THAT(Find({}), ElementsAre(Missing(1), Missing(2)));
  EXPECT_THAT(Find({Chain("threads/1", {"a", "b", "b", "c"})}), ElementsAre(Unlogged("threads/1 3")));
  EXPECT_THAT(Find({Chain("threads/1", {"a", "b", "c"}), Chain("threads/2", {"c"})}),
              ElementsAre(Unlogged("threads/2 1")));
}

TEST_F(RecordOrderTest, LeavesAsideWhatIsOlderThanTheLogButNotWhatLiesAfterItsRecords) {
  Log(kSend, "b", "threads/1");
  const auto result = Compare({Chain("threads/1", {"old", "older", "b"})});
  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.unchecked, 2);
  EXPECT_THAT(Find({Chain("threads/1", {"old", "b", "older"})}), ElementsAre(Unlogged("threads/1 3")));
}

TEST_F(RecordOrderTest, AnIdThatIsUsedAgainAfterDaysIsAnotherMessage) {
  Log(kSend, "a", "threads/1");
  Log(kSend, "b", "threads/1");
  Log(kSend, "a", "threads/1", absl::Hours(20));  // repeated, though not certainly
  Log(kSend, "c", "threads/1");
  Log(kSend, "a", "threads/1", absl::Hours(48));
  EXPECT_THAT(Find({Chain("threads/1", {"a", "b", "c", "a"})}), IsEmpty());
  EXPECT_THAT(Find({Chain("threads/1", {"c", "b", "a", "a"})}), Not(IsEmpty()));
}

TEST_F(RecordOrderTest, AnIdThatWasRepeatedLateAndUsedAgainSoonAfterIsAnotherMessage) {
  Log(kSend, "a", "threads/1");
  Log(kSend, "a", "threads/1", absl::Hours(14));  // repeated, though not certainly
  Log(kSend, "b", "threads/1");
  Log(kSend, "a", "threads/1", absl::Hours(11));
  EXPECT_THAT(Find({Chain("threads/1", {"a", "b", "a"})}), IsEmpty());
}

TEST_F(RecordOrderTest, WhatWasNotInTheLogBeforeTheRecordsWereReadNeedNotBeThere) {
  Log(kSend, "a", "threads/1");
  Log(kSend, "b", "threads/1");
  EXPECT_THAT(CompareWithLog("p", changes_, 1, {Chain("threads/1", {"a"})}).findings, IsEmpty());
  EXPECT_THAT(CompareWithLog("p", changes_, 1, {Chain("threads/1", {"a", "b"})}).findings, IsEmpty());
}

TEST_F(RecordOrderTest, ComparesEntriesByTheirFirstVersionsAndEachByAllOfThem) {
  Log(kRecord, "a");
  Log(kRecord, "b");
  Log(kAmend, "c", "entries/01");
  Log(kRecord, "d");  // completes the check-in b
  const auto find = [&](const std::vector<std::string>& first, const std::vector<std::string>& one,
                        const std::vector<std::string>& two) {
    return Find({Chain("", first), Versions("entries/1", one), Versions("entries/2", two)});
  };
  EXPECT_THAT(find({"a", "b"}, {"a", "c"}, {"b", "d"}), IsEmpty());
  EXPECT_THAT(find({"b", "a"}, {"b", "c"}, {"a", "d"}), Contains(Moved(" 1")));
  EXPECT_THAT(find({"c", "b"}, {"c", "a"}, {"b", "d"}), Contains(Moved("entries/1 1")));
  EXPECT_THAT(find({"a", "b"}, {"a", "d"}, {"b", "c"}), Contains(Unlogged("entries/2 2")));
  EXPECT_THAT(Find({Chain("", {"a", "b"}), Versions("entries/2", {"b", "d"})}), ElementsAre(Missing(3)))
      << "an entry as it was before";
}

TEST_F(RecordOrderTest, SaysWhatDoesNotOpenAndWhatSaysThatItBelongsElsewhere) {
  Log(kRecord, "a");
  Log(kRecord, "b");
  RecordChain chain = Chain("", {"a", "b"});
  chain.records[0].opens = false;
  chain.records[1].is_elsewhere = true;
  EXPECT_THAT(Find({chain}), ElementsAre(RecordFinding{" 1", RecordFault::kUnreadable}, Moved(" 2")));
}

TEST_F(RecordOrderTest, KnowsWhatWritesNoRecord) {
  std::string patient;
  EXPECT_FALSE(
      ChangeOf({.method = "careloop.messaging.v1.MessagingService/MarkRead", .resource = "patients/p"}, 1, patient));
  EXPECT_FALSE(ChangeOf({.method = kSend, .resource = ""}, 1, patient));
}

}  // namespace
}  // namespace careloop::audit
