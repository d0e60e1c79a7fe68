#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_INDEX_FOLLOWER_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_INDEX_FOLLOWER_H_

#include <functional>
#include <semaphore>
#include <thread>

#include "services/content/domain/live_library.h"
#include "services/content/domain/search_index.h"

namespace careloop::content {

// Keeps a search index that of the live library, on a thread of its own that gives way to all others.
class IndexFollower {
 public:
  static constexpr std::chrono::milliseconds kPause{100};  // after an update: what changes meanwhile is one update
  static constexpr std::chrono::seconds kRetry{5};         // after a failure

  // `failed` is told, on that thread, of each failure that follows a success or another kind of failure. The rest
  // outlives this.
  IndexFollower(const LiveLibrary& library, SearchIndex& index, std::function<void(const absl::Status&)> failed);
  // Waits for the update that is under way.
  ~IndexFollower();
  IndexFollower(const IndexFollower&) = delete;
  IndexFollower& operator=(const IndexFollower&) = delete;

  // The library may have changed. Costs next to nothing. Thread-safe.
  void Wake() { wakes_.release(); }

 private:
  void Run();
  // What to wait for before the next.
  std::chrono::milliseconds Update();

  const LiveLibrary& library_;
  SearchIndex& index_;
  const std::function<void(const absl::Status&)> failed_;
  absl::StatusCode before_ = absl::StatusCode::kOk;  // of the thread
  std::counting_semaphore<> wakes_{0};
  std::binary_semaphore stop_{0};
  std::thread thread_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_INDEX_FOLLOWER_H_
