#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "tests/unit/messaging/hub_fixture.h"

namespace careloop::messaging {
namespace {

// One watch of a random history.
struct Follower {
  SinkPtr sink;
  bool removed = false;
  std::map<std::string, int64_t> next;  // of each team, what has to come next; nothing: it is not known
};

// Does one random thing after the other to a hub: entries of the log at once or late, people who come and go, answers
// of the stores late and in any order or not at all, a log that breaks off, is trimmed and begins anew, memberships
// that change, time that passes.
class RandomHistory {
 public:
  void Step() {
    switch (*rc::gen::inRange(0, 16)) {
      case 0:
      case 1:
      case 2:
        return hub_.Publish(AnyTeam());
      case 3:
        return hub_.store.Publish(AnyTeam());  // the hub hears of it later
      case 4:
        return Flip() ? hub_.Tail() : hub_.Reconnect();
      case 5:
      case 6:
        return Join();
      case 7:
        return Remove();
      case 8:
      case 9:
        return LetOnePass(hub_.store.gate);
      case 10:
        return LetOnePass(hub_.teams.gate);
      case 11:
        hub_.scheduler.RunOne();
        return;
      case 12:
        return Flip() ? hub_.store.gate.Close() : hub_.teams.gate.Close();
      case 13:
        return ChangeMembership();
      case 14:
        if (Flip()) return hub_.store.Trim(*rc::gen::inRange<size_t>(1, 5));
        hub_.store.failure =
            Flip() ? absl::OkStatus() : Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
        return;
      default:
        return hub_.Pass(absl::Milliseconds(*rc::gen::inRange(0, 1500)));
    }
  }

  // In the end, when everything works again, everybody has been told what they had to be told.
  void Check() {
    hub_.store.failure = absl::OkStatus();
    hub_.Settle();
    hub_.Reconnect();
    hub_.Pass(absl::Seconds(1));
    for (const char* team : {"a", "b"}) hub_.Publish(team);
    hub_.scheduler.Run();
    for (const Follower& follower : followers_) Check(follower);
  }

 private:
  static bool Flip() { return *rc::gen::arbitrary<bool>(); }
  static std::string AnyTeam() { return *rc::gen::element(std::string("a"), std::string("b")); }

  void Join() {
    Follower follower;
    std::optional<Place> token;
    if (Flip()) {
      token = Place{*rc::gen::inRange<uint64_t>(0, hub_.store.End().millis + 1), 0};
      follower.next["a"] = hub_.store.LastAt("a", *token) + 1;
      // Who is not on a team when they come hears of it from when they join.
      if (on_b_) follower.next["b"] = hub_.store.LastAt("b", *token) + 1;
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
  void ChangeMembership() {
    const bool joins = std::exchange(on_b_, !on_b_) == false;
    joins ? hub_.Join("b") : hub_.Leave("b");
    hub_.Tail();
  }
  static void LetOnePass(testing::Gate& gate) {
    if (gate.waiting() > 0) gate.LetPass(*rc::gen::inRange<size_t>(0, gate.waiting()));
  }

  // Each message of a team follows the one before; only after a gap or a leave some may be missing. None comes twice.
  void Check(const Follower& follower) {
    std::map<std::string, int64_t> next = follower.next;
    std::map<std::string, int64_t> last;
    bool over = follower.removed;
    for (const std::string& word : follower.sink->told()) {
      if (word == "gap") next.clear();
      if (word == "left b") next.erase("b");
      over = over || word.starts_with("error") || word == "reconnect";
      if (word.size() < 2 || !absl::ascii_isdigit(word[1])) continue;
      const std::string team = word.substr(0, 1);
      const int64_t number = std::stoll(word.substr(1));
      RC_ASSERT(number > last[team]);
      if (next.contains(team)) RC_ASSERT(number == next[team]);
      last[team] = number;
      next[team] = number + 1;
    }
    if (over) return;
    RC_ASSERT(last["a"] == hub_.store.Last("a"));
    RC_ASSERT((last["b"] == hub_.store.Last("b")) == on_b_);
  }

  Hub hub_;
  bool on_b_ = true;
  std::vector<Follower> followers_;
};

RC_GTEST_PROP(WatchHubProperty, EveryWatchIsToldExactlyWhatIsAfterItsStartInOrder, ()) {
  RandomHistory history;
  const int steps = *rc::gen::inRange(0, 200);
  for (int i = 0; i < steps; ++i) history.Step();
  history.Check();
}

}  // namespace
}  // namespace careloop::messaging
