#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITIONS_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITIONS_H_

#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/task.h"
#include "common/base/workers.h"
#include "common/call/call.h"
#include "services/content/domain/reading.h"
#include "services/content/domain/rendition.h"
#include "services/content/domain/rendition_cache.h"

namespace careloop::content {

struct RenditionRequest {
  std::string id;
  int revision = 0;  // 0: the current one
  RenditionKind kind = RenditionKind::kPdf;
  int64_t offset = 0;
  std::string sha256 = {};  // of the file that has to be the one; empty: any
};

// A file, and what it was made of.
struct OpenRendition {
  Publication publication;
  bool review_overdue = false;
  RenditionKind kind = RenditionKind::kPdf;
  std::shared_ptr<const Rendition> file;
};

// Files of publications for all who may read them. Each is rendered once for those who ask for it at the same time, and
// kept for those who ask later. Thread-safe.
class Renditions {
 public:
  static constexpr size_t kCacheBytes = size_t{64} << 20;

  // All outlive this; `workers` are left to it, for they render for seconds.
  Renditions(const Reading& reading, Renderer& renderer, Workers& workers, const Clock& clock,
             size_t cache_bytes = kCacheBytes)
      : reading_(reading), renderer_(renderer), workers_(workers), clock_(clock), cache_(cache_bytes) {}

  // NOT_FOUND as Reading::Get; ABORTED (VERSION_CONFLICT) if the file is not the one that is expected; INVALID_ARGUMENT
  // if it ends before the offset; else as Renderer::Render. Goes on where the rendering ended. `gone`, asked on any
  // thread until then, says that the caller is not there any more: when all are who ask for it, rendering stops.
  Task<absl::StatusOr<Disclaimed<OpenRendition>>> Open(const Call& call, RenditionRequest request,
                                                       std::function<bool()> gone);

 private:
  // A rendering that is under way. All of it under the mutex.
  struct Flight {
    std::vector<std::function<bool()>> gone;  // of all who wait for it
    std::vector<std::coroutine_handle<>> waiting;
    std::optional<RenderingOutcome> outcome;
  };
  struct Landing;

  Task<RenderingOutcome> Find(RenditionOrder order, std::function<bool()> gone);
  RenderingOutcome Render(const RenditionOrder& order, const std::string& key, const std::shared_ptr<Flight>& flight);
  // Whether nobody waits for it any more; who asks for the file from then on begins anew.
  bool GiveUp(const std::string& key, const std::shared_ptr<Flight>& flight);
  void Land(const std::string& key, const std::shared_ptr<Flight>& flight, RenderingOutcome outcome, bool keep);
  void Forget(const std::string& key, const std::shared_ptr<Flight>& flight) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Reading& reading_;
  Renderer& renderer_;
  Workers& workers_;
  const Clock& clock_;
  Mutex mutex_;
  RenditionCache cache_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::shared_ptr<Flight>> flights_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_RENDITIONS_H_
