#ifndef CARELOOP_TESTS_UNIT_STORE_FAKE_OUTBOX_REDIS_H_
#define CARELOOP_TESTS_UNIT_STORE_FAKE_OUTBOX_REDIS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/redis/client.h"

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
    if (name == "outbox_claim") co_return Claim(std::stoll(args[0]), std::stoll(args[1]), std::stoul(args[2]));
    if (name == "outbox_state") co_return State();
    if (name == "outbox_done") items.erase(args[0]);
    if (name == "outbox_retry" && items.contains(args[0])) items.at(args[0]).due = std::stoll(args[1]);
    if (name == "outbox_bury") dead.push_back(args[0]), items.erase(args[0]);
    co_return Array{redis::Reply(std::string("OK"))};
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

 private:
  Array Claim(int64_t now, int64_t lease_end, size_t most) {
    Array rows;
    for (auto& [id, item] : items) {
      if (item.due > now || rows.size() == most) continue;
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
  Array State() const {
    Array state;
    state.emplace_back(static_cast<int64_t>(items.size()));
    state.emplace_back(items.empty() ? std::string() : StrCat(items.begin()->second.put));
    state.emplace_back(static_cast<int64_t>(dead.size()));
    return state;
  }
};

}  // namespace careloop::store

#endif  // CARELOOP_TESTS_UNIT_STORE_FAKE_OUTBOX_REDIS_H_
