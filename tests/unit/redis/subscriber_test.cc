#include "common/redis/subscriber.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/support/fixed_random.h"
#include "tests/support/private_redis.h"
#include "tests/support/scripted_redis.h"

namespace careloop::redis {
namespace {

using testing::BulkArray;
using ::testing::ElementsAre;
using testing::PrivateRedis;
using testing::ScriptedRedis;

constexpr char kChannel[] = "{m:test}:wake";
const std::string kSubscribed = "*3\r\n$9\r\nsubscribe\r\n$13\r\n{m:test}:wake\r\n:1\r\n";

// A subscriber and what it has told.
class Listener {
 public:
  explicit Listener(std::string address, absl::Duration probe_interval = absl::Seconds(3),
                    std::string password = "messaging")
      : subscriber_(
            Subscriber::Create({std::move(address), {"messaging", std::move(password)}, kChannel, probe_interval},
                               loop_, random_,
                               {[this](std::string_view payload) { Note([&] { messages_.emplace_back(payload); }); },
                                [this] { Note([&] { ++resets_; }); },
                                [this](std::string_view why) { Note([&] { downs_.emplace_back(why); }); }})
                .value()) {}

  bool WaitForResets(int count) {
    return Wait([this, count] { return resets_ >= count; });
  }
  bool WaitForDown(std::string_view part) {
    return Wait([this, part] {
      return std::ranges::any_of(downs_,
                                 [part](const std::string& why) { return why.find(part) != std::string::npos; });
    });
  }
  std::vector<std::string> WaitForMessages(size_t count) {
    Wait([this, count] { return messages_.size() >= count; });
    const std::lock_guard lock(mutex_);
    return messages_;
  }
  Subscriber& subscriber() { return *subscriber_; }

 private:
  void Note(const std::function<void()>& change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }
  bool Wait(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), condition);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> messages_;
  std::vector<std::string> downs_;
  int resets_ = 0;
  Loop loop_;
  testing::FixedRandom random_;
  std::unique_ptr<Subscriber> subscriber_;
};

TEST(Subscriber, PassesOnTheMessagesOfItsChannelInOrder) {
  PrivateRedis redis;
  Listener listener(redis.address());
  ASSERT_TRUE(listener.WaitForResets(1));
  redis.Command({"PUBLISH", kChannel, "one"});
  redis.Command({"PUBLISH", "{m:test}:other", "not ours"});
  redis.Command({"PUBLISH", kChannel, "two"});
  EXPECT_THAT(listener.WaitForMessages(2), ElementsAre("one", "two"));
}

TEST(Subscriber, SaysAfterEachReconnectThatMessagesMayBeMissing) {
  PrivateRedis redis;
  Listener listener(redis.address());
  ASSERT_TRUE(listener.WaitForResets(1));
  redis.Restart();
  ASSERT_TRUE(listener.WaitForResets(2));
  redis.Command({"PUBLISH", kChannel, "after"});
  EXPECT_THAT(listener.WaitForMessages(1), ElementsAre("after"));
}

TEST(Subscriber, LeavesAServerThatHasFallenSilent) {
  PrivateRedis redis;
  Listener listener(redis.address(), absl::Milliseconds(30));
  ASSERT_TRUE(listener.WaitForResets(1));
  redis.Suspend();
  EXPECT_TRUE(listener.WaitForDown("left a probe unanswered"));
  redis.Continue();
  EXPECT_TRUE(listener.WaitForResets(2));
}

TEST(Subscriber, StaysWhileProbesAreAnswered) {
  int pings = 0;
  std::promise<void> enough;
  ScriptedRedis server([&](const ScriptedRedis::Command& command) {
    if (command.at(0) != "PING") return ScriptedRedis::Answer{kSubscribed};
    if (++pings == 3) enough.set_value();
    return ScriptedRedis::Answer{BulkArray({"pong", ""})};
  });
  Listener listener(server.address(), absl::Milliseconds(200));
  enough.get_future().wait();
  EXPECT_EQ(server.connections(), 1);
}

TEST(Subscriber, LeavesAServerThatSendsMessagesOfOtherChannels) {
  ScriptedRedis server([](const ScriptedRedis::Command&) {
    return ScriptedRedis::Answer{kSubscribed + BulkArray({"message", "{m:other}:wake", "x"})};
  });
  Listener listener(server.address());
  EXPECT_TRUE(listener.WaitForDown("no message of the channel"));
  EXPECT_TRUE(listener.WaitForResets(2));
}

TEST(Subscriber, SaysWhyItIsRefused) {
  PrivateRedis redis;
  Listener listener(redis.address(), absl::Seconds(3), "guess");
  EXPECT_TRUE(listener.WaitForDown("Redis answered WRONGPASS"));
}

TEST(Subscriber, IsSilentAfterStop) {
  PrivateRedis redis;
  Listener listener(redis.address());
  ASSERT_TRUE(listener.WaitForResets(1));
  listener.subscriber().Stop();
  EXPECT_EQ(redis.Command({"PUBLISH", kChannel, "unheard"}).integer(), 0);
  listener.subscriber().Stop();
}

}  // namespace
}  // namespace careloop::redis
