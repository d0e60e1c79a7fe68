#ifndef CARELOOP_TESTS_UNIT_REDIS_TEST_CLIENT_H_
#define CARELOOP_TESTS_UNIT_REDIS_TEST_CLIENT_H_

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/redis/async_client.h"
#include "tests/support/fixed_random.h"
#include "tests/support/private_redis.h"
#include "tests/support/task_driver.h"

namespace careloop::redis {

inline constexpr char kTestLibrary[] = R"lua(#!lua name=careloop_test_@VERSION@
local function define(name, flags, body)
  redis.register_function{function_name = 'test_' .. name .. '_@VERSION@', flags = flags, callback = body}
end
define('echo', {'no-writes'}, function(keys, args) return args end)
define('count', {}, function(keys, args) return {args[1], redis.call('HINCRBY', keys[1] .. ':count', 'n', 1)} end)
define('counted', {'no-writes'}, function(keys, args) return {args[1], redis.call('HGET', keys[1] .. ':count', 'n')} end)
define('fill', {}, function(keys, args) redis.call('SET', keys[1] .. ':' .. args[2], args[3]) return {args[1]} end)
define('fail', {}, function(keys, args) error('a secret of ' .. args[2]) end)
define('overstep', {}, function(keys, args) return {args[1], redis.call('KEYS', '*')} end)
define('stumble', {}, function(keys, args)
  return redis.error_reply('FAILED ' .. (args[2] or args[1]) .. ' WRONGTYPE over a secret')
end)
)lua";

inline constexpr Function kEcho = {"echo", Function::Effect::kReads};
inline constexpr Function kCount = {"count", Function::Effect::kWrites};
inline constexpr Function kCounted = {"counted", Function::Effect::kReads};
inline constexpr Function kFill = {"fill", Function::Effect::kWrites};
inline constexpr Function kFail = {"fail", Function::Effect::kWrites};
inline constexpr Function kStumble = {"stumble", Function::Effect::kWrites};
inline constexpr Function kOverstep = {"overstep", Function::Effect::kWrites};

using Result = absl::StatusOr<Reply::Array>;

// What a client has said about its readiness; waits for what it will say.
class Readiness {
 public:
  void Set(bool ready, std::string_view reason) {
    const std::lock_guard lock(mutex_);
    history_.emplace_back(ready, reason);
    changed_.notify_all();
  }
  // `times`: how often it must have become ready, from the first.
  bool WaitUntilReady(int times = 1) {
    return Wait([this, times] {
      return std::ranges::count_if(history_, [](const auto& entry) { return entry.first; }) >= times;
    });
  }
  // Looks at all reasons from the first.
  bool WaitForReason(std::string_view part) {
    return Wait([&] {
      for (const auto& [ready, reason] : history_) {
        if (!ready && reason.find(part) != std::string::npos) return true;
      }
      return false;
    });
  }

 private:
  bool Wait(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), condition);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<bool, std::string>> history_;
};

inline AsyncClientOptions OptionsFor(std::string address) {
  AsyncClientOptions options;
  options.address = std::move(address);
  options.service = "test";
  options.tag = "{m:test}";
  options.loader = testing::PrivateRedis::UserOf("loader");
  options.user = testing::PrivateRedis::UserOf("messaging");
  options.library = kTestLibrary;
  return options;
}

// A client with all that it needs.
class TestClient {
 public:
  explicit TestClient(AsyncClientOptions options)
      : client_(AsyncClient::Create(std::move(options), loop_, random_, [this](bool ready, std::string_view why) {
                  readiness_.Set(ready, why);
                }).value()) {}

  std::future<Result> Start(Function function, std::vector<std::string> args = {},
                            absl::Duration limit = absl::Seconds(20)) {
    return testing::StartTask(client_->Run(function, std::move(args), DeadlineAfter(limit)));
  }
  Result Run(Function function, std::vector<std::string> args = {}, absl::Duration limit = absl::Seconds(20)) {
    return Start(function, std::move(args), limit).get();
  }

  std::vector<std::future<Result>> StartMany(int count, Function function) {
    std::vector<std::future<Result>> calls(count);
    for (std::future<Result>& call : calls) call = Start(function);
    return calls;
  }

  Loop& loop() { return loop_; }
  AsyncClient& client() { return *client_; }
  Readiness& readiness() { return readiness_; }

 private:
  Loop loop_;
  testing::FixedRandom random_;
  Readiness readiness_;
  std::unique_ptr<AsyncClient> client_;
};

inline std::vector<std::string> TextsOf(const Result& result) {
  std::vector<std::string> texts;
  if (!result.ok()) return {result.status().ToString()};
  for (const Reply& reply : *result) texts.push_back(reply.text());
  return texts;
}

}  // namespace careloop::redis

#endif  // CARELOOP_TESTS_UNIT_REDIS_TEST_CLIENT_H_
