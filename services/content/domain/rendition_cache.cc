#include "services/content/domain/rendition_cache.h"

#include <utility>

namespace careloop::content {
namespace {

constexpr size_t kOverhead = 512;  // of an entry and of a file, about

size_t BytesOf(const std::string& key, const RenderingOutcome& outcome) {
  return kOverhead + 2 * key.size() + (outcome.ok() ? (*outcome)->bytes.size() : outcome.status().message().size());
}

}  // namespace

std::optional<RenderingOutcome> RenditionCache::Find(const std::string& key) {
  const RenderingOutcome* outcome = outcomes_.Find(key);
  return outcome == nullptr ? std::nullopt : std::optional(*outcome);
}

void RenditionCache::Put(const std::string& key, RenderingOutcome outcome) {
  const size_t bytes = BytesOf(key, outcome);
  outcomes_.Put(key, std::move(outcome), bytes);
}

}  // namespace careloop::content
