#include "services/messaging/domain/event_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "tests/support/fake_event_store.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const LogQuery kNurse = {.person = "nurse-1", .teams = {"a", "b"}};

std::vector<uint64_t> PlacesOf(const LogEntries& entries) {
  std::vector<uint64_t> places;
  for (const auto& entry : entries) places.push_back(entry->place.millis);
  return places;
}

LogQuery After(LogQuery query, uint64_t place, int most = 100) {
  query.after = {place, 0};
  query.most = most;
  return query;
}

// A history that has followed a log from its beginning.
struct Followed {
  void Publish(const std::string& team, const std::string& patient = "patient") {
    log.Publish(team, patient);
    history.Append(log.After({log.End().millis - 1, 0}).at(0));
  }
  std::vector<uint64_t> Read(const LogQuery& query) const { return PlacesOf(history.After(query).entries); }

  testing::FakeEventStore log;
  EventHistory history{5};
};

TEST(EventHistory, GivesWhatConcernsTheOneWhoAsksInOrder) {
  Followed f;
  f.Publish("a");
  f.Publish("c", "patient-1");
  f.Publish("b");
  f.Publish("a", "patient-1");
  EXPECT_THAT(f.Read(After(kNurse, 0)), ElementsAre(1, 3, 4));
  EXPECT_THAT(f.Read(After(kNurse, 1)), ElementsAre(3, 4));
  EXPECT_THAT(f.Read(After({.patient = "patient-1"}, 0)), ElementsAre(2, 4));
  EXPECT_THAT(f.Read(After({.person = "nurse-2", .teams = {"d"}}, 0)), IsEmpty());
}

TEST(EventHistory, GivesWhatHasBeenJoinedAndLeftToTheOneWhoDid) {
  Followed f;
  f.log.Joined("a", "nurse-1");
  f.log.Left("a", "nurse-2");
  for (auto& entry : f.log.After({})) f.history.Append(std::move(entry));
  EXPECT_THAT(f.Read(After(kNurse, 0)), ElementsAre(1));
  EXPECT_THAT(f.Read(After({.patient = "nurse-1"}, 0)), IsEmpty());
}

TEST(EventHistory, GivesNoMoreThanAskedAndSaysHowFarThatWas) {
  Followed f;
  for (int i = 0; i < 4; ++i) f.Publish("a");
  const LogPage page = f.history.After(After(kNurse, 0, 2));
  EXPECT_THAT(PlacesOf(page.entries), ElementsAre(1, 2));
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.place, (Place{2, 0}));
  const LogPage rest = f.history.After(After(kNurse, 2, 2));
  EXPECT_FALSE(rest.more);
  EXPECT_EQ(rest.place, (Place{4, 0}));
}

TEST(EventHistory, KnowsItsPlacesOnly) {
  Followed f;
  f.history.Restart({});
  EXPECT_TRUE(f.history.Has({})) << "of a log without entries";
  for (int i = 0; i < 7; ++i) f.Publish("a");
  EXPECT_EQ(f.history.start(), (Place{2, 0})) << "two were forgotten";
  EXPECT_EQ(f.history.end(), (Place{7, 0}));
  EXPECT_FALSE(f.history.Has({1, 0}));
  for (uint64_t i = 2; i <= 7; ++i) EXPECT_TRUE(f.history.Has({i, 0})) << i;
  EXPECT_FALSE(f.history.Has({5, 1})) << "between two";
  EXPECT_FALSE(f.history.Has({8, 0}));
}

TEST(EventHistory, StartsWithTheLastEntriesOfALog) {
  Followed f;
  for (int i = 0; i < 3; ++i) f.Publish("a");
  f.history.Restart(f.log.After({1, 0}));
  EXPECT_FALSE(f.history.Has({1, 0}));
  EXPECT_TRUE(f.history.Has({2, 0}));
  EXPECT_THAT(f.Read(After(kNurse, 2)), ElementsAre(3));
}

RC_GTEST_PROP(EventHistoryProperty, GivesWhatTheLogItselfGives, ()) {
  testing::FakeEventStore log;
  EventHistory history(20);
  const int entries = *rc::gen::inRange(0, 60);
  for (int i = 0; i < entries; ++i) {
    const auto team = *rc::gen::element(std::string("a"), std::string("b"), std::string("c"));
    const auto who = *rc::gen::element(std::string("x"), std::string("y"), std::string("nurse-1"));
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        log.Joined(team, who);
        break;
      case 1:
        log.Left(team, who);
        break;
      default:
        log.Publish(team, who);
    }
    history.Append(log.After({log.End().millis - 1, 0}).at(0));
  }
  const uint64_t start = history.start().millis;
  LogQuery query = After(kNurse, *rc::gen::inRange<uint64_t>(start, log.End().millis + 1));
  if (*rc::gen::arbitrary<bool>()) query.patient = "x";
  LogPage wanted;
  StartDetached([](testing::FakeEventStore& store, LogQuery q, LogPage& page) -> Task<void> {
    page = (co_await store.Read(std::move(q))).value();
  }(log, query, wanted));
  RC_ASSERT(PlacesOf(history.After(query).entries) == PlacesOf(wanted.entries));
}

}  // namespace
}  // namespace careloop::messaging
