#ifndef CARELOOP_TESTS_UNIT_MESSAGING_HUB_FIXTURE_H_
#define CARELOOP_TESTS_UNIT_MESSAGING_HUB_FIXTURE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_messaging_stores.h"
#include "tests/support/fixed_random.h"
#include "tests/support/manual_scheduler.h"
#include "tests/unit/messaging/recording_sink.h"

namespace careloop::messaging {

using SinkPtr = std::shared_ptr<RecordingSink>;

// A hub whose scheduler, stores and clock do what the test says, when it says so. nurse-1 is on teams a and b.
struct Hub {
  Hub() {
    for (const char* team : {"a", "b"}) teams.Join(team, "nurse-1");
    hub.Start();
    hub.WakeAll();
    scheduler.Run();
  }
  // Lets everything that waits go on, so that nothing is left behind.
  ~Hub() { Settle(); }

  static Audience TeamOf(const std::string& id) { return {Audience::Kind::kTeam, id}; }

  SinkPtr Watch(std::optional<Positions> from = std::nullopt, absl::Time expires = absl::InfiniteFuture(),
                const std::string& person = "nurse-1", Role role = Role::kClinician) {
    auto sink = std::make_shared<RecordingSink>();
    hub.Add(sink, std::make_shared<const Caller>(Caller{.subject = person, .role = role, .expires = expires}),
            std::move(from));
    return sink;
  }
  // What a token of this moment holds.
  Positions Now() { return {{TeamOf("a"), store.End("a")}, {TeamOf("b"), store.End("b")}}; }

  // An event and its wake-up.
  void Publish(const std::string& team) {
    store.Publish(team);
    hub.Wake("t:" + team);
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
  WatchHub hub{store, access, scheduler, clock, random, {}};
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_UNIT_MESSAGING_HUB_FIXTURE_H_
