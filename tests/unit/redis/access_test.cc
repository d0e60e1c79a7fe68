#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/private_redis.h"

// What the users of deploy/redis/users.acl.in may not do, asked of a real Redis.
namespace careloop::redis {
namespace {

using testing::PrivateRedis;
using ::testing::StartsWith;

PrivateRedis& Redis() {
  static PrivateRedis redis;
  return redis;
}

void ExpectRefused(const std::vector<std::string>& command, std::string_view user) {
  const Reply reply = Redis().Command(command, user);
  EXPECT_TRUE(reply.is_error()) << user << " " << command[0];
  EXPECT_THAT(reply.text(), StartsWith("NOPERM")) << user << " " << command[0];
}

class ServiceUser : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Each, ServiceUser, ::testing::Values("content", "journal", "messaging"));

TEST_P(ServiceUser, MayNotRunCodeOfItsOwnOrAdministerRedis) {
  const std::vector<std::vector<std::string>> commands = {
      {"EVAL", "return 1", "0"},
      {"EVAL_RO", "return 1", "0"},
      {"EVALSHA", "abc", "0"},
      {"SCRIPT", "LOAD", "return 1"},
      {"FUNCTION", "LOAD", "REPLACE", "#!lua name=x\n"},
      {"FUNCTION", "DELETE", "x"},
      {"FUNCTION", "FLUSH"},
      {"CONFIG", "GET", "dir"},
      {"CONFIG", "SET", "appendfsync", "no"},
      {"ACL", "LIST"},
      {"KEYS", "*"},
      {"SCAN", "0"},
      {"FLUSHALL"},
      {"FLUSHDB"},
      {"SHUTDOWN"},
      {"REPLICAOF", "NO", "ONE"},
      {"MONITOR"},
      {"CLIENT", "LIST"},
      {"SLOWLOG", "GET"},
      {"RESTORE", "k", "0", "x"},
      {"MIGRATE", "h", "1", "k", "0", "1"},
      {"MODULE", "LIST"},
      {"SAVE"},
      {"BGREWRITEAOF"},
      {"PFADD", "k", "x"},
      {"SELECT", "1"},
      {"PUBLISH", "x", "x"},
      {"SUBSCRIBE", "x"},
  };
  for (const auto& command : commands) ExpectRefused(command, GetParam());
}

struct Territory {
  const char* user;
  const char* tag;
};
constexpr Territory kTerritories[] = {{"content", "{c:demo}"}, {"journal", "{j:demo}"}, {"messaging", "{m:demo}"}};

TEST(ServiceUsers, ReachTheirOwnKeysOnly) {
  for (const auto& [user, own] : kTerritories) {
    for (const auto& [other, tag] : kTerritories) {
      const std::string key = std::string(tag) + ":key";
      if (tag == own) {
        EXPECT_EQ(Redis().Command({"SET", key, "x"}, user).text(), "OK");
      } else {
        ExpectRefused({"GET", key}, user);
      }
    }
    ExpectRefused({"GET", "key"}, user);
  }
}

TEST(ServiceUsers, MayFollowAStreamOnlyIfTheyAreMessagingAndItIsTheirs) {
  const auto follow = [](const std::string& key) { return std::vector<std::string>{"XREAD", "STREAMS", key, "0-0"}; };
  EXPECT_TRUE(Redis().Command(follow("{m:demo}:log"), "messaging").is_nil());
  ExpectRefused(follow("{j:demo}:log"), "messaging");
  ExpectRefused(follow("{j:demo}:log"), "journal");
  ExpectRefused(follow("{c:demo}:log"), "content");
}

TEST(Loader, ReachesNoData) {
  ExpectRefused({"GET", "{m:demo}:key"}, "loader");
  ExpectRefused({"FCALL", "x", "1", "{m:demo}"}, "loader");
  ExpectRefused({"FUNCTION", "DELETE", "x"}, "loader");
  ExpectRefused({"FUNCTION", "FLUSH"}, "loader");
  ExpectRefused({"CONFIG", "SET", "appendfsync", "no"}, "loader");
  ExpectRefused({"EVAL", "return 1", "0"}, "loader");
  ExpectRefused({"PUBLISH", "{m:demo}:wake", "x"}, "loader");
}

// No rule of an ACL can forbid an argument. That is why clients compare what is loaded: ReplacedFunctions.
TEST(Loader, CanReplaceALibraryWhichNobodyWhoServesCan) {
  const std::string library = "#!lua name=replaced\nredis.register_function('replaced', function() return 1 end)";
  EXPECT_EQ(Redis().Command({"FUNCTION", "LOAD", library}, "loader").text(), "replaced");
  EXPECT_TRUE(Redis().Command({"FUNCTION", "LOAD", library}, "loader").is_error()) << "it says that it exists";
  EXPECT_EQ(Redis().Command({"FUNCTION", "LOAD", "REPLACE", library}, "loader").text(), "replaced");
  for (const char* user : {"content", "journal", "messaging"}) {
    ExpectRefused({"FUNCTION", "LOAD", "REPLACE", library}, user);
  }
}

// Redis refuses these two before it looks at the user.
TEST(Everybody, MayNotDebugRedisOrAddModules) {
  EXPECT_TRUE(Redis().Command({"DEBUG", "SLEEP", "0"}).is_error());
  EXPECT_TRUE(Redis().Command({"MODULE", "LOAD", "/nowhere"}).is_error());
}

TEST(DefaultUser, IsOff) { EXPECT_THAT(Redis().Command({"PING"}, "default").text(), StartsWith("WRONGPASS")); }

TEST(Profile, KeepsNoArgumentsOfCommands) {
  EXPECT_EQ(Redis().Command({"CONFIG", "GET", "crash-log-enabled"}).at(1).text(), "no");
  EXPECT_EQ(Redis().Command({"CONFIG", "GET", "slowlog-log-slower-than"}).at(1).text(), "-1");
}

}  // namespace
}  // namespace careloop::redis
