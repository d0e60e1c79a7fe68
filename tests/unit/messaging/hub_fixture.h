#ifndef CARELOOP_TESTS_UNIT_MESSAGING_HUB_FIXTURE_H_
#define CARELOOP_TESTS_UNIT_MESSAGING_HUB_FIXTURE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_event_store.h"
#include "tests/support/fake_messaging_stores.h"
#include "tests/support/fixed_random.h"
#include "tests/support/manual_scheduler.h"
#include "tests/unit/messaging/recording_sink.h"

namespace careloop::messaging {

using SinkPtr = std::shared_ptr<RecordingSink>;

// A hub whose scheduler, stores and clock do what the test says, when it says so. nurse-1 is on teams a and b.
struct Hub {
  static constexpr size_t kRecent = 10;  // entries that the hub is given when it begins to follow the log

  Hub() {
    for (const char* team : {"a", "b"}) teams.Join(team, "nurse-1");
    hub.Start();
    StartLog();
    scheduler.Run();
  }
  // Lets everything that waits go on, so that nothing is left behind.
  ~Hub() { Settle(); }

  static Audience TeamOf(const std::string& id) { return {Audience::Kind::kTeam, id}; }

  SinkPtr Watch(std::optional<Place> from = std::nullopt, absl::Time expires = absl::InfiniteFuture(),
                const std::string& person = "nurse-1", Role role = Role::kClinician) {
    auto sink = std::make_shared<RecordingSink>();
    hub.Add(sink, std::make_shared<const Caller>(Caller{.subject = person, .role = role, .expires = expires}), from);
    return sink;
  }
  // What a token of this moment holds.
  Place Now() const { return store.End(); }

  // The log is followed from here on, or anew.
  void StartLog() {
    tail = store.End();
    LogEntries last = store.After({});
    if (last.size() > kRecent) last.erase(last.begin(), last.end() - kRecent);
    hub.OnLogStart(std::move(last));
  }
  // The hub is given what has come since.
  void Tail() {
    if (!store.Has(tail)) return StartLog();
    LogEntries entries = store.After(tail);
    tail = store.End();
    if (!entries.empty()) hub.OnLog(std::move(entries));
  }
  // The log's connection breaks, and is made again.
  void Reconnect() {
    hub.OnLogDown();
    if (!store.Has(tail)) return StartLog();
    hub.OnLogResumed();
    Tail();
  }
  void Publish(const std::string& team) {
    store.Publish(team);
    Tail();
  }
  void Leave(const std::string& team, const std::string& person = "nurse-1") {
    teams.Leave(team, person);
    store.Left(team, person);
  }
  void Join(const std::string& team, const std::string& person = "nurse-1") {
    teams.Join(team, person);
    store.Joined(team, person);
  }
  void Pass(absl::Duration time) {
    clock.Advance(time);
    scheduler.Advance(time);
  }
  void Settle() {
    store.gate.Open();
    teams.gate.Open();
    scheduler.Run();
  }

  testing::FakeClock clock;
  testing::FixedRandom random;
  testing::ManualScheduler scheduler;
  testing::FakeEventStore store;
  testing::FakeCareTeamStore teams;
  testing::FakeThreadStore threads;
  Access access{teams, threads, clock};
  Place tail;
  WatchHub hub{store, access, scheduler, clock, random, {.remembered = 50}};
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_UNIT_MESSAGING_HUB_FIXTURE_H_
