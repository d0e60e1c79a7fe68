#ifndef CARELOOP_COMMON_BASE_RECENTLY_USED_H_
#define CARELOOP_COMMON_BASE_RECENTLY_USED_H_

#include <cstddef>
#include <iterator>
#include <list>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace careloop {

// The values that were asked for last, as many as fit into so many bytes. Not thread-safe.
template <typename Key, typename Value>
class RecentlyUsed {
 public:
  explicit RecentlyUsed(size_t most_bytes) : most_bytes_(most_bytes) {}

  // Null if it is not there. Lives until the next Put.
  const Value* Find(const Key& key) {
    const auto place = places_.find(key);
    if (place == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, place->second);
    return &entries_.front().value;
  }

  // Takes the place of what has the same key. What takes more than all of the bytes by itself is not kept.
  void Put(const Key& key, Value value, size_t bytes) {
    if (const auto place = places_.find(key); place != places_.end()) Drop(place->second);
    entries_.push_front({key, std::move(value), bytes});
    places_[key] = entries_.begin();
    bytes_ += bytes;
    while (bytes_ > most_bytes_) Drop(std::prev(entries_.end()));
  }

  size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    Key key;
    Value value;
    size_t bytes;
  };

  void Drop(typename std::list<Entry>::iterator entry) {
    bytes_ -= entry->bytes;
    places_.erase(entry->key);
    entries_.erase(entry);
  }

  const size_t most_bytes_;
  size_t bytes_ = 0;
  std::list<Entry> entries_;  // last asked for first
  absl::flat_hash_map<Key, typename std::list<Entry>::iterator> places_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_RECENTLY_USED_H_
