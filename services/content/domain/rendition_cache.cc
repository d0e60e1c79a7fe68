#include "services/content/domain/rendition_cache.h"

namespace careloop::content {
namespace {

constexpr size_t kOverhead = 512;  // of an entry and of a file, about

}  // namespace

size_t RenditionCache::BytesOf(const Entry& entry) {
  const RenderingOutcome& outcome = entry.second;
  return kOverhead + 2 * entry.first.size() +
         (outcome.ok() ? (*outcome)->bytes.size() : outcome.status().message().size());
}

std::optional<RenderingOutcome> RenditionCache::Find(const std::string& key) {
  const auto place = places_.find(key);
  if (place == places_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, place->second);
  return entries_.front().second;
}

void RenditionCache::Put(const std::string& key, RenderingOutcome outcome) {
  if (const auto place = places_.find(key); place != places_.end()) Drop(place->second);
  entries_.emplace_front(key, std::move(outcome));
  places_[key] = entries_.begin();
  bytes_ += BytesOf(entries_.front());
  while (bytes_ > most_bytes_) Drop(std::prev(entries_.end()));
}

void RenditionCache::Drop(std::list<Entry>::iterator entry) {
  bytes_ -= BytesOf(*entry);
  places_.erase(entry->first);
  entries_.erase(entry);
}

}  // namespace careloop::content
