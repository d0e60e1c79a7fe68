#ifndef CARELOOP_SERVICES_CLI_WATCHER_H_
#define CARELOOP_SERVICES_CLI_WATCHER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "careloop/messaging/v1/watch.pb.h"
#include "services/cli/client.h"

namespace careloop::cli {

// Follows what happens in the caller's threads and goes on by itself, with the last token, after each interruption that
// passes: nothing is lost or repeated.
class Watcher {
 public:
  // Answers whether to go on.
  using OnEvent = std::function<bool(const messaging::v1::WatchResponse&)>;

  // Starts at `resume_token`, and ends at `until`. `client` outlives this object.
  Watcher(const Client& client, std::string resume_token, absl::Time until = absl::InfiniteFuture())
      : client_(client), token_(std::move(resume_token)), until_(until) {}

  // Calls `on_event` on this thread with each event, in order. OK when it answers false, at `until`, or after Cancel().
  absl::Status Run(const OnEvent& on_event);

  // Ends Run(), from any thread, before or while it runs.
  void Cancel();

 private:
  absl::Status Stream(const OnEvent& on_event);
  bool Open(grpc::ClientContext& context);
  void Close();
  bool Over();
  void Pause(absl::Duration pause);

  const Client& client_;
  std::string token_;
  const absl::Time until_;
  absl::Duration pause_;

  std::mutex mutex_;  // guards the following
  std::condition_variable cancelling_;
  bool cancelled_ = false;
  grpc::ClientContext* open_ = nullptr;
};

// The token of this moment, from which a Watch misses nothing.
absl::StatusOr<std::string> WatchToken(const Client& client);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_WATCHER_H_
