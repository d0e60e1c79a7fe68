#include "common/base/expiring_cache.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/fake_clock.h"

namespace careloop {
namespace {

class ExpiringCacheTest : public ::testing::Test {
 protected:
  testing::FakeClock clock_;
  ExpiringCache<std::string, int> cache_{clock_, absl::Seconds(60), 2};
};

TEST_F(ExpiringCacheTest, WhatIsTakenIsNobodyElsesUntilItIsPutBack) {
  cache_.Put("a", 1);
  EXPECT_EQ(cache_.Take("a"), 1);
  EXPECT_EQ(cache_.Take("a"), std::nullopt);
  EXPECT_EQ(cache_.Get("a"), std::nullopt);
  cache_.Put("a", 2);
  EXPECT_EQ(cache_.Take("a"), 2);
}

TEST_F(ExpiringCacheTest, WhatHasExpiredIsNotTakenAndIsGone) {
  cache_.Put("a", 1);
  clock_.Advance(absl::Seconds(60));
  EXPECT_EQ(cache_.Take("a"), std::nullopt);
  clock_.Advance(absl::Seconds(-30));
  EXPECT_EQ(cache_.Take("a"), std::nullopt);
}

}  // namespace
}  // namespace careloop
