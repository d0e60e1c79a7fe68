#include "common/redis/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"

namespace careloop::redis {
namespace {

using absl::StatusCode;

struct Expected {
  std::string_view error_text;
  std::string_view reason;
  StatusCode code;
  bool keeps_connection;
};

// What each error of Redis 7 means to a caller. A rule that is added to the table is added here.
constexpr Expected kExpected[] = {
    {"OOM command not allowed when used memory > 'maxmemory'.", reason::kStoreFull, StatusCode::kResourceExhausted,
     true},
    {"READONLY You can't write against a read only replica.", reason::kStoreUnavailable, StatusCode::kUnavailable,
     false},
    {"MASTERDOWN Link with MASTER is down", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"NOREPLICAS Not enough good replicas to write.", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"MISCONF Errors writing to the AOF file", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"LOADING Redis is loading the dataset in memory", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"BUSY Redis is busy running a script.", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"TRYAGAIN Multiple keys request during rehashing of slot", reason::kStoreUnavailable, StatusCode::kUnavailable,
     false},
    {"CLUSTERDOWN The cluster is down", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"NOAUTH Authentication required.", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"WRONGPASS invalid username-password pair", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"NOPERM this user has no permissions", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"NOSCRIPT No matching script.", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"ERR Function not found", reason::kStoreUnavailable, StatusCode::kUnavailable, false},
    {"ERR something else", reason::kInternal, StatusCode::kInternal, false},
};

TEST(ErrorRules, GiveEachErrorItsStatusAndSayWhetherTheConnectionIsKept) {
  for (const Expected& expected : kExpected) {
    const ErrorRule& rule = RuleFor(expected.error_text);
    EXPECT_EQ(rule.code, expected.code) << expected.error_text;
    EXPECT_EQ(rule.reason, expected.reason) << expected.error_text;
    EXPECT_EQ(rule.keeps_connection, expected.keeps_connection) << expected.error_text;
    EXPECT_EQ(ReasonOf(rule.ToStatus()), expected.reason);
  }
}

TEST(ErrorRules, AreAllCoveredByThisTest) { EXPECT_EQ(std::size(kExpected), ErrorRules().size()); }

TEST(ErrorRules, MatchWholeWords) {
  EXPECT_EQ(RuleFor("BUSYGROUP Consumer Group name already exists").code, StatusCode::kInternal);
  EXPECT_EQ(RuleFor("OOMPH").code, StatusCode::kInternal);
  EXPECT_EQ(RuleFor("OOM").code, StatusCode::kResourceExhausted);
  EXPECT_EQ(RuleFor("").code, StatusCode::kInternal);
}

TEST(FailureOf, IsOfTheCallWhoseNonceItBears) {
  EXPECT_EQ(FailureOf("FAILED abc1 WRONGTYPE x", "abc1"), "WRONGTYPE x");
  for (const char* other : {"FAILED abc12 WRONGTYPE x", "FAILED abc1", "FAILED  WRONGTYPE x", "ERR abc1 x", ""}) {
    EXPECT_EQ(FailureOf(other, "abc1"), std::nullopt) << other;
  }
}

TEST(LoggableError, ShowsTheWordAndTheLineAndNothingThatAPersonMayHaveWritten) {
  EXPECT_EQ(LoggableError("READONLY You can't"), "READONLY");
  EXPECT_EQ(LoggableError("ERR a secret script: f, on @user_function:12."), "ERR at library line 12");
  EXPECT_EQ(LoggableError("user_function:12: attempt to call a nil value"), "an error at library line 12");
  EXPECT_EQ(LoggableError("nausea since Tuesday"), "an error");
  EXPECT_EQ(LoggableError("A_SECRET of somebody"), "an error");
  EXPECT_EQ(LoggableError(""), "an error");
}

}  // namespace
}  // namespace careloop::redis
