#ifndef CARELOOP_COMMON_REDIS_SUBSCRIBER_H_
#define CARELOOP_COMMON_REDIS_SUBSCRIBER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/random.h"
#include "common/redis/handshake.h"
#include "common/redis/link.h"
#include "common/redis/loop.h"

namespace careloop::redis {

struct SubscriberOptions {
  std::string address;  // "unix:/path" or "host:port"
  Credentials user;
  std::string channel;                               // e.g. "{m:demo}:wake"
  absl::Duration probe_interval = absl::Seconds(3);  // a silent server is left after at most two
  absl::Duration connect_timeout = kPatience;
  absl::Duration first_backoff = absl::Milliseconds(20);
  absl::Duration longest_backoff = absl::Milliseconds(500);
};

// Listens to one channel over a connection of its own. Redis keeps nothing for a subscriber that is away, so a message
// is a wake-up and no more: what it is about is read from the store, and read in full after each reset.
//
// Callbacks run on the loop thread and must not block; none runs after Stop has returned. Destruction as for
// AsyncClient.
class Subscriber final : private Link::Owner {
 public:
  struct Callbacks {
    std::function<void(std::string_view payload)> on_message;
    std::function<void()> on_reset;                     // (re)subscribed: messages before this moment may be missing
    std::function<void(std::string_view why)> on_down;  // for a log; may be empty
  };

  // Starts to connect at once. `loop` and `random` outlive the subscriber. INVALID_ARGUMENT for an address that cannot
  // be parsed.
  static absl::StatusOr<std::unique_ptr<Subscriber>> Create(SubscriberOptions options, Loop& loop, Random& random,
                                                            Callbacks callbacks);
  ~Subscriber() override;

  void Stop();  // not from the loop thread; may be repeated

 private:
  Subscriber(SubscriberOptions options, const Address& address, Loop& loop, Random& random, Callbacks callbacks);

  void OnConnected() override;
  void OnReply(Reply reply) override;
  void OnDown(std::string_view why) override;
  void OnPush(const Reply& push);
  void ProbeLater();
  void Probe();
  void StopProbing();

  const SubscriberOptions options_;
  Loop& loop_;
  const Callbacks callbacks_;
  bool authenticated_ = false;
  bool probe_unanswered_ = false;
  std::optional<Loop::TimerId> probe_timer_;
  Link link_;
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_SUBSCRIBER_H_
