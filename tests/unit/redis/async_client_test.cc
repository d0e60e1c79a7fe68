#include "common/redis/async_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "tests/support/private_redis.h"
#include "tests/unit/redis/test_client.h"

namespace careloop::redis {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::PrivateRedis;

class AsyncClientTest : public ::testing::Test {
 protected:
  AsyncClientTest() { EXPECT_TRUE(client_.readiness().WaitUntilReady()); }

  PrivateRedis redis_;
  TestClient client_{OptionsFor(redis_.address())};
};

TEST_F(AsyncClientTest, GivesWhatTheFunctionReturned) {
  EXPECT_THAT(TextsOf(client_.Run(kEcho, {"a", "", std::string("\r\n\0", 3)})),
              ElementsAre("a", "", std::string("\r\n\0", 3)));
  EXPECT_THAT(TextsOf(client_.Run(kEcho)), ElementsAre());
}

TEST_F(AsyncClientTest, SendsCallsInTheOrderInWhichTheyAreAwaited) {
  std::vector<std::future<Result>> calls = client_.StartMany(500, kCount);
  for (int i = 0; i < 500; ++i) {
    const Result result = calls[i].get();
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->at(0).integer(), i + 1);
  }
}

TEST_F(AsyncClientTest, GivesEachOfManyThreadsItsOwnReplies) {
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 300; ++i) {
        const std::string word = StrCat(t, "/", i);
        EXPECT_THAT(TextsOf(client_.Run(kEcho, {word})), ElementsAre(word));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

Task<std::vector<std::string>> EchoTwice(Client& client, Deadline deadline) {
  const Result first = co_await client.Run(kEcho, {"first"}, deadline);
  const Result second = co_await client.Run(kEcho, {TextsOf(first).front(), "second"}, deadline);
  co_return TextsOf(second);
}

TEST_F(AsyncClientTest, CanBeCalledAgainFromTheLoopThread) {
  const auto texts = testing::RunTask(EchoTwice(client_.client(), DeadlineAfter(absl::Seconds(20))));
  EXPECT_THAT(texts, ElementsAre("first", "second"));
}

TEST_F(AsyncClientTest, CarriesMoreThanASocketTakesAtOnce) {
  const std::string large(size_t{2} << 20, 'x');
  std::vector<std::future<Result>> calls(8);
  for (int i = 0; i < 8; ++i) calls[i] = client_.Start(kEcho, {large, std::to_string(i)});
  for (int i = 0; i < 8; ++i) {
    const Result result = calls[i].get();
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->at(0).text(), large);
    EXPECT_EQ(result->at(1).text(), std::to_string(i));
  }
}

TEST_F(AsyncClientTest, ReportsAFailedFunctionWithoutItsTextAndGoesOn) {
  const Result result = client_.Run(kFail, {"Demo Patient"});
  EXPECT_EQ(result.status().code(), StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(result.status()), reason::kInternal);
  EXPECT_THAT(result.status().ToString(), Not(HasSubstr("secret")));
  EXPECT_TRUE(client_.readiness().WaitForReason("ERR at library line 9"));
  EXPECT_TRUE(client_.readiness().WaitUntilReady(2));
  EXPECT_THAT(TextsOf(client_.Run(kEcho, {"again"})), ElementsAre("again"));
}

TEST_F(AsyncClientTest, KeepsTheConnectionWhenAFunctionSaysWithItsNonceThatItFailed) {
  std::future<Result> failing = client_.Start(kStumble);
  std::future<Result> others = client_.Start(kEcho, {"others"});
  const absl::Status failed = failing.get().status();
  EXPECT_EQ(failed.code(), StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(failed), reason::kInternal);
  EXPECT_THAT(failed.ToString(), Not(HasSubstr("secret")));
  EXPECT_THAT(TextsOf(others.get()), ElementsAre("others"));
  EXPECT_TRUE(client_.client().ready());
}

TEST_F(AsyncClientTest, ThrowsTheConnectionAwayWhenTheFailureIsOfAnotherCall) {
  EXPECT_EQ(client_.Run(kStumble, {"another"}).status().code(), StatusCode::kInternal);
  EXPECT_TRUE(client_.readiness().WaitForReason("FAILED"));
  EXPECT_TRUE(client_.readiness().WaitUntilReady(2));
}

TEST_F(AsyncClientTest, DoesNotLetAFunctionDoWhatItsUserMayNot) {
  EXPECT_EQ(client_.Run(kOverstep).status().code(), StatusCode::kInternal);
}

TEST_F(AsyncClientTest, KeepsReadingWhenTheStoreIsFull) {
  ASSERT_TRUE(client_.Run(kCount).ok());
  redis_.Command({"CONFIG", "SET", "maxmemory", "1"});
  const Result write = client_.Run(kCount);
  EXPECT_EQ(write.status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(write.status()), reason::kStoreFull);
  EXPECT_THAT(TextsOf(client_.Run(kCounted)), ElementsAre("1"));
  redis_.Command({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_EQ(client_.Run(kCount)->at(0).integer(), 2);
}

TEST_F(AsyncClientTest, LoadsTheLibraryAgainWhenItsFunctionsAreGone) {
  redis_.Command({"FUNCTION", "FLUSH", "SYNC"});
  const Result result = client_.Run(kEcho, {"lost"});
  EXPECT_EQ(result.status().code(), StatusCode::kUnavailable);
  EXPECT_TRUE(client_.readiness().WaitUntilReady(2));
  EXPECT_THAT(TextsOf(client_.Run(kEcho, {"found"})), ElementsAre("found"));
}

TEST_F(AsyncClientTest, SharesRedisWithAnotherVersionOfItsLibrary) {
  AsyncClientOptions newer = OptionsFor(redis_.address());
  newer.library += "-- a later release\n";
  TestClient other(newer);
  ASSERT_TRUE(other.readiness().WaitUntilReady());
  EXPECT_EQ(client_.Run(kCount)->at(0).integer(), 1);
  EXPECT_EQ(other.Run(kCount)->at(0).integer(), 2);
  EXPECT_EQ(client_.Run(kCount)->at(0).integer(), 3);
}

TEST_F(AsyncClientTest, AnswersAtOnceWhenTheDeadlineHasPassed) {
  const Result result = client_.Run(kCount, {}, -absl::Seconds(1));
  EXPECT_EQ(result.status().code(), StatusCode::kDeadlineExceeded);
  EXPECT_EQ(client_.Run(kCount)->at(0).integer(), 1);
}

TEST_F(AsyncClientTest, FailsCallsAfterStop) {
  client_.client().Stop();
  EXPECT_EQ(client_.Run(kEcho).status().code(), StatusCode::kUnavailable);
  client_.client().Stop();
}

TEST_F(AsyncClientTest, MayBeStoppedAfterItsLoop) {
  client_.loop().Stop();
  const std::future<Result> call = client_.Start(kEcho);
  client_.client().Stop();
  EXPECT_EQ(call.wait_for(std::chrono::seconds(0)), std::future_status::ready);
}

TEST(AsyncClient, RefusesAnAddressThatItCannotParse) {
  Loop loop;
  testing::FixedRandom random;
  const auto client = AsyncClient::Create(OptionsFor("nowhere"), loop, random, [](bool, std::string_view) {});
  EXPECT_EQ(client.status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace careloop::redis
