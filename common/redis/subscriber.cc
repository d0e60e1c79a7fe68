#include "common/redis/subscriber.h"

#include <array>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/redis/errors.h"
#include "common/redis/protocol.h"

namespace careloop::redis {
namespace {

LinkOptions LinkOptionsOf(const SubscriberOptions& options, const Address& address) {
  return {address, options.connect_timeout, options.first_backoff, options.longest_backoff};
}

}  // namespace

absl::StatusOr<std::unique_ptr<Subscriber>> Subscriber::Create(SubscriberOptions options, Loop& loop, Random& random,
                                                               Callbacks callbacks) {
  ASSIGN_OR_RETURN(const Address address, ParseAddress(options.address));
  std::unique_ptr<Subscriber> subscriber(
      new Subscriber(std::move(options), address, loop, random, std::move(callbacks)));
  loop.Post([raw = subscriber.get()] { raw->link_.Start(); });
  return subscriber;
}

Subscriber::Subscriber(SubscriberOptions options, const Address& address, Loop& loop, Random& random,
                       Callbacks callbacks)
    : options_(std::move(options)),
      loop_(loop),
      callbacks_(std::move(callbacks)),
      link_(LinkOptionsOf(options_, address), loop, random, *this) {}

Subscriber::~Subscriber() { Stop(); }

void Subscriber::Stop() {
  loop_.RunAndWait([this] {
    StopProbing();
    link_.Stop();
  });
}

void Subscriber::OnConnected() {
  authenticated_ = false;
  std::string commands;
  AppendCommand(std::array<std::string_view, 3>{"AUTH", options_.user.user, options_.user.password}, commands);
  AppendCommand(std::array<std::string_view, 2>{"SUBSCRIBE", options_.channel}, commands);
  link_.Send(commands);
  link_.Flush();
}

void Subscriber::OnDown(std::string_view why) {
  StopProbing();
  if (callbacks_.on_down) callbacks_.on_down(why);
}

void Subscriber::OnReply(Reply reply) {
  if (reply.is_error()) return link_.Break(StrCat("Redis answered ", LoggableError(reply.text())));
  if (std::exchange(authenticated_, true)) OnPush(reply);
}

void Subscriber::OnPush(const Reply& push) {
  const std::string& kind = push.at(0).text();
  if (kind == "message" && push.at(1).text() == options_.channel) {
    callbacks_.on_message(push.at(2).text());
  } else if (kind == "pong") {
    probe_unanswered_ = false;
  } else if (kind == "subscribe") {
    link_.SetUpDone();
    ProbeLater();
    callbacks_.on_reset();
  } else {
    link_.Break("Redis sent what is no message of the channel");
  }
}

void Subscriber::ProbeLater() {
  probe_timer_ = loop_.StartTimer(options_.probe_interval, [this] {
    probe_timer_.reset();
    Probe();
  });
}

void Subscriber::Probe() {
  if (probe_unanswered_) return link_.Break("Redis left a probe unanswered");
  probe_unanswered_ = true;
  std::string command;
  AppendCommand(std::array<std::string_view, 1>{"PING"}, command);
  link_.Send(command);
  ProbeLater();
  link_.Flush();
}

void Subscriber::StopProbing() {
  if (probe_timer_) loop_.CancelTimer(*probe_timer_);
  probe_timer_.reset();
  probe_unanswered_ = false;
}

}  // namespace careloop::redis
