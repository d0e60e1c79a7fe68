#ifndef CARELOOP_TESTS_UNIT_STORE_RELAY_FIXTURE_H_
#define CARELOOP_TESTS_UNIT_STORE_RELAY_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/store/outbox_relay.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fixed_random.h"
#include "tests/support/gate.h"
#include "tests/support/manual_scheduler.h"
#include "tests/unit/store/fake_outbox_redis.h"

namespace careloop::store {

// A relay whose scheduler, clock, Redis and receiver are in the hands of the test.
class OutboxRelayTest : public ::testing::Test {
 protected:
  ~OutboxRelayTest() override {
    redis_.gate.Open();
    gate_.Open();
    scheduler_.Run();
  }

  static OutboxRelay::Options Options() { return {.most_in_hand = 8, .never_buried = {"alert"}}; }
  // "a" of "a/1".
  static std::string LaneOf(const OutboxItem& item) { return item.id.substr(0, item.id.find('/')); }
  Task<absl::Status> Deliver(OutboxItem item) {
    delivered_.push_back(item.id);
    seen_.push_back(item);
    const absl::Status outcome = outcome_;
    co_await gate_.Pass();
    co_return outcome;
  }
  void Put(const std::string& id, const std::string& kind = "share") { redis_.Put(id, kind, clock_.Now()); }
  // Time that passes for everybody.
  void Pass(absl::Duration time) {
    clock_.Advance(time);
    scheduler_.Advance(time);
  }
  // Returns when Stop has, while the scheduler runs as in a service.
  void Stop() {
    std::atomic<bool> returned = false;
    auto stopped = std::async(std::launch::async, [&] {
      relay_.Stop();
      returned = true;
    });
    while (!returned) scheduler_.Run();
  }
  int CountOf(const std::string& function) const {
    return static_cast<int>(std::count(redis_.calls.begin(), redis_.calls.end(), function));
  }
  // Of an item's next attempt, from now.
  absl::Duration DueIn(const std::string& id) { return absl::FromUnixMillis(redis_.items.at(id).due) - clock_.Now(); }

  testing::FakeClock clock_;
  testing::FixedRandom random_;
  testing::ManualScheduler scheduler_;
  testing::Gate gate_;
  FakeOutboxRedis redis_;
  Outbox outbox_{redis_, clock_};
  absl::Status outcome_;
  std::vector<std::string> delivered_;
  std::vector<OutboxItem> seen_;
  OutboxRelay relay_{outbox_,   scheduler_, random_,
                     Options(), &LaneOf,    [this](OutboxItem item) { return Deliver(std::move(item)); }};
};

}  // namespace careloop::store

#endif  // CARELOOP_TESTS_UNIT_STORE_RELAY_FIXTURE_H_
