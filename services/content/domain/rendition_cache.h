#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITION_CACHE_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITION_CACHE_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/recently_used.h"
#include "services/content/domain/rendition.h"

namespace careloop::content {

// What became of a rendering: a file, or why there is none.
using RenderingOutcome = absl::StatusOr<std::shared_ptr<const Rendition>>;

// The outcomes that were asked for last, as many as fit into so many bytes. Not thread-safe.
class RenditionCache {
 public:
  explicit RenditionCache(size_t most_bytes) : outcomes_(most_bytes) {}

  std::optional<RenderingOutcome> Find(const std::string& key);
  // One that does not fit by itself is not kept.
  void Put(const std::string& key, RenderingOutcome outcome);

  size_t bytes() const { return outcomes_.bytes(); }

 private:
  RecentlyUsed<std::string, RenderingOutcome> outcomes_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITION_CACHE_H_
