#ifndef CARELOOP_TESTS_UNIT_STORE_FAKE_OUTBOX_REDIS_H_
#define CARELOOP_TESTS_UNIT_STORE_FAKE_OUTBOX_REDIS_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/redis/client.h"
#include "tests/support/gate.h"

namespace careloop::store {

// The functions of outbox.lua in memory. Not thread-safe.
class FakeOutboxRedis final : public redis::Client {
 public:
  using Array = redis::Reply::Array;

  Task<absl::StatusOr<Array>> Run(redis::Function function, std::vector<std::string> args, Deadline) override {
    const std::string name(function.name);
    calls.push_back(name);
    if (failing == name || failing == "all") {
      co_return Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "away");
    }
    Array reply = Apply(name, args);
    co_await gate.Pass();
    co_return reply;
  }

  struct Item {
    std::string kind;
    int64_t due = 0;
    int64_t put = 0;
    int64_t attempts = 0;
  };
  void Put(const std::string& id, const std::string& kind, absl::Time now) {
    items[id] = {kind, absl::ToUnixMillis(now), absl::ToUnixMillis(now), 0};
  }

  std::map<std::string, Item> items;
  std::vector<std::string> dead;
  std::vector<std::string> calls;
  std::string failing;  // a function, or "all"
  testing::Gate gate;   // of the replies

 private:
  Array Apply(const std::string& name, const std::vector<std::string>& args) {
    if (name == "outbox_claim") return Claim(std::stoll(args[0]), std::stoll(args[1]), std::stoul(args[2]));
    if (name == "outbox_done") {
      for (const std::string& id : args) items.erase(id);
    }
    if (name == "outbox_renew") {
      for (size_t i = 1; i < args.size(); ++i) {
        if (items.contains(args[i])) items.at(args[i]).due = std::stoll(args[0]);
      }
    }
    if (name == "outbox_retry" && items.contains(args[0])) items.at(args[0]).due = std::stoll(args[1]);
    if (name == "outbox_bury") dead.push_back(args[0]), items.erase(args[0]);
    Array reply;
    reply.emplace_back(std::string("OK"));
    return reply;
  }
  Array Claim(int64_t now, int64_t lease_end, size_t most) {
    std::set<std::pair<int64_t, std::string>> due;
    for (const auto& [id, item] : items) {
      if (item.due <= now) due.emplace(item.due, id);
    }
    Array rows;
    for (const auto& [time, id] : due) {
      if (rows.size() == most) break;
      Item& item = items.at(id);
      item.due = lease_end;
      ++item.attempts;
      Array row;
      for (const std::string& text : {id, item.kind, "payload of " + id}) row.emplace_back(text);
      row.emplace_back(item.attempts);
      row.emplace_back(StrCat(item.put));
      rows.emplace_back(std::move(row));
    }
    return rows;
  }
};

}  // namespace careloop::store

#endif  // CARELOOP_TESTS_UNIT_STORE_FAKE_OUTBOX_REDIS_H_
