#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "tests/support/eventually.h"
#include "tests/support/private_redis.h"
#include "tests/unit/redis/test_client.h"

// A real Redis that stops, dies, comes back, or is not what it should be.
namespace careloop::redis {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using testing::PrivateRedis;
using ::testing::TestWithParam;
using ::testing::Values;

AsyncClientOptions ImpatientOptions(const PrivateRedis& redis) {
  AsyncClientOptions options = OptionsFor(redis.address());
  options.command_timeout = absl::Milliseconds(300);
  options.connect_timeout = absl::Milliseconds(500);
  return options;
}

TEST(AsyncClientFaults, FailsWithinItsLimitWhileRedisIsSuspendedAndRecovers) {
  PrivateRedis redis;
  TestClient client(ImpatientOptions(redis));
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  redis.Suspend();
  const Result result = client.Run(kCount);
  EXPECT_EQ(result.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(result.status()), reason::kStoreUnavailable);
  EXPECT_TRUE(client.readiness().WaitForReason("unanswered for 300ms"));
  EXPECT_TRUE(client.readiness().WaitForReason("while the connection was set up"));
  redis.Continue();
  ASSERT_TRUE(client.readiness().WaitUntilReady(2));
  EXPECT_THAT(TextsOf(client.Run(kEcho, {"back"})), ElementsAre("back"));
}

TEST(AsyncClientFaults, DoesNotHoldAStandstillOfItsOwnAgainstRedis) {
  PrivateRedis redis;
  AsyncClientOptions options = OptionsFor(redis.address());
  options.command_timeout = absl::Milliseconds(100);
  TestClient client(options);
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  redis.Suspend();
  std::future<Result> call = client.Start(kEcho, {"answered"});
  client.loop().Post([&] {
    absl::SleepFor(absl::Milliseconds(20));  // the time limits are looked at next, but after this:
    client.loop().StartTimer(absl::Seconds(-1), [&] {
      redis.Continue();
      absl::SleepFor(absl::Milliseconds(300));
    });
  });
  EXPECT_THAT(TextsOf(call.get()), ElementsAre("answered"));
  EXPECT_TRUE(client.client().ready());
}

TEST(AsyncClientFaults, KeepsTheConnectionWhenOnlyACallersOwnDeadlinePasses) {
  PrivateRedis redis;
  AsyncClientOptions options = OptionsFor(redis.address());
  options.command_timeout = absl::Seconds(30);
  TestClient client(options);
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  redis.Suspend();
  std::future<Result> patient = client.Start(kEcho, {"patient"});
  const Result hasty = client.Run(kCount, {}, absl::Milliseconds(30));
  EXPECT_EQ(hasty.status().code(), StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(hasty.status()), reason::kDeadlineExceeded);
  std::future<Result> later = client.Start(kCounted);
  redis.Continue();
  EXPECT_THAT(TextsOf(patient.get()), ElementsAre("patient"));
  EXPECT_THAT(TextsOf(later.get()), ElementsAre("1"));  // the hasty call was carried out, and its reply went to nobody
  EXPECT_TRUE(client.client().ready());
}

TEST(AsyncClientFaults, RecoversFromAKillWithItsFunctionsAndEveryAcknowledgedWrite) {
  PrivateRedis redis;
  TestClient client(OptionsFor(redis.address()));
  for (int life = 1; life <= 3; ++life) {
    ASSERT_TRUE(client.readiness().WaitUntilReady(life));
    EXPECT_EQ(client.Run(kCount)->at(0).integer(), life);
    redis.Kill();
    ASSERT_TRUE(client.readiness().WaitForReason("cannot connect"));
    EXPECT_EQ(client.Run(kCount).status().code(), StatusCode::kUnavailable);
    redis.Restart();
  }
}

TEST(AsyncClientFaults, WaitsForARedisThatStartsLater) {
  PrivateRedis redis;
  redis.Kill();
  TestClient client(OptionsFor(redis.address()));
  EXPECT_EQ(client.Run(kEcho).status().code(), StatusCode::kUnavailable);
  ASSERT_TRUE(client.readiness().WaitForReason("cannot connect"));
  redis.Restart();
  EXPECT_TRUE(client.readiness().WaitUntilReady());
}

TEST(AsyncClientFaults, FailsEverythingInFlightWhenItStops) {
  PrivateRedis redis;
  TestClient client(OptionsFor(redis.address()));
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  redis.Suspend();
  std::vector<std::future<Result>> calls = client.StartMany(100, kCount);
  client.client().Stop();
  for (std::future<Result>& call : calls) EXPECT_EQ(call.get().status().code(), StatusCode::kUnavailable);
}

TEST(AsyncClientFaults, RefusesCallsBeyondTheLimitAtOnceAndTakesThemAgainLater) {
  PrivateRedis redis;
  AsyncClientOptions options = OptionsFor(redis.address());
  options.max_calls = 10;
  options.command_timeout = absl::Seconds(30);
  TestClient client(options);
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  redis.Suspend();
  std::vector<std::future<Result>> calls = client.StartMany(10, kCount);
  EXPECT_EQ(client.Run(kCount).status().code(), StatusCode::kUnavailable);
  redis.Continue();
  for (std::future<Result>& call : calls) EXPECT_TRUE(call.get().ok());
  EXPECT_EQ(client.Run(kCount)->at(0).integer(), 11);
}

TEST(AsyncClientFaults, RefusesMoreBytesThanTheLimit) {
  PrivateRedis redis;
  AsyncClientOptions options = OptionsFor(redis.address());
  options.max_bytes = 1000;
  TestClient client(options);
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  EXPECT_EQ(client.Run(kEcho, {std::string(1000, 'x')}).status().code(), StatusCode::kUnavailable);
  EXPECT_TRUE(client.Run(kEcho, {std::string(100, 'x')}).ok());
}

struct Wrong {
  const char* setting;
  const char* value;
};
class NotDurable : public TestWithParam<Wrong> {};

TEST_P(NotDurable, IsRefusedWithTheSettingNamed) {
  const auto& [setting, value] = GetParam();
  PrivateRedis redis({StrCat("--", setting), value});
  TestClient client(OptionsFor(redis.address()));
  EXPECT_TRUE(client.readiness().WaitForReason(StrCat(setting, " is '", value, "'")));
  EXPECT_EQ(client.Run(kEcho).status().code(), StatusCode::kUnavailable);
}
INSTANTIATE_TEST_SUITE_P(EverySetting, NotDurable,
                         Values(Wrong{"appendonly", "no"}, Wrong{"appendfsync", "everysec"},
                                Wrong{"no-appendfsync-on-rewrite", "yes"}, Wrong{"maxmemory-policy", "allkeys-lru"}));

TEST(AsyncClientFaults, BecomesReadyOnceTheProfileIsMended) {
  PrivateRedis redis({"--appendfsync", "everysec"});
  TestClient client(OptionsFor(redis.address()));
  ASSERT_TRUE(client.readiness().WaitForReason("appendfsync"));
  redis.Command({"CONFIG", "SET", "appendfsync", "always"});
  EXPECT_TRUE(client.readiness().WaitUntilReady());
}

TEST(AsyncClientFaults, NamesTheUserWhosePasswordIsWrong) {
  PrivateRedis redis;
  AsyncClientOptions wrong_loader = OptionsFor(redis.address());
  wrong_loader.loader.password = "guess";
  EXPECT_TRUE(TestClient(wrong_loader).readiness().WaitForReason("AUTH loader: Redis answered WRONGPASS"));
  AsyncClientOptions wrong_user = OptionsFor(redis.address());
  wrong_user.user.password = "guess";
  EXPECT_TRUE(TestClient(wrong_user).readiness().WaitForReason("AUTH messaging: Redis answered WRONGPASS"));
}

TEST(AsyncClientFaults, TellsTheDeveloperWhatIsWrongWithALibrary) {
  PrivateRedis redis;
  AsyncClientOptions options = OptionsFor(redis.address());
  options.library = "#!lua name=broken_@VERSION@\nthis is no Lua";
  EXPECT_TRUE(TestClient(options).readiness().WaitForReason("FUNCTION LOAD: ERR Error compiling function"));
}

// What whoever has the loader's password can do.
class ReplacedFunctions : public ::testing::Test {
 protected:
  // A library with the names of the test's whose functions say "changed", as if they had done something.
  std::string Changed() const {
    std::string text = StrCat("#!lua name=", library_.name(), "\n");
    for (const char* function : {"echo", "count", "store_claim"}) {
      text += StrCat("redis.register_function('", library_.FullName(function),
                     "', function(keys, args) redis.call('SET', keys[1] .. ':changed', 1) return {args[1], 1} end)\n");
    }
    return text;
  }
  Reply AsLoader(std::vector<std::string> words) const {
    words.insert(words.begin(), "FUNCTION");
    return redis_.Command(words, "loader");
  }
  void PutRight() const { redis_.Command({"FUNCTION", "DELETE", std::string(library_.name())}); }
  AsyncClientOptions Options() const {
    AsyncClientOptions options = OptionsFor(redis_.address());
    options.check_functions_every = absl::Milliseconds(5);
    return options;
  }

  PrivateRedis redis_;
  const FunctionLibrary library_{"test", kTestLibrary};
  const std::string reason_ = StrCat("under the name ", library_.name(), " are not those of this release");
};

TEST_F(ReplacedFunctions, AreRefusedWhenTheyWereThereBeforeAndAreNotCalled) {
  ASSERT_FALSE(AsLoader({"LOAD", Changed()}).is_error());
  AsyncClientOptions options = Options();
  options.tie = {.kept = "the key folder /keys", .id = "id", .is_new = true, .told = {}};
  ::testing::internal::CaptureStderr();
  {
    TestClient client(options);
    EXPECT_TRUE(client.readiness().WaitForReason(reason_));
    EXPECT_FALSE(client.Run(kCount).ok());
    EXPECT_TRUE(redis_.Command({"GET", "{m:test}:changed"}).is_nil()) << "not even to learn whose store it is";
  }
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), ::testing::HasSubstr("redis_functions_changed"));
}

TEST_F(ReplacedFunctions, AreNoticedWhileTheyAreInUseUntilTheyArePutRight) {
  TestClient client(Options());
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  ASSERT_FALSE(AsLoader({"LOAD", "REPLACE", Changed()}).is_error());
  EXPECT_TRUE(client.readiness().WaitForReason(reason_));
  EXPECT_FALSE(client.client().ready());
  PutRight();
  ASSERT_TRUE(client.readiness().WaitUntilReady(2));
  EXPECT_THAT(TextsOf(client.Run(kEcho, {"ours"})), ElementsAre("ours"));
}

TEST_F(ReplacedFunctions, AreNoticedAlsoUnderTheNameOfAnotherLibrary) {
  std::string other = Changed();
  other.replace(other.find("careloop"), 8, "somebody");
  ASSERT_FALSE(AsLoader({"LOAD", other}).is_error());
  EXPECT_TRUE(TestClient(Options()).readiness().WaitForReason(reason_));
}

TEST_F(ReplacedFunctions, AreLookedForOverConnectionsThatAreClosedAfter) {
  const auto number = [&](const std::string& name) {
    const std::string info = redis_.Command({"INFO", "all"}).text();
    const size_t at = info.find(name);
    return at == std::string::npos ? 0 : std::stoi(info.substr(at + name.size()));
  };
  TestClient client(Options());
  ASSERT_TRUE(client.readiness().WaitUntilReady());
  EXPECT_TRUE(testing::Eventually([&] { return number("cmdstat_function|list:calls=") > 5; }));
  EXPECT_TRUE(testing::Eventually([&] { return number("connected_clients:") <= 3; }))
      << "the client's, the last look's, and this question's";
  EXPECT_THAT(TextsOf(client.Run(kEcho, {"ours"})), ElementsAre("ours"));
}

}  // namespace
}  // namespace careloop::redis
