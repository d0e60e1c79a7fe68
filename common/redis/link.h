#ifndef CARELOOP_COMMON_REDIS_LINK_H_
#define CARELOOP_COMMON_REDIS_LINK_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "common/base/random.h"
#include "common/redis/address.h"
#include "common/redis/backoff.h"
#include "common/redis/connection.h"
#include "common/redis/loop.h"

namespace careloop::redis {

// How long Redis may leave anything unanswered before its connection is given up. All of Redis waits for each fsync,
// and on a disk that others use an fsync of over a second has been measured. Waiting costs only time, which the
// callers' deadlines bound; giving up costs everything in flight, and gains nothing before Redis goes on.
inline constexpr absl::Duration kPatience = absl::Seconds(5);

struct LinkOptions {
  Address address;
  absl::Duration connect_timeout = kPatience;  // to connect and to be set up
  absl::Duration first_backoff = absl::Milliseconds(20);
  absl::Duration longest_backoff = absl::Milliseconds(500);
};

// A connection that is thrown away on any doubt and made anew, with back-off, until Stop. Belongs to the loop thread;
// outlives the callbacks it makes, and is not destroyed within one.
class Link final : private Connection::Listener {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void OnConnected() = 0;  // set the connection up: send what it takes, then SetUpDone once it is answered
    virtual void OnReply(Reply reply) = 0;
    virtual void OnDown(std::string_view why) = 0;  // all that was sent and not answered is lost
  };

  Link(const LinkOptions& options, Loop& loop, Random& random, Owner& owner);

  void Start();
  void Stop();  // without OnDown
  void Send(std::string_view bytes) { connection_.Send(bytes); }
  void Flush() { connection_.Flush(); }
  void SetUpDone();
  void Break(
      std::string_view why);  // throws the connection away: OnDown, then a new attempt; no effect while there is none

 private:
  void OnConnected() override;
  void OnReply(Reply reply) override;
  void OnBroken(std::string_view why) override;
  void StartTimer(absl::Duration delay, void (Link::*action)());
  void CancelTimer();
  void SetUpTookTooLong();

  const LinkOptions options_;
  Loop& loop_;
  Owner& owner_;
  Backoff backoff_;
  Connection connection_;
  std::optional<Loop::TimerId> timer_;  // the time limit of an attempt, or the wait before the next one
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_LINK_H_
