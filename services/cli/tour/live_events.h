#ifndef CARELOOP_SERVICES_CLI_TOUR_LIVE_EVENTS_H_
#define CARELOOP_SERVICES_CLI_TOUR_LIVE_EVENTS_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "careloop/messaging/v1/watch.pb.h"
#include "services/cli/watcher.h"

namespace careloop::cli {

// An event of a Watch, and when it arrived here.
struct LiveEvent {
  messaging::v1::WatchResponse event;
  absl::Time arrived;
};

// A Watch that runs on a thread of its own while other calls are made. Thread-safe.
class LiveEvents {
 public:
  // From `resume_token` on; `client` outlives this object.
  LiveEvents(const Client& client, std::string resume_token);
  ~LiveEvents();

  // The first event so far, or within `limit`, that is `wanted`. UNAVAILABLE if there is none, and the error of the
  // Watch if it has ended.
  absl::StatusOr<LiveEvent> Await(const std::function<bool(const messaging::v1::WatchResponse&)>& wanted,
                                  absl::Duration limit);

 private:
  std::mutex mutex_;  // guards the following
  std::condition_variable changed_;
  std::vector<LiveEvent> events_;
  absl::Status ended_;

  Watcher watcher_;
  std::thread thread_;
};

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_TOUR_LIVE_EVENTS_H_
