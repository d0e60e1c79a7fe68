#include "common/redis/stream_tail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/strings.h"
#include "tests/support/fixed_random.h"
#include "tests/support/private_redis.h"
#include "tests/support/scripted_redis.h"

namespace careloop::redis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::PrivateRedis;
using testing::ScriptedRedis;
using ::testing::SizeIs;

constexpr char kKey[] = "{m:test}:log";

// A tail and what it has told, as words: "start a b", "resumed", "a".
class Listener {
 public:
  explicit Listener(std::string address, StreamTailOptions options = {}, const std::string& user = "messaging")
      : tail_(
            StreamTail::Create(With(std::move(options), std::move(address), user), loop_, random_,
                               {.on_start = [this](const auto& entries) { Note(StrCat("start", Words(entries, " "))); },
                                .on_resumed = [this] { Note("resumed"); },
                                .on_entries =
                                    [this](const auto& entries) {
                                      ++reads_;
                                      for (const auto& entry : entries) Note(entry.value);
                                    },
                                .on_down = [this](std::string_view why) { Note(StrCat("down: ", why)); }})
                .value()) {}

  // The first `count` words but those about a connection that broke.
  std::vector<std::string> Told(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return WithoutDowns().size() >= count; });
    return WithoutDowns();
  }
  bool WaitForDown(const std::string& part) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] {
      return std::ranges::any_of(told_, [&](const std::string& word) {
        return word.starts_with("down: ") && word.find(part) != std::string::npos;
      });
    });
  }
  int reads() const { return reads_; }
  StreamTail& tail() { return *tail_; }

 private:
  static StreamTailOptions With(StreamTailOptions options, std::string address, const std::string& user) {
    options.address = std::move(address);
    options.user = PrivateRedis::UserOf(user);
    options.key = kKey;
    return options;
  }
  static std::string Words(const StreamTail::Entries& entries, const std::string& before) {
    std::string words;
    for (const auto& entry : entries) words += before + entry.value;
    return words;
  }
  std::vector<std::string> WithoutDowns() const {
    std::vector<std::string> words;
    std::ranges::copy_if(told_, std::back_inserter(words),
                         [](const std::string& word) { return !word.starts_with("down: "); });
    return words;
  }
  void Note(std::string word) {
    const std::lock_guard lock(mutex_);
    told_.push_back(std::move(word));
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> told_;
  std::atomic<int> reads_ = 0;
  Loop loop_;
  testing::FixedRandom random_;
  std::unique_ptr<StreamTail> tail_;
};

void Add(const PrivateRedis& redis, const std::string& value) { redis.Command({"XADD", kKey, "*", "e", value}); }

TEST(StreamTail, StartsWithTheLastEntriesAndGoesOnWithThoseThatCome) {
  PrivateRedis redis;
  for (const char* value : {"a", "b", "c"}) Add(redis, value);
  Listener listener(redis.address(), {.recent = 2});
  ASSERT_THAT(listener.Told(1), ElementsAre("start b c"));
  Add(redis, "d");
  Add(redis, "e");
  EXPECT_THAT(listener.Told(3), ElementsAre("start b c", "d", "e"));
}

TEST(StreamTail, StartsInAStreamThatIsNotThereYet) {
  PrivateRedis redis;
  Listener listener(redis.address());
  ASSERT_THAT(listener.Told(1), ElementsAre("start"));
  Add(redis, "a");
  EXPECT_THAT(listener.Told(2), ElementsAre("start", "a"));
}

TEST(StreamTail, GoesOnWhereItWasWhenRedisRestarts) {
  PrivateRedis redis;
  Add(redis, "a");
  Listener listener(redis.address());
  ASSERT_THAT(listener.Told(1), ElementsAre("start a"));
  redis.Restart();
  Add(redis, "b");
  EXPECT_THAT(listener.Told(3), ElementsAre("start a", "resumed", "b"));
}

TEST(StreamTail, GoesOnInAStreamThatIsStillEmpty) {
  PrivateRedis redis;
  Listener listener(redis.address());
  ASSERT_THAT(listener.Told(1), ElementsAre("start"));
  redis.Restart();
  EXPECT_THAT(listener.Told(2), ElementsAre("start", "resumed"));
}

TEST(StreamTail, StartsAnewWhenItsPlaceIsNotInTheStreamAnyMore) {
  PrivateRedis redis;
  Add(redis, "a");
  Listener listener(redis.address());
  ASSERT_THAT(listener.Told(1), ElementsAre("start a"));
  redis.Command({"DEL", kKey});
  redis.Command({"XADD", kKey, "1-1", "e", "of another stream"});
  redis.Restart();
  EXPECT_THAT(listener.Told(2), ElementsAre("start a", "start of another stream"));
}

TEST(StreamTail, LeavesAServerThatHasFallenSilent) {
  PrivateRedis redis;
  Listener listener(redis.address(), {.block = absl::Milliseconds(20), .patience = absl::Milliseconds(50)});
  ASSERT_THAT(listener.Told(1), ElementsAre("start"));
  redis.Suspend();
  EXPECT_TRUE(listener.WaitForDown("left a read of the log unanswered"));
  redis.Continue();
  EXPECT_THAT(listener.Told(2), ElementsAre("start", "resumed"));
}

TEST(StreamTail, AsksAgainWhenNothingCameInTheTimeOfARead) {
  PrivateRedis redis;
  Listener listener(redis.address(), {.block = absl::Milliseconds(1)});
  ASSERT_THAT(listener.Told(1), ElementsAre("start"));
  const auto calls = [&] {
    const std::string stats = redis.Command({"INFO", "commandstats"}).text();
    const size_t at = stats.find("cmdstat_xread:calls=");
    return at == std::string::npos ? 0 : std::stoi(stats.substr(at + 20));
  };
  while (calls() < 3) std::this_thread::yield();
  Add(redis, "a");
  EXPECT_THAT(listener.Told(2), ElementsAre("start", "a"));
}

TEST(StreamTail, ReadsManyAtOnceWhenMuchHappens) {
  PrivateRedis redis;
  Listener listener(redis.address(), {.pace = absl::Milliseconds(100), .burst = 1});
  ASSERT_THAT(listener.Told(1), SizeIs(1));
  for (int i = 0; i < 50; ++i) Add(redis, "x");
  EXPECT_THAT(listener.Told(51), SizeIs(51));
  EXPECT_LT(listener.reads(), 25);
}

TEST(StreamTail, ReadsNoMoreThanABatchAtOnce) {
  PrivateRedis redis;
  Listener listener(redis.address(), {.batch = 10, .pace = absl::Milliseconds(1), .burst = 1});
  ASSERT_THAT(listener.Told(1), SizeIs(1));
  redis.Command({"EVAL", "for i = 1, 50 do redis.call('XADD', KEYS[1], '*', 'e', 'x') end", "1", kKey});
  EXPECT_THAT(listener.Told(51), SizeIs(51));
  EXPECT_GE(listener.reads(), 5);
}

TEST(StreamTail, LeavesAServerThatAnswersWhatIsNoEntry) {
  for (const char* odd : {"*1\r\n$1\r\nx\r\n", "*1\r\n*1\r\n$1\r\nx\r\n", "$1\r\nx\r\n", "*0\r\n"}) {
    ScriptedRedis server([&](const ScriptedRedis::Command& command) {
      return ScriptedRedis::Answer{command.at(0) == "XREAD" ? odd : "*0\r\n"};
    });
    Listener listener(server.address());
    EXPECT_TRUE(listener.WaitForDown("in another shape")) << odd;
  }
  ScriptedRedis server([](const ScriptedRedis::Command&) { return ScriptedRedis::Answer{"*1\r\n$1\r\nx\r\n"}; });
  Listener listener(server.address());
  EXPECT_TRUE(listener.WaitForDown("the end of the log in another shape"));
  EXPECT_THAT(listener.Told(0), IsEmpty());
}

TEST(StreamTail, SaysWhyItIsRefused) {
  PrivateRedis redis;
  Listener listener(redis.address(), {}, "journal");
  EXPECT_TRUE(listener.WaitForDown("Redis answered NOPERM"));
}

TEST(StreamTail, IsSilentAfterStop) {
  PrivateRedis redis;
  Listener listener(redis.address());
  ASSERT_THAT(listener.Told(1), SizeIs(1));
  listener.tail().Stop();
  Add(redis, "unheard");
  listener.tail().Stop();
  EXPECT_THAT(listener.Told(1), SizeIs(1));
}

}  // namespace
}  // namespace careloop::redis
