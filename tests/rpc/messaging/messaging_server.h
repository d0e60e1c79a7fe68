#ifndef CARELOOP_TESTS_RPC_MESSAGING_MESSAGING_SERVER_H_
#define CARELOOP_TESTS_RPC_MESSAGING_MESSAGING_SERVER_H_

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/redis/stream_tail.h"
#include "common/rpc/peer.h"
#include "common/store/redis_access_log.h"
#include "services/messaging/clients/content_client.h"
#include "services/messaging/rpc/admin_service.h"
#include "services/messaging/rpc/care_team_service.h"
#include "services/messaging/rpc/delivery_service.h"
#include "services/messaging/rpc/messaging_service.h"
#include "services/messaging/rpc/watch_stream.h"
#include "services/messaging/store/function_library.h"
#include "services/messaging/store/log_feed.h"
#include "services/messaging/store/redis_care_team_store.h"
#include "services/messaging/store/redis_erasure_store.h"
#include "services/messaging/store/redis_event_store.h"
#include "services/messaging/store/redis_inbox_store.h"
#include "services/messaging/store/redis_template_store.h"
#include "services/messaging/store/redis_thread_store.h"
#include "services/messaging/store/redis_work_store.h"
#include "tests/support/in_process_server.h"
#include "tests/support/service_redis.h"
#include "tests/support/test_tokens.h"

namespace careloop::messaging {

// All of messaging but main.cc in this process, on a Redis of its own and with the content service at `content`.
class MessagingServer {
 public:
  explicit MessagingServer(const std::string& content) : content_(rpc::PeerChannel(content)) {
    runner_.RecordAccesses(access_audit_);
    hub_.RecordAccesses(watch_accesses_);
    hub_.Start();
    FollowLogAnew();
  }
  // As the runtime does it: streams say goodbye, calls end, then nothing runs any more.
  ~MessagingServer() {
    hub_.Drain();
    server_.reset();
    tail_->Stop();
    redis_.loop().Stop();
  }

  const std::shared_ptr<grpc::Channel>& channel() const { return server_->channel(); }
  testing::ServiceRedis& redis() { return redis_; }

  // As an instance that has just started: it knows of the log what a tail begins with. Returns when it does, and has
  // its inbox.
  void FollowLogAnew() {
    tail_.reset();
    const auto made = std::make_shared<std::promise<void>>();
    inbox_.WhenMade([made] { made->set_value(); });
    const auto started = std::make_shared<std::promise<void>>();
    LogFeed::Listeners listeners;
    listeners.on_start = [this, started, first = true](const LogEntries& last) mutable {
      inbox_.OnLogStart(last);
      hub_.OnLogStart(last);
      if (std::exchange(first, false)) started->set_value();
    };
    listeners.on_entries = [this](const LogEntries& entries) {
      inbox_.OnLog(entries);
      hub_.OnLog(entries);
    };
    listeners.on_resumed = [this] { hub_.OnLogResumed(); };
    listeners.on_down = [this] { hub_.OnLogDown(); };
    feeds_.push_back(std::make_unique<LogFeed>(redis_.keys(), redis_.loop(), redis_.site_keys(), std::move(listeners)));
    tail_ = redis::StreamTail::Create({.address = redis_.server().address(),
                                       .user = testing::PrivateRedis::UserOf("messaging"),
                                       .key = "{m:test}:log"},
                                      redis_.loop(), random_, feeds_.back()->Callbacks())
                .value();
    started->get_future().wait();
    made->get_future().wait();
  }
  WatchHub& hub() { return hub_; }
  audit::AccessLog& access_log() { return access_log_; }

 private:
  testing::ServiceRedis redis_{"messaging", "{m:test}", kFunctionLibrary};
  const SystemClock clock_;
  testing::FixedRandom random_;
  const std::unique_ptr<Authenticator> authenticator_ = testing::MakeTestAuthenticator();
  rpc::CallRunner runner_{*authenticator_, random_, {}};
  store::RedisAccessLog access_log_{redis_.client(), SecretKey(SecretKey::Bytes{}), random_, "messaging"};
  rpc::AccessAudit access_audit_{access_log_, "messaging", clock_};
  const KeyedHash hash_{SecretKey(SecretKey::Bytes{}), "request"};
  const store::Idempotency idempotency_{hash_, clock_};
  RedisCareTeamStore team_store_{redis_.client(), idempotency_, redis_.keys(), redis_.site_keys()};
  RedisThreadStore thread_store_{redis_.client(), idempotency_, redis_.keys()};
  RedisWorkStore work_store_{redis_.client(), idempotency_, redis_.keys()};
  RedisEventStore event_store_{redis_.client(), redis_.keys()};
  ContentClient content_;
  Access access_{team_store_, thread_store_, clock_};
  const WarningWords words_ = WarningWords::Parse("words", "chest pain").value();
  TeamCalendars calendars_{team_store_, clock_, "Call 112."};
  CareTeams teams_{team_store_, access_, calendars_, clock_, random_};
  Caregivers caregivers_{team_store_, access_, clock_};
  RedisInboxStore inbox_store_{redis_.client(), redis_.keys()};
  Inbox inbox_{inbox_store_, redis_.loop(), clock_};
  RedisTemplateStore template_store_{redis_.client(), redis_.idempotency(), redis_.site_keys()};
  Templates templates_{template_store_, team_store_, access_, calendars_, clock_};
  Conversations conversations_{
      {thread_store_, access_, calendars_, words_, content_, inbox_, templates_, clock_, random_}};
  ThreadWork work_{work_store_, access_, calendars_, clock_};
  Deliveries deliveries_{thread_store_, team_store_, calendars_, clock_, random_};
  WatchHub hub_{event_store_, access_, redis_.loop(), clock_, random_, {}};
  WatchAccesses watch_accesses_{RecorderOf(access_audit_), clock_};
  const Tokens tokens_{SecretKey(SecretKey::Bytes{}), random_};
  CareTeamService care_team_service_{runner_, teams_, caregivers_, tokens_};
  Workers workers_{1};
  ThreadExport thread_export_{conversations_, workers_};
  MessagingService messaging_service_{
      runner_, {conversations_, work_, templates_, hub_, thread_export_}, tokens_, "Call 112."};
  DeliveryService delivery_service_{runner_, deliveries_};
  RedisErasureStore erasure_store_{redis_.client(), idempotency_, redis_.keys(), redis_.site_keys()};
  Erasure erasure_{erasure_store_, clock_};
  AdminService admin_service_{runner_, inbox_, erasure_, redis_.keys()};
  std::vector<std::unique_ptr<LogFeed>> feeds_;  // the last one is the tail's
  std::unique_ptr<redis::StreamTail> tail_;
  std::unique_ptr<testing::InProcessServer> server_ = std::make_unique<testing::InProcessServer>(
      std::vector<grpc::Service*>{&care_team_service_, &messaging_service_, &delivery_service_, &admin_service_});
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_RPC_MESSAGING_MESSAGING_SERVER_H_
