#include "common/redis/link.h"

#include <utility>

namespace careloop::redis {

Link::Link(const LinkOptions& options, Loop& loop, Random& random, Owner& owner)
    : options_(options),
      loop_(loop),
      owner_(owner),
      backoff_(options_.first_backoff, options_.longest_backoff, random),
      connection_(loop, *this) {}

void Link::Start() {
  StartTimer(options_.connect_timeout, &Link::SetUpTookTooLong);
  connection_.Open(options_.address);
}

void Link::Stop() {
  CancelTimer();
  connection_.Close();
}

void Link::SetUpDone() {
  CancelTimer();
  backoff_.Reset();
}

void Link::Break(std::string_view why) {
  if (!connection_.is_open()) return;
  connection_.Close();
  OnBroken(why);
}

void Link::OnConnected() { owner_.OnConnected(); }

void Link::OnReply(Reply reply) { owner_.OnReply(std::move(reply)); }

void Link::OnBroken(std::string_view why) {
  StartTimer(backoff_.Next(), &Link::Start);
  owner_.OnDown(why);
}

void Link::StartTimer(absl::Duration delay, void (Link::*action)()) {
  CancelTimer();
  timer_ = loop_.StartTimer(delay, [this, action] {
    timer_.reset();
    (this->*action)();
  });
}

void Link::CancelTimer() {
  if (timer_) loop_.CancelTimer(*timer_);
  timer_.reset();
}

void Link::SetUpTookTooLong() { Break("Redis did not answer while the connection was set up"); }

}  // namespace careloop::redis
