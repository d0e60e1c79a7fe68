#ifndef CARELOOP_TESTS_RPC_JOURNAL_JOURNAL_FIXTURE_H_
#define CARELOOP_TESTS_RPC_JOURNAL_JOURNAL_FIXTURE_H_

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
#include "services/journal/store/redis_entry_store.h"
#include "services/journal/store/redis_erasure_store.h"
#include "services/journal/store/redis_period_store.h"
#include "services/journal/store/redis_rule_set_store.h"
#include "services/journal/store/redis_share_store.h"
#include "services/journal/store/share_outbox.h"
#include "tests/rpc/journal/fake_peers.h"
#include "tests/support/eventually.h"
#include "tests/support/rpc_caller.h"
#include "tests/support/service_redis.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::journal {

// One instance of journal in this process, with the data of deploy/site, on a Redis and fake peers that outlive it.
class JournalServer {
 public:
  static constexpr absl::Duration kOverdueAfter = absl::Minutes(5);

  JournalServer(testing::ServiceRedis& redis, const std::string& peers)
      : redis_(redis),
        content_(rpc::PeerChannel(peers)),
        care_teams_(rpc::PeerChannel(peers)),
        courier_(rpc::PeerChannel(peers), [] { return "service-token"; }),
        alert_threads_(rpc::PeerChannel(peers), [] { return "service-token"; }) {
    runner_.RecordAccesses(access_audit_);
    server_ =
        rpc::Server::Start({.listen = "127.0.0.1:0"}, {&service_, &rule_service_, &admin_service_, &audit_service_})
            .value();
    const auto channel = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
    stub_ = v1::JournalService::NewStub(channel);
    rule_stub_ = v1::AlertRuleService::NewStub(channel);
    admin_stub_ = admin::v1::AdminService::NewStub(channel);
    audit_stub_ = audit::v1::AuditService::NewStub(channel);
    relay_.Start();
  }
  ~JournalServer() {
    relay_.Stop();
    server_->Drain(absl::Seconds(5));
    redis_.loop().RunAndWait([] {});  // what the relay has posted
  }

  v1::JournalService::Stub& stub() { return *stub_; }
  v1::AlertRuleService::Stub& rule_stub() { return *rule_stub_; }
  admin::v1::AdminService::Stub& admin_stub() { return *admin_stub_; }
  audit::v1::AuditService::Stub& audit_stub() { return *audit_stub_; }
  audit::AccessLog& access_log() { return access_log_; }
  store::Outbox& outbox() { return outbox_; }
  store::OutboxRelay& relay() { return relay_; }
  int alarms() const { return alarms_; }

 private:
  testing::ServiceRedis& redis_;
  testing::FixedRandom random_;
  const std::unique_ptr<Authenticator> authenticator_ = testing::MakeTestAuthenticator();
  rpc::CallRunner runner_{*authenticator_, random_, {}};
  store::RedisAccessLog access_log_{redis_.client(), SecretKey(SecretKey::Bytes{}), random_, "journal"};
  rpc::AccessAudit access_audit_{access_log_, "journal", redis_.clock()};
  const SiteRules site_ = SiteRules::Load(CARELOOP_SOURCE_DIR "/deploy/site", 38.0, "").value();
  RedisEntryStore entries_{redis_.client(), redis_.idempotency(), redis_.keys()};
  RedisShareStore share_store_{redis_.client(), redis_.idempotency(), redis_.keys()};
  RedisCourseStore course_store_{redis_.client(), redis_.idempotency(), redis_.keys()};
  RedisRuleSetStore rule_store_{redis_.client(), redis_.idempotency(), redis_.site_keys()};
  Workers workers_{1};
  RedisPeriodStore periods_{redis_.client(), redis_.keys(), workers_};
  RedisAlertStore alert_store_{redis_.client(), redis_.idempotency(), redis_.keys(), workers_};
  ContentClient content_;
  CareTeamsClient care_teams_;
  DeliveryClient courier_;
  AlertThreadsClient alert_threads_;
  JournalAccess access_{care_teams_, redis_.clock()};
  RelatedContent related_{content_, redis_.clock()};
  RuleSets rule_sets_{rule_store_, LoadRuleSet(CARELOOP_SOURCE_DIR "/deploy/site/alert-rules.json").value(), site_,
                      redis_.clock()};
  Alerting alerting_{alert_store_, rule_sets_, redis_.clock(), random_, [this] { relay_.Wake(); }};
  Alerts alerts_{{alert_store_, alert_threads_, access_, care_teams_, alerting_}, redis_.clock(), kOverdueAfter};
  Journal journal_{{entries_, access_, related_, alerting_}, site_, redis_.clock()};
  TreatmentCourses courses_{course_store_, access_, content_, redis_.clock(), random_};
  Trends trends_{periods_, course_store_, access_, site_.vocabulary, redis_.clock()};
  VisitSummaries summaries_{periods_, access_, redis_.clock()};
  RuleDryRun dry_run_{periods_, rule_sets_, site_, redis_.clock()};
  store::Outbox outbox_{redis_.client(), redis_.clock()};
  ShareDelivery delivery_{courier_, share_store_, redis_.clock()};
  std::atomic<int> alarms_ = 0;
  AlertDelivery alert_delivery_{alert_store_, alert_threads_, redis_.clock(), kOverdueAfter,
                                [this](absl::Duration) { ++alarms_; }};
  store::OutboxRelay relay_{outbox_,
                            redis_.loop(),
                            random_,
                            {.poll = absl::Hours(1), .never_buried = {kAlertKind}},
                            &LaneOfItem,
                            [this](store::OutboxItem item) {
                              return DeliverItem(delivery_, alert_delivery_, redis_.keys(), std::move(item));
                            }};
  Shares shares_{{share_store_, access_, care_teams_}, redis_.clock(), random_, [this] { relay_.Wake(); }};
  OutboxUndelivered outbox_undelivered_{outbox_, redis_.idempotency(), redis_.keys()};
  Undelivered undelivered_{outbox_undelivered_, [this] { relay_.Wake(); }};
  rpc::PageTokens tokens_{SecretKey(SecretKey::Bytes{}), random_};
  RecordExport record_export_{{site_.vocabulary, journal_, courses_, shares_}, workers_, redis_.clock()};
  JournalService service_{
      runner_, tokens_, {site_.vocabulary, journal_, shares_, courses_, trends_, summaries_, alerts_, record_export_}};
  AlertRuleService rule_service_{runner_, rule_sets_, dry_run_};
  RedisErasureStore erasure_store_{redis_.client(), redis_.idempotency(), redis_.keys()};
  Erasure erasure_{erasure_store_, alerting_};
  AdminService admin_service_{runner_, tokens_, {undelivered_, erasure_, redis_.keys()}};
  service::AuditService audit_service_{runner_, access_audit_, access_log_, tokens_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::JournalService::Stub> stub_;
  std::unique_ptr<v1::AlertRuleService::Stub> rule_stub_;
  std::unique_ptr<admin::v1::AdminService::Stub> admin_stub_;
  std::unique_ptr<audit::v1::AuditService::Stub> audit_stub_;
};

using testing::Eventually;
using Person = testing::RpcCaller;

// A journal server on an empty Redis. The patient p-1 is enrolled with t-1; the nurse n-1 is on t-1.
class JournalFixture : public ::testing::Test {
 protected:
  using Stub = v1::JournalService::Stub;

  static void SetUpTestSuite() { redis_ = new testing::ServiceRedis("journal", "{j:test}", kFunctionLibrary); }
  static void TearDownTestSuite() { delete redis_; }

  void SetUp() override {
    redis_->Clear();  // before the server, whose relay would deliver what the test before has left
    server_.emplace(*redis_, peers_.address());
    // Redis expires what it remembers of requests by its own clock.
    redis_->clock().Set(absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())));
    SetTeams(patient_, {"careTeams/t-1"});
    SetTeams(nurse_, {"careTeams/t-1"});
  }

  void SetTeams(const Person& person, std::vector<std::string> teams) {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.teams["Bearer " + person.token()] = std::move(teams);
    // A kept answer would be the old one.
    redis_->clock().Advance(JournalAccess::kKept);
  }

  // p-1 lets c-1 do this, as a caregiver who is added now or was before.
  void Let(std::vector<messaging::v1::CaregiverPermission> scope) {
    const MutexLock lock(peers_.state.mutex);
    FakeCare& care = peers_.state.cares.try_emplace("c-1", FakeCare{{}, redis_->clock().Now()}).first->second;
    care.scope = std::move(scope);
    redis_->clock().Advance(JournalAccess::kKept);
  }
  // c-1 is no caregiver any more.
  void EndCare() {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.cares.clear();
    redis_->clock().Advance(JournalAccess::kKept);
  }

  static std::string NextRequestId() {
    static int last = 5000;
    return testing::RequestId(++last);
  }
  static v1::RecordEntryRequest NauseaRequest(int frequency = 2, int severity = 2) {
    v1::RecordEntryRequest request;
    request.set_request_id(NextRequestId());
    request.set_parent("patients/p-1");
    request.set_time_zone("Europe/Berlin");
    auto& answer = *request.add_answers();
    answer.set_symptom("symptoms/nausea");
    answer.set_frequency(frequency);
    answer.set_severity(severity);
    return request;
  }
  testing::Answer<v1::RecordEntryResponse> Record(const v1::RecordEntryRequest& request) {
    return patient_.Call(server_->stub(), &Stub::RecordEntry, request);
  }
  // The name of a new entry that occurred so long ago.
  std::string RecordAt(absl::Duration ago) {
    v1::RecordEntryRequest request = NauseaRequest();
    *request.mutable_occurred_time() = rpc::ToTimestamp(redis_->clock().Now() - ago);
    return Record(request).response.entry().name();
  }
  testing::Answer<v1::GetEntryResponse> Get(const Person& person, const std::string& name) {
    v1::GetEntryRequest request;
    request.set_name(name);
    return person.Call(server_->stub(), &Stub::GetEntry, request);
  }
  testing::Answer<v1::ListEntriesResponse> List(const Person& person, const std::string& parent = "patients/p-1") {
    v1::ListEntriesRequest request;
    request.set_parent(parent);
    return person.Call(server_->stub(), &Stub::ListEntries, request);
  }
  static v1::CreateShareRequest ShareRequest(const std::vector<std::string>& entries) {
    v1::CreateShareRequest request;
    request.set_request_id(NextRequestId());
    request.set_parent("patients/p-1");
    for (const std::string& entry : entries) request.mutable_entries()->add_entries(entry);
    return request;
  }
  testing::Answer<v1::CreateShareResponse> Share(const v1::CreateShareRequest& request) {
    return patient_.Call(server_->stub(), &Stub::CreateShare, request);
  }
  testing::Answer<v1::RevokeShareResponse> Revoke(const std::string& name) {
    v1::RevokeShareRequest request;
    request.set_request_id(NextRequestId());
    request.set_name(name);
    return patient_.Call(server_->stub(), &Stub::RevokeShare, request);
  }
  testing::Answer<v1::ListSharesResponse> ListShares(const Person& person) {
    v1::ListSharesRequest request;
    request.set_parent("patients/p-1");
    return person.Call(server_->stub(), &Stub::ListShares, request);
  }

  static inline testing::ServiceRedis* redis_ = nullptr;
  FakePeers peers_{"/tmp/careloop-peers-" + std::to_string(getpid()) + ".sock"};
  std::optional<JournalServer> server_;
  const Person patient_{Role::kPatient, "p-1"};
  const Person other_patient_{Role::kPatient, "p-2"};
  const Person nurse_{Role::kClinician, "n-1"};
  const Person daughter_{Role::kCaregiver, "c-1"};
  const Person other_nurse_{Role::kClinician, "n-2"};
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_RPC_JOURNAL_JOURNAL_FIXTURE_H_
