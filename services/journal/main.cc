#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/workers.h"
#include "common/crypto/patient_keys.h"
#include "common/log/log.h"
#include "common/rpc/page_token.h"
#include "common/service/audit_service.h"
#include "common/service/runtime.h"
#include "common/service/token_file.h"
#include "common/store/erasures.h"
#include "common/store/outbox_relay.h"
#include "common/store/redis_patient_records.h"
#include "services/journal/clients/alert_threads_client.h"
#include "services/journal/clients/care_teams_client.h"
#include "services/journal/clients/content_client.h"
#include "services/journal/clients/delivery_client.h"
#include "services/journal/domain/alert_delivery.h"
#include "services/journal/domain/alerts.h"
#include "services/journal/domain/erasure.h"
#include "services/journal/domain/journal.h"
#include "services/journal/domain/rule_dry_run.h"
#include "services/journal/domain/rule_sets.h"
#include "services/journal/domain/shares.h"
#include "services/journal/domain/treatment_courses.h"
#include "services/journal/domain/trends.h"
#include "services/journal/domain/visit_summary.h"
#include "services/journal/rpc/admin_service.h"
#include "services/journal/rpc/alert_rule_service.h"
#include "services/journal/rpc/journal_service.h"
#include "services/journal/rpc/record_export.h"
#include "services/journal/rpc/rule_set_file.h"
#include "services/journal/settings.h"
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

namespace careloop::journal {
namespace {

constexpr int kKeyThreads = 2;  // they wait for the disk

// For an operator to be alarmed by: that rules in force do not alert as they say, since the site's data have changed.
void AlarmOfUnfit(const std::string& version, const std::vector<std::string>& rules) {
  log::LogEvent(
      log::Level::kError, "rule_set_unfit",
      {{"version", log::Word(version)}, {"rule", log::Word(rules.front())}, {"rules", static_cast<int>(rules.size())}});
}

// At each start, so that what has changed with it is found then and not with the next entry.
Task<void> LoadRules(RuleSets& sets) {
  constexpr absl::Duration kLimit = absl::Seconds(10);
  const Call call{.deadline = DeadlineAfter(kLimit)};
  const absl::Status loaded = co_await sets.Refresh(call);
  if (!loaded.ok()) log::LogEvent(log::Level::kWarning, "rule_set_not_read", {{"status", loaded}});
}

// For an operator to be alarmed by: that a care team has not been told, and how often that has been so.
class AlertAlarm {
 public:
  void Raise(absl::Duration waited) {
    log::LogEvent(log::Level::kError, "alert_undelivered", {{"waited", waited}, {"count", ++count_}});
  }

 private:
  std::atomic<int64_t> count_ = 0;
};

// The service, in flow order; destroyed in reverse, after the runtime has stopped everything that runs.
struct App {
  App(service::Runtime& runtime, const Settings& settings, const SiteRules& site, RuleSet shipped_rules,
      const service::TokenFile& token)
      : records(runtime.redis()),
        keys(runtime.key_store(), runtime.secret(), {key_workers, runtime.scheduler()}, runtime.random(),
             runtime.clock(), &records),
        key_workers(kKeyThreads),
        entries(runtime.redis(), runtime.idempotency(), keys),
        share_store(runtime.redis(), runtime.idempotency(), keys),
        course_store(runtime.redis(), runtime.idempotency(), keys),
        rule_store(runtime.redis(), runtime.idempotency(), OwnerKeys::OfSite(runtime.secret(), runtime.random())),
        workers(static_cast<int>(std::thread::hardware_concurrency())),
        periods(runtime.redis(), keys, workers),
        alert_store(runtime.redis(), runtime.idempotency(), keys, workers),
        content(runtime.PeerChannel(settings.content, settings.content_certificate)),
        messaging(runtime.PeerChannel(settings.messaging, settings.messaging_certificate)),
        care_teams(messaging),
        courier(messaging, [&token] { return token.Current(); }),
        alert_threads(messaging, [&token] { return token.Current(); }),
        access(care_teams, runtime.clock()),
        related(content, runtime.clock()),
        rule_sets(rule_store, std::move(shipped_rules), site, runtime.clock(), &AlarmOfUnfit),
        alerting(alert_store, rule_sets, runtime.clock(), runtime.random(), [this] { relay.Wake(); }),
        alerts({alert_store, alert_threads, access, care_teams, alerting}, runtime.clock(),
               absl::Minutes(settings.alert_overdue_minutes)),
        journal({entries, access, related, alerting}, site, runtime.clock()),
        courses(course_store, access, content, runtime.clock(), runtime.random()),
        trends(periods, course_store, access, site.vocabulary, runtime.clock()),
        summaries(periods, access, runtime.clock()),
        dry_run(periods, rule_sets, site, runtime.clock()),
        outbox(runtime.redis(), runtime.clock()),
        delivery(courier, share_store, runtime.clock()),
        alert_delivery(alert_store, alert_threads, runtime.clock(), absl::Minutes(settings.alert_overdue_minutes),
                       [this](absl::Duration waited) { alarm.Raise(waited); }),
        relay(outbox, runtime.scheduler(), runtime.random(), {.never_buried = {kAlertKind}}, &LaneOfItem,
              [this](store::OutboxItem item) { return DeliverItem(delivery, alert_delivery, keys, std::move(item)); }),
        shares({share_store, entries, access, care_teams}, runtime.clock(), runtime.random(), [this] { relay.Wake(); }),
        outbox_undelivered(outbox, runtime.idempotency(), keys),
        undelivered(outbox_undelivered, [this] { relay.Wake(); }),
        tokens(runtime.secret(), runtime.random()),
        record_export({site.vocabulary, journal, courses, shares}, workers, runtime.clock()),
        journal_service(runtime.runner(), tokens,
                        {site.vocabulary, journal, shares, courses, trends, summaries, alerts, record_export}),
        rule_service(runtime.runner(), rule_sets, dry_run),
        erasures(runtime.redis(), runtime.idempotency(), keys, runtime.scheduler()),
        erasure_store(erasures),
        erasure(erasure_store, alerting),
        admin_service(runtime.runner(), tokens, {undelivered, erasure, keys}),
        entry_records(runtime.redis(), keys, workers),
        audit_service("journal", runtime.runner(), runtime.access_audit(), runtime.access_log(), entry_records, tokens,
                      workers) {}

  store::RedisPatientRecords records;
  PatientKeys keys;
  Workers key_workers;  // ends what it still does for keys
  RedisEntryStore entries;
  RedisShareStore share_store;
  RedisCourseStore course_store;
  RedisRuleSetStore rule_store;
  Workers workers;
  RedisPeriodStore periods;
  RedisAlertStore alert_store;
  ContentClient content;
  std::shared_ptr<grpc::Channel> messaging;
  CareTeamsClient care_teams;
  DeliveryClient courier;
  AlertThreadsClient alert_threads;
  JournalAccess access;
  RelatedContent related;
  RuleSets rule_sets;
  Alerting alerting;
  Alerts alerts;
  Journal journal;
  TreatmentCourses courses;
  Trends trends;
  VisitSummaries summaries;
  RuleDryRun dry_run;
  store::Outbox outbox;
  ShareDelivery delivery;
  AlertAlarm alarm;
  AlertDelivery alert_delivery;
  store::OutboxRelay relay;
  Shares shares;
  OutboxUndelivered outbox_undelivered;
  Undelivered undelivered;
  rpc::PageTokens tokens;
  RecordExport record_export;
  JournalService journal_service;
  AlertRuleService rule_service;
  store::Erasures erasures;
  RedisErasureStore erasure_store;
  Erasure erasure;
  AdminService admin_service;
  RedisEntryRecords entry_records;
  service::AuditService audit_service;
};

int Main(int argc, char** argv) {
  const auto settings = LoadSettings(argc, argv);
  if (!settings.ok()) return service::Fail(settings.status(), 2);
  const auto site =
      SiteRules::Load(settings->site_data, settings->temperature_limit_celsius, settings->severe_symptoms);
  if (!site.ok()) return service::Fail(site.status(), 2);
  const std::string rules_path = settings->site_data + "/alert-rules.json";
  auto rules = LoadRuleSet(rules_path);
  if (!rules.ok()) return service::Fail(rules.status(), 2);
  const absl::Status rules_checked = RuleSets::CheckShipped(*rules, *site, rules_path);
  if (!rules_checked.ok()) return service::Fail(rules_checked, 2);
  const auto token = service::TokenFile::Load(settings->service_token_file);
  if (!token.ok()) return service::Fail(token.status(), 2);
  auto runtime = service::Runtime::Start(settings->common, 'j', kFunctionLibrary, settings->keys);
  if (!runtime.ok()) return service::Fail(runtime.status(), 2);
  if (absl::Status recording = (*runtime)->RecordAccesses(); !recording.ok()) return service::Fail(recording, 2);
  App app(**runtime, *settings, *site, *std::move(rules), **token);
  (*runtime)->FollowFile([&app] {
    app.keys.Poll();
    app.alerting.ForgetIdle();
  });
  (*runtime)->FollowFile([&token] { (*token)->Poll(); });
  app.relay.Start();
  app.erasures.Start();
  (*runtime)->OnReady([&app] {
    app.relay.Wake();
    app.erasures.Wake();
    StartDetached(LoadRules(app.rule_sets));
  });
  (*runtime)->OnDrain([&app] {
    app.relay.Stop();
    app.keys.Stop();
    app.erasures.Stop();
  });
  return (*runtime)->Serve({&app.journal_service, &app.rule_service, &app.admin_service, &app.audit_service});
}

}  // namespace
}  // namespace careloop::journal

int main(int argc, char** argv) { return careloop::journal::Main(argc, argv); }
