#include "services/journal/domain/undelivered.h"

#include <gtest/gtest.h>

#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"
#include "tests/unit/journal/fakes.h"

namespace careloop::journal {
namespace {

using testing::RunTask;

struct FakeUndeliveredStore final : UndeliveredStore {
  absl::Status failure;
  Task<absl::StatusOr<DeliveryQueue>> List(const Call&, PageRequest page) override {
    co_return DeliveryQueue{.given_up = {.items = {}, .next = page.after}, .given_up_count = page.size};
  }
  Task<absl::StatusOr<int>> Retry(const Call&, std::vector<std::string> names) override {
    if (!failure.ok()) co_return failure;
    co_return static_cast<int>(names.size());
  }
};

class UndeliveredTest : public ::testing::Test {
 protected:
  FakeUndeliveredStore store_;
  int woken_ = 0;
  Undelivered undelivered_{store_, [this] { ++woken_; }};
  const Call call_ = testing::CallOf(Role::kAdmin, "admin-1", 1);
};

TEST_F(UndeliveredTest, IsListedAsItIs) {
  const auto queue = RunTask(undelivered_.List(call_, {.size = 7, .after = "there"}));
  EXPECT_EQ(queue->given_up_count, 7);
  EXPECT_EQ(queue->given_up.next, "there");
}

TEST_F(UndeliveredTest, IsDeliveredAtOnceWhenItIsQueuedAgain) {
  EXPECT_EQ(RunTask(undelivered_.Retry(call_, {"a", "b"})).value(), 2);
  EXPECT_EQ(woken_, 1);
}

TEST_F(UndeliveredTest, WakesNobodyWhenTheStoreIsDown) {
  store_.failure = StoreDown();
  EXPECT_EQ(RunTask(undelivered_.Retry(call_, {"a"})).status(), StoreDown());
  EXPECT_EQ(woken_, 0);
}

}  // namespace
}  // namespace careloop::journal
