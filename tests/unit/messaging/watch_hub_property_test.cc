#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/unit/messaging/hub_fixture.h"

namespace careloop::messaging {
namespace {

// One watch of a random history.
struct Follower {
  SinkPtr sink;
  bool removed = false;
  std::map<std::string, int64_t> start;  // of each team, the last number before its token; nothing: from now on
};

// Does one random thing after the other to a hub: events with and without wake-ups, people who come and go, answers of
// the stores in any order, work that runs late, time that passes.
class RandomHistory {
 public:
  void Step() {
    switch (*rc::gen::inRange(0, 12)) {
      case 0:
      case 1:
        return hub_.Publish(AnyTeam());
      case 2:
        return hub_.store.Publish(AnyTeam());  // its wake-up is lost
      case 3:
        return hub_.hub.Wake("t:" + AnyTeam());
      case 4:
        return Join();
      case 5:
        return Remove();
      case 6:
      case 7:
        return LetOnePass(hub_.store.gate);
      case 8:
        return LetOnePass(hub_.teams.gate);
      case 9:
        hub_.scheduler.RunOne();
        return;
      case 10:
        return *rc::gen::arbitrary<bool>() ? hub_.store.gate.Close() : hub_.teams.gate.Close();
      default:
        return hub_.Pass(absl::Milliseconds(*rc::gen::inRange(0, 1500)));
    }
  }

  // Everything is delivered in the end, in order, and nothing twice.
  void Check() {
    hub_.Settle();
    hub_.hub.WakeAll();
    hub_.scheduler.Run();
    for (const Follower& follower : followers_) {
      for (const char* team : {"a", "b"}) CheckTeam(follower, team);
    }
  }

 private:
  static std::string AnyTeam() { return *rc::gen::element(std::string("a"), std::string("b")); }

  void Join() {
    Follower follower;
    const bool from_token = *rc::gen::arbitrary<bool>();
    std::optional<Positions> token;
    if (from_token) {
      token.emplace();
      for (const char* team : {"a", "b"}) {
        const auto end = static_cast<int64_t>(hub_.store.End(team).millis);
        follower.start[team] = *rc::gen::inRange<int64_t>(0, end + 1);
        token->push_back({Hub::TeamOf(team), {static_cast<uint64_t>(follower.start[team]), 0}});
      }
    }
    follower.sink = hub_.Watch(token);
    followers_.push_back(std::move(follower));
  }
  void Remove() {
    if (followers_.empty()) return;
    Follower& follower = followers_[*rc::gen::inRange<size_t>(0, followers_.size())];
    follower.removed = true;
    hub_.hub.Remove(follower.sink);
  }
  static void LetOnePass(testing::Gate& gate) {
    if (gate.waiting() > 0) gate.LetPass(*rc::gen::inRange<size_t>(0, gate.waiting()));
  }

  void CheckTeam(const Follower& follower, const std::string& team) {
    const std::vector<int64_t>& numbers = follower.sink->numbers(team);
    for (size_t i = 1; i < numbers.size(); ++i) RC_ASSERT(numbers[i] == numbers[i - 1] + 1);
    const auto start = follower.start.find(team);
    if (start != follower.start.end() && !numbers.empty()) RC_ASSERT(numbers.front() == start->second + 1);
    if (follower.removed) return;
    const auto end = static_cast<int64_t>(hub_.store.End(team).millis);
    if (!numbers.empty()) RC_ASSERT(numbers.back() == end);
    if (start != follower.start.end()) RC_ASSERT(static_cast<int64_t>(numbers.size()) == end - start->second);
  }

  Hub hub_;
  std::vector<Follower> followers_;
};

RC_GTEST_PROP(WatchHubProperty, EveryWatchIsToldExactlyWhatIsAfterItsStartInOrder, ()) {
  RandomHistory history;
  const int steps = *rc::gen::inRange(0, 120);
  for (int i = 0; i < steps; ++i) history.Step();
  history.Check();
}

}  // namespace
}  // namespace careloop::messaging
