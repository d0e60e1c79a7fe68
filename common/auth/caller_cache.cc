#include "common/auth/caller_cache.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "common/auth/claims.h"

namespace careloop {

CallerCache::CallerCache(size_t capacity) : half_(std::max<size_t>(1, capacity / kShards / 2)) {}

std::shared_ptr<const Caller> CallerCache::Find(std::string_view token, uint64_t key_version, absl::Time now) {
  Shard& shard = ShardOf(token);
  const MutexLock lock(shard.mutex);
  if (auto node = shard.older.extract(token)) Remember(shard, std::move(node.mapped()));
  const auto found = shard.recent.find(token);
  if (found == shard.recent.end()) return nullptr;
  const Entry& entry = found->second;
  if (entry.key_version == key_version && !HasExpired(entry.caller->expires, now)) return entry.caller;
  shard.recent.erase(found);
  return nullptr;
}

void CallerCache::Insert(std::shared_ptr<const Caller> caller, uint64_t key_version) {
  Shard& shard = ShardOf(caller->token);
  const MutexLock lock(shard.mutex);
  Remember(shard, {std::move(caller), key_version});
}

size_t CallerCache::size() const {
  size_t size = 0;
  for (const Shard& shard : shards_) {
    const MutexLock lock(shard.mutex);
    size += shard.recent.size() + shard.older.size();
  }
  return size;
}

// The end of a token is its signature, which is as good as random.
CallerCache::Shard& CallerCache::ShardOf(std::string_view token) {
  const std::string_view end = token.substr(token.size() - std::min<size_t>(token.size(), 8));
  return shards_[std::hash<std::string_view>{}(end) % kShards];
}

void CallerCache::Remember(Shard& shard, Entry entry) {
  const std::string_view token = entry.caller->token;
  shard.recent.erase(token);  // its key refers to the former entry's caller
  if (shard.recent.size() >= half_) shard.older = std::exchange(shard.recent, {});
  shard.recent.emplace(token, std::move(entry));
}

}  // namespace careloop
