#include "common/rpc/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "common/base/error.h"
#include "tests/support/matchers.h"

namespace careloop::rpc {
namespace {

using testing::FailsWith;
using ::testing::HasSubstr;

auto IsRefused() { return FailsWith(absl::StatusCode::kResourceExhausted, reason::kTooManyCalls); }

TEST(Admission, BoundsWhatOneCallerHasInFlight) {
  Admission admission({.total = 10, .per_caller = 2}, "things");
  const auto first = admission.Admit("one");
  const auto second = admission.Admit("one");
  const auto third = admission.Admit("one");
  EXPECT_TRUE(first.ok() && second.ok());
  EXPECT_THAT(third, IsRefused());
  EXPECT_THAT(std::string(third.status().message()), HasSubstr("things: one person already has 2"));
  EXPECT_TRUE(admission.Admit("two").ok());
}

TEST(Admission, BoundsWhatIsInFlightInAll) {
  Admission admission({.total = 2, .per_caller = 2}, "things");
  const auto first = admission.Admit("one");
  const auto second = admission.Admit("two");
  const auto third = admission.Admit("three");
  EXPECT_THAT(third, IsRefused());
  EXPECT_THAT(std::string(third.status().message()), HasSubstr("2"));
}

TEST(Admission, ATicketGivesItsPlaceBackAndARefusalTakesNone) {
  Admission admission({.total = 1, .per_caller = 1}, "things");
  {
    const auto ticket = admission.Admit("one");
    EXPECT_FALSE(admission.Admit("one").ok());
    EXPECT_FALSE(admission.Admit("two").ok());
    EXPECT_EQ(admission.in_flight(), 1);
  }
  EXPECT_EQ(admission.in_flight(), 0);
  EXPECT_TRUE(admission.Admit("two").ok());
}

TEST(Admission, AMovedTicketIsOnePlace) {
  Admission admission({.total = 5, .per_caller = 5}, "things");
  Admission::Ticket ticket = *admission.Admit("one");
  Admission::Ticket moved = std::move(ticket);
  EXPECT_EQ(admission.in_flight(), 1);
  ticket = std::move(moved);
  EXPECT_EQ(admission.in_flight(), 1);
  ticket = {};
  EXPECT_EQ(admission.in_flight(), 0);
}

TEST(Admission, NeverAdmitsMoreThanItsLimitsWhenManyComeAtOnce) {
  Admission admission({.total = 20, .per_caller = 5}, "things");
  std::atomic<int> highest = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2'000; ++i) {
        const auto ticket = admission.Admit(StrCat("caller-", t % 5));
        if (!ticket.ok()) continue;
        int seen = highest;
        const int now = admission.in_flight();
        while (now > seen && !highest.compare_exchange_weak(seen, now)) {
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admission.in_flight(), 0);
  EXPECT_LE(highest, 20 + 8) << "a refusal counts for a moment";
}

}  // namespace
}  // namespace careloop::rpc
