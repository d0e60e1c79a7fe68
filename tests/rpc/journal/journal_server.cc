#include "tests/rpc/journal/journal_server.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <atomic>
#include <utility>

#include "common/base/workers.h"
#include "common/rpc/peer.h"
#include "common/rpc/server.h"
#include "common/service/audit_service.h"
#include "common/store/outbox_relay.h"
#include "common/store/redis_access_log.h"
#include "paths.h"
#include "services/journal/clients/alert_threads_client.h"
#include "services/journal/clients/care_teams_client.h"
#include "services/journal/clients/content_client.h"
#include "services/journal/clients/delivery_client.h"
#include "services/journal/rpc/admin_service.h"
#include "services/journal/rpc/alert_rule_service.h"
#include "services/journal/rpc/journal_service.h"
#include "services/journal/rpc/record_export.h"
#include "services/journal/rpc/rule_set_file.h"
#include "services/journal/store/alert_outbox.h"
#include "services/journal/store/function_library.h"
#include "services/journal/store/redis_alert_store.h"
#include "services/journal/store/redis_course_store.h"
#include "services/journal/store/redis_entry_records.h"
#include "services/journal/store/redis_entry_store.h"
#include "services/journal/store/redis_erasure_store.h"
#include "services/journal/store/redis_period_store.h"
#include "services/journal/store/redis_rule_set_store.h"
#include "services/journal/store/redis_share_store.h"
#include "services/journal/store/share_outbox.h"
#include "tests/support/fixed_random.h"
#include "tests/support/test_tokens.h"

namespace careloop::journal {

struct JournalServer::Parts {
  Parts(testing::ServiceRedis& journal, const std::string& peers)
      : redis(journal),
        content(rpc::PeerChannel(peers)),
        care_teams(rpc::PeerChannel(peers)),
        courier(rpc::PeerChannel(peers), [] { return "service-token"; }),
        alert_threads(rpc::PeerChannel(peers), [] { return "service-token"; }) {
    runner.RecordAccesses(access_audit);
    server = rpc::Server::Start({.listen = "127.0.0.1:0"}, {&service, &rule_service, &admin_service, &audit_service})
                 .value();
    relay.Start();
  }
  ~Parts() {
    relay.Stop();
    server->Drain(absl::Seconds(5));
    redis.loop().RunAndWait([] {});  // what the relay has posted
  }

  testing::ServiceRedis& redis;
  testing::FixedRandom random;
  const std::unique_ptr<Authenticator> authenticator = testing::MakeTestAuthenticator();
  rpc::CallRunner runner{*authenticator, random, {}};
  store::RedisAccessLog access_log{redis.client(), SecretKey(SecretKey::Bytes{}), random, "journal"};
  rpc::AccessAudit access_audit{access_log, "journal", redis.clock()};
  const SiteRules site = SiteRules::Load(CARELOOP_SOURCE_DIR "/deploy/site", 38.0, "").value();
  RedisEntryStore entries{redis.client(), redis.idempotency(), redis.keys()};
  RedisShareStore share_store{redis.client(), redis.idempotency(), redis.keys()};
  RedisCourseStore course_store{redis.client(), redis.idempotency(), redis.keys()};
  RedisRuleSetStore rule_store{redis.client(), redis.idempotency(), redis.site_keys()};
  Workers workers{1};
  RedisPeriodStore periods{redis.client(), redis.keys(), workers};
  RedisAlertStore alert_store{redis.client(), redis.idempotency(), redis.keys(), workers};
  ContentClient content;
  CareTeamsClient care_teams;
  DeliveryClient courier;
  AlertThreadsClient alert_threads;
  JournalAccess access{care_teams, redis.clock()};
  RelatedContent related{content, redis.clock()};
  RuleSets rule_sets{rule_store, LoadRuleSet(CARELOOP_SOURCE_DIR "/deploy/site/alert-rules.json").value(), site,
                     redis.clock()};
  Alerting alerting{alert_store, rule_sets, redis.clock(), random, [this] { relay.Wake(); }};
  Alerts alerts{{alert_store, alert_threads, access, care_teams, alerting}, redis.clock(), kOverdueAfter};
  Journal journal{{entries, access, related, alerting}, site, redis.clock()};
  TreatmentCourses courses{course_store, access, content, redis.clock(), random};
  Trends trends{periods, course_store, access, site.vocabulary, redis.clock()};
  VisitSummaries summaries{periods, access, redis.clock()};
  RuleDryRun dry_run{periods, rule_sets, site, redis.clock()};
  store::Outbox outbox{redis.client(), redis.clock()};
  ShareDelivery delivery{courier, share_store, redis.clock()};
  std::atomic<int> alarms = 0;
  AlertDelivery alert_delivery{alert_store, alert_threads, redis.clock(), kOverdueAfter,
                               [this](absl::Duration) { ++alarms; }};
  store::OutboxRelay relay{
      outbox,
      redis.loop(),
      random,
      {.poll = absl::Hours(1), .never_buried = {kAlertKind}},
      &LaneOfItem,
      [this](store::OutboxItem item) { return DeliverItem(delivery, alert_delivery, redis.keys(), std::move(item)); }};
  Shares shares{{share_store, entries, access, care_teams}, redis.clock(), random, [this] { relay.Wake(); }};
  OutboxUndelivered outbox_undelivered{outbox, redis.idempotency(), redis.keys()};
  Undelivered undelivered{outbox_undelivered, [this] { relay.Wake(); }};
  rpc::PageTokens tokens{SecretKey(SecretKey::Bytes{}), random};
  RecordExport record_export{{site.vocabulary, journal, courses, shares}, workers, redis.clock()};
  JournalService service{
      runner, tokens, {site.vocabulary, journal, shares, courses, trends, summaries, alerts, record_export}};
  AlertRuleService rule_service{runner, rule_sets, dry_run};
  store::Erasures erasures{redis.client(), redis.idempotency(), redis.keys(), redis.loop()};
  RedisErasureStore erasure_store{erasures};
  Erasure erasure{erasure_store, alerting};
  AdminService admin_service{runner, tokens, {undelivered, erasure, redis.keys()}};
  RedisEntryRecords entry_records{redis.client(), redis.keys(), workers};
  service::AuditService audit_service{"journal", runner, access_audit, access_log, entry_records, tokens, workers};
  std::unique_ptr<rpc::Server> server;
};

JournalServer::JournalServer(testing::ServiceRedis& redis, const std::string& peers)
    : parts_(std::make_unique<Parts>(redis, peers)) {
  const auto channel = grpc::CreateChannel(parts_->server->address(), grpc::InsecureChannelCredentials());
  stub_ = v1::JournalService::NewStub(channel);
  rule_stub_ = v1::AlertRuleService::NewStub(channel);
  admin_stub_ = admin::v1::AdminService::NewStub(channel);
  audit_stub_ = careloop::audit::v1::AuditService::NewStub(channel);
}
JournalServer::~JournalServer() = default;

audit::AccessLog& JournalServer::access_log() { return parts_->access_log; }
store::Outbox& JournalServer::outbox() { return parts_->outbox; }
store::OutboxRelay& JournalServer::relay() { return parts_->relay; }
int JournalServer::alarms() const { return parts_->alarms; }

}  // namespace careloop::journal
