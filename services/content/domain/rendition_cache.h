#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITION_CACHE_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITION_CACHE_H_

#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "services/content/domain/rendition.h"

namespace careloop::content {

// What became of a rendering: a file, or why there is none.
using RenderingOutcome = absl::StatusOr<std::shared_ptr<const Rendition>>;

// The outcomes that were asked for last, as many as fit into so many bytes. Not thread-safe.
class RenditionCache {
 public:
  explicit RenditionCache(size_t most_bytes) : most_bytes_(most_bytes) {}

  std::optional<RenderingOutcome> Find(const std::string& key);
  // One that does not fit by itself is not kept.
  void Put(const std::string& key, RenderingOutcome outcome);

  size_t bytes() const { return bytes_; }

 private:
  using Entry = std::pair<std::string, RenderingOutcome>;

  static size_t BytesOf(const Entry& entry);
  void Drop(std::list<Entry>::iterator entry);

  const size_t most_bytes_;
  size_t bytes_ = 0;
  std::list<Entry> entries_;  // last asked for first
  absl::flat_hash_map<std::string, std::list<Entry>::iterator> places_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITION_CACHE_H_
