#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "tests/support/scripted_redis.h"
#include "tests/unit/redis/test_client.h"

// A server that answers what a sound Redis never would. Whatever it sends, no call gets another call's reply.
namespace careloop::redis {
namespace {

using absl::StatusCode;
using testing::BulkArray;
using ::testing::ElementsAre;
using testing::ScriptedRedis;

using Answer = ScriptedRedis::Answer;
using Command = ScriptedRedis::Command;

const std::string& NonceOf(const Command& fcall) { return fcall.at(4); }
std::string Sound(const Command& fcall) { return BulkArray({NonceOf(fcall), "private"}); }

TEST(HostileRedis, NeverHasAReplyDeliveredThatCarriesAnotherNonce) {
  ScriptedRedis server([](const Command&) { return Answer{BulkArray({"another nonce", "of another patient"})}; });
  TestClient client(OptionsFor(server.address()));
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  EXPECT_EQ(client.Run(kEcho).status().code(), StatusCode::kUnavailable);
  EXPECT_TRUE(client.readiness().WaitForReason("nonce"));
  EXPECT_TRUE(client.readiness().WaitUntilReady(2));
}

TEST(HostileRedis, FailsAllThatIsInFlightWhenTheNonceIsWrong) {
  std::atomic<int> calls = 0;
  ScriptedRedis server([&calls](const Command& command) {
    return ++calls == 3 ? Answer{BulkArray({"another nonce"}) + Sound(command)} : Answer{};
  });
  TestClient client(OptionsFor(server.address()));
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  std::vector<std::future<Result>> results = client.StartMany(3, kEcho);
  for (std::future<Result>& result : results) EXPECT_EQ(result.get().status().code(), StatusCode::kUnavailable);
}

TEST(HostileRedis, NeverHasRepliesDeliveredThatAreSwapped) {
  std::string first;
  ScriptedRedis server([&first](const Command& command) {
    if (first.empty()) {
      first = Sound(command);
      return Answer{};
    }
    return Answer{Sound(command) + first};
  });
  TestClient client(OptionsFor(server.address()));
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  std::future<Result> one = client.Start(kEcho);
  std::future<Result> two = client.Start(kEcho);
  EXPECT_EQ(one.get().status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(two.get().status().code(), StatusCode::kUnavailable);
}

TEST(HostileRedis, NeverHasALateReplyReachAnotherCall) {
  std::string late;
  ScriptedRedis server([&late](const Command& command) {
    if (late.empty()) {
      late = Sound(command);
      return Answer{};
    }
    return Answer{late};  // after the time-out, on whichever connection
  });
  AsyncClientOptions options = OptionsFor(server.address());
  options.command_timeout = absl::Milliseconds(200);
  TestClient client(options);
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  EXPECT_EQ(client.Run(kEcho).status().code(), StatusCode::kUnavailable);
  ASSERT_TRUE(client.readiness().WaitUntilReady(2));
  EXPECT_EQ(client.Run(kEcho).status().code(), StatusCode::kUnavailable);
  EXPECT_TRUE(client.readiness().WaitForReason("nonce"));
}

TEST(HostileRedis, DropsTheLateReplyToACallerWhoGaveUp) {
  std::string late;
  ScriptedRedis server([&late](const Command& command) {
    if (late.empty()) {
      late = Sound(command);
      return Answer{};
    }
    return Answer{late + Sound(command)};
  });
  AsyncClientOptions options = OptionsFor(server.address());
  options.command_timeout = absl::Seconds(30);
  TestClient client(options);
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  EXPECT_EQ(client.Run(kEcho, {}, absl::Milliseconds(20)).status().code(), StatusCode::kDeadlineExceeded);
  EXPECT_THAT(TextsOf(client.Run(kEcho)), ElementsAre("private"));
  EXPECT_EQ(server.connections(), 1);
}

TEST(HostileRedis, FailsACallWhoseReplyIsCutAtAnyByte) {
  const size_t size = Sound({"FCALL_RO", "f", "1", "{m:test}", std::string(17, 'n')}).size();
  std::atomic<size_t> cut = 0;
  ScriptedRedis server([&cut](const Command& command) { return Answer{Sound(command).substr(0, cut), true}; });
  AsyncClientOptions options = OptionsFor(server.address());
  options.first_backoff = options.longest_backoff = absl::Milliseconds(1);
  TestClient client(options);
  for (; cut < size; ++cut) {
    ASSERT_TRUE(client.readiness().WaitUntilReady(static_cast<int>(cut) + 1));
    EXPECT_EQ(client.Run(kEcho).status().code(), StatusCode::kUnavailable) << cut;
  }
}

TEST(HostileRedis, IsLeftWhenItSendsWhatIsNoReply) {
  const std::string deep = [] {
    std::string arrays;
    for (int i = 0; i < 10'000; ++i) arrays += "*1\r\n";
    return arrays;
  }();
  for (const std::string& bytes :
       {std::string("*1111111111\r\n"), std::string("garbage\r\n"), std::string("$-9\r\n"), std::string(":1\r\n"),
        std::string("*0\r\n"), std::string("$-1\r\n"), std::string("+OK\r\n"), deep}) {
    ScriptedRedis server([&bytes](const Command&) { return Answer{bytes}; });
    TestClient client(OptionsFor(server.address()));
    ASSERT_TRUE(client.readiness().WaitUntilReady());
    EXPECT_EQ(client.Run(kEcho).status().code(), StatusCode::kUnavailable) << bytes.substr(0, 20);
    EXPECT_TRUE(client.readiness().WaitUntilReady(2));
  }
}

TEST(HostileRedis, IsLeftWhenAHugeReplyDoesNotCome) {
  ScriptedRedis server([](const Command&) { return Answer{"$9000000000\r\nx"}; });
  AsyncClientOptions options = OptionsFor(server.address());
  options.command_timeout = absl::Milliseconds(50);
  TestClient client(options);
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  EXPECT_EQ(client.Run(kEcho).status().code(), StatusCode::kUnavailable);
}

TEST(HostileRedis, IsLeftWhenItAnswersWhatNobodyAsked) {
  ScriptedRedis server([](const Command& command) { return Answer{Sound(command) + Sound(command)}; });
  TestClient client(OptionsFor(server.address()));
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  EXPECT_THAT(TextsOf(client.Run(kEcho)), ElementsAre("private"));
  EXPECT_TRUE(client.readiness().WaitForReason("a call that was not made"));
}

TEST(HostileRedis, IsTriedAgainWhileItLoadsItsData) {
  std::atomic<int> answers = 0;
  ScriptedRedis server([&answers](const Command& command) {
    return ++answers == 1 ? Answer{"-LOADING Redis is loading the dataset in memory\r\n"} : Answer{Sound(command)};
  });
  TestClient client(OptionsFor(server.address()));
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  EXPECT_EQ(client.Run(kEcho).status().code(), StatusCode::kUnavailable);
  ASSERT_TRUE(client.readiness().WaitUntilReady(2));
  EXPECT_THAT(TextsOf(client.Run(kEcho)), ElementsAre("private"));
}

}  // namespace
}  // namespace careloop::redis
