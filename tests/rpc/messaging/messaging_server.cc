#include "tests/rpc/messaging/messaging_server.h"

#include <future>
#include <utility>
#include <vector>

#include "common/redis/stream_tail.h"
#include "common/rpc/peer.h"
#include "common/service/audit_service.h"
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
#include "services/messaging/store/redis_message_records.h"
#include "services/messaging/store/redis_template_store.h"
#include "services/messaging/store/redis_thread_store.h"
#include "services/messaging/store/redis_work_store.h"
#include "tests/support/in_process_server.h"
#include "tests/support/test_tokens.h"

namespace careloop::messaging {

struct MessagingServer::Parts {
  explicit Parts(const std::string& address) : content(rpc::PeerChannel(address)) {}

  testing::ServiceRedis redis{"messaging", "{m:test}", kFunctionLibrary};
  const SystemClock clock;
  testing::FixedRandom random;
  const std::unique_ptr<Authenticator> authenticator = testing::MakeTestAuthenticator();
  rpc::CallRunner runner{*authenticator, random, {}};
  store::RedisAccessLog access_log{redis.client(), SecretKey(SecretKey::Bytes{}), random, "messaging"};
  rpc::AccessAudit access_audit{access_log, "messaging", clock};
  const KeyedHash hash{SecretKey(SecretKey::Bytes{}), "request"};
  const store::Idempotency idempotency{hash, clock};
  RedisCareTeamStore team_store{redis.client(), idempotency, redis.keys(), redis.site_keys()};
  RedisThreadStore thread_store{redis.client(), idempotency, redis.keys()};
  RedisWorkStore work_store{redis.client(), idempotency, redis.keys()};
  RedisEventStore event_store{redis.client(), redis.keys()};
  ContentClient content;
  Access access{team_store, thread_store, clock};
  const WarningWords words = WarningWords::Parse("words", "chest pain").value();
  TeamCalendars calendars{team_store, clock, {"Call 112.", "Your alert is with the team."}};
  CareTeams teams{team_store, access, calendars, clock, random};
  Caregivers caregivers{team_store, access, clock};
  RedisInboxStore inbox_store{redis.client(), redis.keys()};
  Inbox inbox{inbox_store, redis.loop(), clock};
  RedisTemplateStore template_store{redis.client(), redis.idempotency(), redis.site_keys()};
  Templates templates{template_store, team_store, access, calendars, clock};
  PublicationStates publication_states{content, clock};
  Conversations conversations{
      {thread_store, access, calendars, words, content, publication_states, inbox, templates, clock, random}};
  ThreadWork work{work_store, access, calendars, clock};
  Deliveries deliveries{thread_store, team_store, calendars, clock, random};
  WatchHub hub{event_store, access, redis.loop(), clock, random, {}};
  WatchAccesses watch_accesses{RecorderOf(access_audit), clock};
  const Tokens tokens{SecretKey(SecretKey::Bytes{}), random};
  CareTeamService care_team_service{runner, teams, caregivers, tokens, "Call 112."};
  Workers workers{1};
  ThreadExport thread_export{conversations, workers};
  MessagingService messaging_service{runner, {conversations, work, templates, hub, thread_export}, tokens, "Call 112."};
  DeliveryService delivery_service{runner, deliveries};
  store::Erasures erasures{redis.client(), idempotency, redis.keys(), redis.loop()};
  RedisErasureStore erasure_store{erasures, redis.site_keys()};
  Erasure erasure{erasure_store, clock};
  AdminService admin_service{runner, inbox, erasure, redis.keys()};
  const rpc::PageTokens page_tokens{SecretKey(SecretKey::Bytes{}), random};
  RedisMessageRecords message_records{redis.client(), redis.keys(), workers};
  service::AuditService audit_service{"messaging",     runner,      access_audit, access_log,
                                      message_records, page_tokens, workers};
  std::vector<std::unique_ptr<LogFeed>> feeds;  // the last one is the tail's
  std::unique_ptr<redis::StreamTail> tail;
  std::unique_ptr<testing::InProcessServer> server =
      std::make_unique<testing::InProcessServer>(std::vector<grpc::Service*>{
          &care_team_service, &messaging_service, &delivery_service, &admin_service, &audit_service});
};

MessagingServer::MessagingServer(const std::string& content) : parts_(std::make_unique<Parts>(content)) {
  Parts& parts = *parts_;
  parts.runner.RecordAccesses(parts.access_audit);
  parts.hub.RecordAccesses(parts.watch_accesses);
  parts.hub.Start();
  FollowLogAnew();
}

MessagingServer::~MessagingServer() {
  parts_->hub.Drain();
  parts_->server.reset();
  parts_->tail->Stop();
  parts_->redis.loop().Stop();
}

const std::shared_ptr<grpc::Channel>& MessagingServer::channel() const { return parts_->server->channel(); }
const std::string& MessagingServer::address() const { return parts_->server->address(); }
testing::ServiceRedis& MessagingServer::redis() { return parts_->redis; }
WatchHub& MessagingServer::hub() { return parts_->hub; }
audit::AccessLog& MessagingServer::access_log() { return parts_->access_log; }

void MessagingServer::FollowLogAnew() {
  Parts& parts = *parts_;
  parts.tail.reset();
  const auto made = std::make_shared<std::promise<void>>();
  parts.inbox.WhenMade([made] { made->set_value(); });
  const auto started = std::make_shared<std::promise<void>>();
  LogFeed::Listeners listeners;
  listeners.on_start = [&parts, started, first = true](const LogEntries& last) mutable {
    parts.inbox.OnLogStart(last);
    parts.hub.OnLogStart(last);
    if (std::exchange(first, false)) started->set_value();
  };
  listeners.on_entries = [&parts](const LogEntries& entries) {
    parts.inbox.OnLog(entries);
    parts.hub.OnLog(entries);
  };
  listeners.on_resumed = [&parts] { parts.hub.OnLogResumed(); };
  listeners.on_down = [&parts] { parts.hub.OnLogDown(); };
  parts.feeds.push_back(
      std::make_unique<LogFeed>(parts.redis.keys(), parts.redis.loop(), parts.redis.site_keys(), std::move(listeners)));
  parts.tail = redis::StreamTail::Create({.address = parts.redis.server().address(),
                                          .user = testing::PrivateRedis::UserOf("messaging"),
                                          .key = "{m:test}:log"},
                                         parts.redis.loop(), parts.random, parts.feeds.back()->Callbacks())
                   .value();
  started->get_future().wait();
  made->get_future().wait();
}

}  // namespace careloop::messaging
