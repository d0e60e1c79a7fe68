#include <condition_variable>
#include <mutex>
#include <string>

#include "tests/contract/messaging/store_fixture.h"
#include "tests/support/fixed_random.h"
#include "tests/support/private_redis.h"

namespace careloop::messaging {
namespace {

using ::testing::HasSubstr;
using testing::RunTask;

class StoreIdFunctions : public StoreTest {
 protected:
  static std::string Ask(const redis::Function& function, std::vector<std::string> args = {}) {
    return RunTask(redis().client().Run(function, std::move(args), DeadlineAfter(absl::Seconds(20))))
        .value()
        .at(0)
        .text();
  }
  static std::string Id() { return Ask({"store_id", redis::Function::Effect::kReads}); }
  static std::string Claim(const std::string& id) {
    return Ask({"store_claim", redis::Function::Effect::kWrites}, {id});
  }
};

TEST_F(StoreIdFunctions, ARedisHasNoIdUntilOneIsClaimedAndThenThatOneForEver) {
  EXPECT_EQ(Id(), "");
  EXPECT_EQ(Claim("a"), "a");
  EXPECT_EQ(Claim("b"), "a");
  EXPECT_EQ(Claim("a"), "a");
  EXPECT_EQ(Id(), "a");
}

// A client that is tied to a store, on a Redis of its own.
class Tied {
 public:
  Tied(const testing::PrivateRedis& server, const std::string& id, bool is_new) {
    redis::AsyncClientOptions options;
    options.address = server.address();
    options.service = "messaging";
    options.tag = kTag;
    options.loader = testing::PrivateRedis::UserOf("loader");
    options.user = testing::PrivateRedis::UserOf("messaging");
    options.library = TestedLibrary();
    options.tie = {
        .kept = "the key folder /keys", .id = id, .is_new = is_new, .told = [this](const absl::Status& tied) {
          const std::lock_guard lock(mutex_);
          told_.push_back(tied);
          changed_.notify_all();
        }};
    client_ = redis::AsyncClient::Create(std::move(options), loop_, random_, [](bool, std::string_view) {}).value();
  }
  ~Tied() {
    client_->Stop();
    loop_.Stop();
  }

  // What it is told at that connection, the first being 1.
  absl::Status Told(size_t connection = 1) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(20), [&] { return told_.size() >= connection; }));
    return told_.at(connection - 1);
  }
  bool ready() const { return client_->ready(); }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<absl::Status> told_;
  redis::Loop loop_;
  testing::FixedRandom random_;
  std::unique_ptr<redis::AsyncClient> client_;
};

TEST(StoreTie, ANewOneIsGivenToANewRedisAndHoldsFromThenOn) {
  testing::PrivateRedis server;
  EXPECT_TRUE(Tied(server, "a", true).Told().ok());
  EXPECT_TRUE(Tied(server, "a", true).Told().ok()) << "whoever was first, or before a crash";
  EXPECT_TRUE(Tied(server, "a", false).Told().ok());
  EXPECT_EQ(server.Command({"GET", StrCat(kTag, ":store-id")}).text(), "a");
}

TEST(StoreTie, ARedisOfAnotherStoreIsRefusedAndNotServedFrom) {
  const testing::PrivateRedis server;
  ASSERT_TRUE(Tied(server, "a", true).Told().ok());
  Tied other(server, "b", false);
  const absl::Status refused = other.Told();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr(StrCat("the key folder /keys does not belong to this Redis (", server.address(),
                               "): it is of store b, and Redis is of store a")));
  EXPECT_FALSE(other.Told(2).ok()) << "it looks again";
  EXPECT_FALSE(other.ready());
}

TEST(StoreTie, AnEmptyFolderIsRefusedByARedisThatHasAnId) {
  const testing::PrivateRedis server;
  ASSERT_TRUE(Tied(server, "a", true).Told().ok());
  EXPECT_THAT(std::string(Tied(server, "b", true).Told().message()), HasSubstr("it is new, and Redis is of store a"));
}

TEST(StoreTie, AnEmptyRedisIsRefusedByAFolderThatHasAnIdAlsoWhenItWasEmptiedUnderAClient) {
  testing::PrivateRedis server;
  EXPECT_THAT(std::string(Tied(server, "a", false).Told().message()), HasSubstr("Redis is of none"));
  Tied tied(server, "a", true);
  ASSERT_TRUE(tied.Told().ok());
  server.Command({"FLUSHALL"});
  server.Restart();
  EXPECT_THAT(std::string(tied.Told(2).message()), HasSubstr("Redis is of none"));
  EXPECT_FALSE(tied.ready());
}

}  // namespace
}  // namespace careloop::messaging
