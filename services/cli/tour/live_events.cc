#include "services/cli/tour/live_events.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

namespace careloop::cli {

LiveEvents::LiveEvents(const Client& client, std::string resume_token)
    : watcher_(client, std::move(resume_token)), thread_([this] {
        const absl::Status end = watcher_.Run([this](const messaging::v1::WatchResponse& event) {
          const std::lock_guard lock(mutex_);
          events_.push_back({event, absl::Now()});
          changed_.notify_all();
          return true;
        });
        const std::lock_guard lock(mutex_);
        ended_ = end;
        changed_.notify_all();
      }) {}

LiveEvents::~LiveEvents() {
  watcher_.Cancel();
  thread_.join();
}

absl::StatusOr<LiveEvent> LiveEvents::Await(const std::function<bool(const messaging::v1::WatchResponse&)>& wanted,
                                            absl::Duration limit) {
  std::unique_lock lock(mutex_);
  auto found = events_.end();
  changed_.wait_for(lock, absl::ToChronoMilliseconds(limit), [&] {
    found = std::find_if(events_.begin(), events_.end(), [&](const LiveEvent& e) { return wanted(e.event); });
    return found != events_.end() || !ended_.ok();
  });
  if (found != events_.end()) return *found;
  return ended_.ok() ? absl::UnavailableError("the event did not arrive") : ended_;
}

}  // namespace careloop::cli
