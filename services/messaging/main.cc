#include <thread>
#include <utility>

#include "common/base/emergency_text.h"
#include "common/base/status_macros.h"
#include "common/base/workers.h"
#include "common/crypto/patient_keys.h"
#include "common/log/log.h"
#include "common/rpc/page_token.h"
#include "common/service/audit_service.h"
#include "common/service/runtime.h"
#include "common/store/erasures.h"
#include "common/store/redis_patient_records.h"
#include "services/messaging/clients/content_client.h"
#include "services/messaging/domain/answer_timers.h"
#include "services/messaging/domain/care_teams.h"
#include "services/messaging/domain/caregivers.h"
#include "services/messaging/domain/conversations.h"
#include "services/messaging/domain/deliveries.h"
#include "services/messaging/domain/erasure.h"
#include "services/messaging/domain/thread_work.h"
#include "services/messaging/domain/watch_hub.h"
#include "services/messaging/rpc/admin_service.h"
#include "services/messaging/rpc/care_team_service.h"
#include "services/messaging/rpc/delivery_service.h"
#include "services/messaging/rpc/messaging_service.h"
#include "services/messaging/rpc/thread_export.h"
#include "services/messaging/rpc/watch_stream.h"
#include "services/messaging/settings.h"
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

namespace careloop::messaging {
namespace {

constexpr int kKeyThreads = 2;  // they wait for the disk

// The service, in flow order; destroyed in reverse, after the runtime has stopped everything that runs.
struct App {
  App(service::Runtime& runtime, const Settings& settings, EmergencyTexts texts, std::string urgent_alert_text,
      WarningWords words)
      : emergency_texts(std::move(texts)),
        warning_words(std::move(words)),
        records(runtime.redis()),
        keys(runtime.key_store(), runtime.secret(), {key_workers, runtime.scheduler()}, runtime.random(),
             runtime.clock(), &records),
        key_workers(kKeyThreads),
        team_store(runtime.redis(), runtime.idempotency(), keys, OwnerKeys::OfSite(runtime.secret(), runtime.random())),
        thread_store(runtime.redis(), runtime.idempotency(), keys),
        work_store(runtime.redis(), runtime.idempotency(), keys),
        event_store(runtime.redis(), keys),
        content(runtime.PeerChannel(settings.content, settings.content_certificate)),
        publication_states(content, runtime.clock()),
        access(team_store, thread_store, runtime.clock()),
        calendars(team_store, runtime.clock(), {emergency_texts.In("").text, std::move(urgent_alert_text)}),
        teams(team_store, access, calendars, runtime.clock(), runtime.random()),
        caregivers(team_store, access, runtime.clock()),
        inbox_store(runtime.redis(), keys),
        inbox(inbox_store, runtime.scheduler(), runtime.clock()),
        template_store(runtime.redis(), runtime.idempotency(), OwnerKeys::OfSite(runtime.secret(), runtime.random())),
        templates(template_store, team_store, access, calendars, runtime.clock()),
        conversations({thread_store, access, calendars, warning_words, content, publication_states, inbox, templates,
                       runtime.clock(), runtime.random()}),
        work(work_store, access, calendars, runtime.clock()),
        deliveries(thread_store, team_store, calendars, runtime.clock(), runtime.random()),
        timers(work_store, runtime.scheduler(), runtime.clock()),
        hub(event_store, access, runtime.scheduler(), runtime.clock(), runtime.random(), {}),
        feed(keys, runtime.scheduler(), OwnerKeys::OfSite(runtime.secret(), runtime.random()), ListenersIn(*this)),
        accesses(RecorderOf(runtime.access_audit()), runtime.clock()),
        export_workers(static_cast<int>(std::thread::hardware_concurrency())),
        thread_export(conversations, export_workers),
        tokens(runtime.secret(), runtime.random()),
        care_team_service(runtime.runner(), teams, caregivers, tokens, emergency_texts.In("").text),
        messaging_service(runtime.runner(), {conversations, work, templates, hub, thread_export}, tokens,
                          emergency_texts.In("").text),
        delivery_service(runtime.runner(), deliveries),
        erasures(runtime.redis(), runtime.idempotency(), keys, runtime.scheduler()),
        erasure_store(erasures, OwnerKeys::OfSite(runtime.secret(), runtime.random())),
        erasure(erasure_store, runtime.clock()),
        admin_service(runtime.runner(), inbox, erasure, keys),
        page_tokens(runtime.secret(), runtime.random()),
        message_records(runtime.redis(), keys, export_workers),
        audit_service("messaging", runtime.runner(), runtime.access_audit(), runtime.access_log(), message_records,
                      page_tokens, export_workers) {
    hub.RecordAccesses(accesses);
  }

  static LogFeed::Listeners ListenersIn(App& app) {
    return {.on_start =
                [&app](const LogEntries& last) {
                  app.inbox.OnLogStart(last);
                  app.hub.OnLogStart(last);
                },
            .on_entries =
                [&app](const LogEntries& entries) {
                  app.inbox.OnLog(entries);
                  app.hub.OnLog(entries);
                },
            .on_resumed = [&app] { app.hub.OnLogResumed(); },
            .on_down = [&app] { app.hub.OnLogDown(); },
            .on_waiting = [] { log::LogEvent(log::Level::kWarning, "log_waits_for_key_folder"); },
            .on_waited = [] { log::LogEvent(log::Level::kInfo, "log_goes_on"); },
            .on_skipped = [] { log::LogEvent(log::Level::kWarning, "log_skipped_to_its_end"); }};
  }

  const EmergencyTexts emergency_texts;
  const WarningWords warning_words;
  store::RedisPatientRecords records;
  PatientKeys keys;
  Workers key_workers;  // ends what it still does for keys
  RedisCareTeamStore team_store;
  RedisThreadStore thread_store;
  RedisWorkStore work_store;
  RedisEventStore event_store;
  ContentClient content;
  PublicationStates publication_states;
  Access access;
  TeamCalendars calendars;
  CareTeams teams;
  Caregivers caregivers;
  RedisInboxStore inbox_store;
  Inbox inbox;
  RedisTemplateStore template_store;
  Templates templates;
  Conversations conversations;
  ThreadWork work;
  Deliveries deliveries;
  AnswerTimers timers;
  WatchHub hub;
  LogFeed feed;
  WatchAccesses accesses;
  Workers export_workers;
  ThreadExport thread_export;
  Tokens tokens;
  CareTeamService care_team_service;
  MessagingService messaging_service;
  DeliveryService delivery_service;
  store::Erasures erasures;
  RedisErasureStore erasure_store;
  Erasure erasure;
  AdminService admin_service;
  rpc::PageTokens page_tokens;
  RedisMessageRecords message_records;
  service::AuditService audit_service;
};

absl::Status FollowLog(service::Runtime& runtime, App& app) {
  app.inbox.WhenMade(runtime.HoldServing());
  RETURN_IF_ERROR(runtime.Follow("log", app.feed.Callbacks()));
  runtime.OnDrain([&app] {
    app.hub.Drain();
    app.keys.Stop();
    app.erasures.Stop();
  });
  app.hub.Start();
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  const auto settings = LoadSettings(argc, argv);
  if (!settings.ok()) return service::Fail(settings.status(), 2);
  auto emergency_texts = EmergencyTexts::Load(settings->site_data);
  if (!emergency_texts.ok()) return service::Fail(emergency_texts.status(), 2);
  auto urgent_alert_text = LoadUrgentAlertText(settings->site_data);
  if (!urgent_alert_text.ok()) return service::Fail(urgent_alert_text.status(), 2);
  auto warning_words = WarningWords::Load(settings->site_data);
  if (!warning_words.ok()) return service::Fail(warning_words.status(), 2);
  auto runtime = service::Runtime::Start(settings->common, 'm', kFunctionLibrary, settings->keys);
  if (!runtime.ok()) return service::Fail(runtime.status(), 2);
  if (absl::Status recording = (*runtime)->RecordAccesses(); !recording.ok()) return service::Fail(recording, 2);
  App app(**runtime, *settings, *std::move(emergency_texts), *std::move(urgent_alert_text), *std::move(warning_words));
  (*runtime)->FollowFile([&app] { app.keys.Poll(); });
  if (absl::Status followed = FollowLog(**runtime, app); !followed.ok()) return service::Fail(followed, 2);
  app.timers.Start();
  app.erasures.Start();
  (*runtime)->OnReady([&app] { app.erasures.Wake(); });
  return (*runtime)->Serve(
      {&app.care_team_service, &app.messaging_service, &app.delivery_service, &app.admin_service, &app.audit_service});
}

}  // namespace
}  // namespace careloop::messaging

int main(int argc, char** argv) { return careloop::messaging::Main(argc, argv); }
