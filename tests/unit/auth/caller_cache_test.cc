#include "common/auth/caller_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "common/auth/token_authenticator.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test_tokens.h"

namespace careloop {
namespace {

using testing::FakeClock;
using testing::FakeKeySource;
using testing::GoodClaims;
using testing::TestSigner;

class TokenCacheTest : public ::testing::Test {
 protected:
  std::string Sign(std::string_view subject) {
    return "Bearer " + TestSigner().Sign(GoodClaims(Role::kPatient, subject, "Demo Patient", clock_.Now())).value();
  }

  FakeClock clock_;
  FakeKeySource keys_;
  TokenAuthenticator authenticator_{
      {.issuer = std::string(testing::kTestIssuer)}, keys_, clock_, /*revocations=*/nullptr, /*cache_size=*/64};
};

TEST_F(TokenCacheTest, VerifiesATokenOnce) {
  const std::string token = Sign("patient-1");
  const auto first = authenticator_.Authenticate(token);
  const auto second = authenticator_.Authenticate(token);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(*first, *second) << "one caller is shared by all calls of a token";
  EXPECT_EQ(authenticator_.verifications(), 1);
}

TEST_F(TokenCacheTest, DoesNotTakeOneTokenForAnotherWithTheSameSignature) {
  const std::string token = Sign("patient-1");
  const std::string other = Sign("patient-2");
  ASSERT_TRUE(authenticator_.Authenticate(token).ok());
  const std::string swapped = other.substr(0, other.rfind('.')) + token.substr(token.rfind('.'));
  EXPECT_FALSE(authenticator_.Authenticate(swapped).ok());
}

TEST_F(TokenCacheTest, ForgetsATokenWhenItExpires) {
  const std::string token = Sign("patient-1");
  ASSERT_TRUE(authenticator_.Authenticate(token).ok());
  clock_.Advance(absl::Hours(1) + absl::Seconds(29));
  EXPECT_TRUE(authenticator_.Authenticate(token).ok());
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(ReasonOf(authenticator_.Authenticate(token).status()), reason::kTokenExpired);
}

TEST_F(TokenCacheTest, RefusesACachedTokenOnceItsKeyIsGone) {
  const std::string token = Sign("patient-1");
  ASSERT_TRUE(authenticator_.Authenticate(token).ok());
  keys_.Set(TokenSigner::Create("next-key").value().PublicJwks());
  EXPECT_EQ(ReasonOf(authenticator_.Authenticate(token).status()), reason::kTokenInvalid);
}

TEST_F(TokenCacheTest, VerifiesAgainUnderNewKeys) {
  const std::string token = Sign("patient-1");
  ASSERT_TRUE(authenticator_.Authenticate(token).ok());
  keys_.Set(testing::TestJwks());
  EXPECT_TRUE(authenticator_.Authenticate(token).ok());
  EXPECT_EQ(authenticator_.verifications(), 2);
}

TEST_F(TokenCacheTest, DoesNotRememberRefusedTokens) {
  keys_.Set(TokenSigner::Create("next-key").value().PublicJwks());
  const std::string token = Sign("patient-1");
  EXPECT_FALSE(authenticator_.Authenticate(token).ok());
  keys_.Set(testing::TestJwks());
  EXPECT_TRUE(authenticator_.Authenticate(token).ok());
}

TEST_F(TokenCacheTest, AnswersManyThreadsAtOnceWhileKeysChange) {
  const std::string token = Sign("patient-1");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) EXPECT_TRUE(authenticator_.Authenticate(token).ok());
    });
  }
  for (int i = 0; i < 20; ++i) keys_.Set(testing::TestJwks());
  for (std::thread& thread : threads) thread.join();
}

std::shared_ptr<const Caller> CallerOf(std::string token) {
  auto caller = std::make_shared<Caller>();
  caller->token = std::move(token);
  caller->expires = absl::InfiniteFuture();
  return caller;
}

TEST(CallerCache, StaysWithinItsCapacity) {
  CallerCache cache(320);
  for (int i = 0; i < 10'000; ++i) cache.Insert(CallerOf(StrCat("token-", i)), 1);
  EXPECT_LE(cache.size(), 320);
  EXPECT_GT(cache.size(), 100);
}

TEST(CallerCache, KeepsWhatIsInUseWhileOthersComeAndGo) {
  CallerCache cache(320);
  cache.Insert(CallerOf("in-use"), 1);
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_NE(cache.Find("in-use", 1, absl::Now()), nullptr) << i;
    cache.Insert(CallerOf(StrCat("token-", i)), 1);
  }
  EXPECT_EQ(cache.Find("token-1", 1, absl::Now()), nullptr);
}

TEST(CallerCache, ReplacesTheCallerOfAToken) {
  CallerCache cache(32);
  cache.Insert(CallerOf("token"), 1);
  const auto newer = CallerOf("token");
  cache.Insert(newer, 2);
  EXPECT_EQ(cache.Find("token", 2, absl::Now()), newer);
  EXPECT_EQ(cache.size(), 1);
  EXPECT_EQ(cache.Find("token", 1, absl::Now()), nullptr);
  EXPECT_EQ(cache.size(), 0) << "what is out of date is dropped when it is met";
}

TEST(CallerCache, HoldsSomethingHoweverSmallItIs) {
  CallerCache cache(0);
  cache.Insert(CallerOf(""), 1);
  EXPECT_NE(cache.Find("", 1, absl::Now()), nullptr);
}

}  // namespace
}  // namespace careloop
