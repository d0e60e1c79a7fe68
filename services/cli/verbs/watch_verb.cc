#include <limits>
#include <memory>
#include <string>

#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"
#include "services/cli/watcher.h"

namespace careloop::cli {
namespace {

struct WatchOptions {
  std::string token;
  int count = 0;
  double seconds = 0;
};

absl::Status Watch(const Session& session, WatchOptions& options) {
  if (options.token.empty()) {
    ASSIGN_OR_RETURN(options.token, WatchToken(session.client()));
  }
  const absl::Time until = options.seconds > 0 ? absl::Now() + absl::Seconds(options.seconds) : absl::InfiniteFuture();
  Watcher watcher(session.client(), options.token, until);
  int events = 0;
  return watcher.Run([&](const messaging::v1::WatchResponse& event) {
    session.Show(event, PrintEvent);
    if (!event.has_heartbeat() && !event.has_reconnect()) ++events;
    return options.count == 0 || events < options.count;
  });
}

}  // namespace

void AddWatchVerb(CLI::App& messages, Program& program) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App& verb = program.Add(messages, "watch", "Print what happens in your threads, as it happens", options, Watch);
  verb.add_option("--resume", options->token, "Start from this resume token; from now unless given");
  verb.add_option("--count", options->count, "End after so many events, not counting heartbeats")
      ->check(CLI::Range(1, std::numeric_limits<int>::max()));
  verb.add_option("--for", options->seconds, "End after so many seconds")->check(CheckSeconds);
}

}  // namespace careloop::cli
