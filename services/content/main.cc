#include "common/log/log.h"
#include "common/rpc/page_token.h"
#include "common/service/runtime.h"
#include "services/content/domain/editing.h"
#include "services/content/domain/live_library.h"
#include "services/content/domain/reading.h"
#include "services/content/rpc/content_service.h"
#include "services/content/rpc/publishing_service.h"
#include "services/content/settings.h"
#include "services/content/store/function_library.h"
#include "services/content/store/redis_publication_store.h"
#include "services/content/store/site_files.h"

namespace careloop::content {
namespace {

// The service, in flow order; destroyed in reverse, after the runtime has stopped everything that runs.
struct App {
  App(service::Runtime& runtime, Site site_data)
      : site(std::move(site_data)),
        store(runtime.redis(), runtime.idempotency()),
        library(store, site, runtime.clock()),
        reading(library, store, site),
        editing(store, library, site, runtime.clock()),
        tokens(runtime.secret(), runtime.random()),
        content_service(runtime.runner(), reading, tokens, runtime.clock()),
        publishing_service(runtime.runner(), editing, tokens, runtime.clock()) {}

  const Site site;
  RedisPublicationStore store;
  LiveLibrary library;
  Reading reading;
  Editing editing;
  rpc::PageTokens tokens;
  ContentService content_service;
  PublishingService publishing_service;
};

// That Redis is away is logged where it is noticed.
void LogFailure(const absl::Status& status) {
  if (absl::IsUnavailable(status)) return;
  log::LogEvent(log::Level::kError, "library_refresh_failed", {{"status", status}});
}

int Main(int argc, char** argv) {
  const auto settings = LoadSettings(argc, argv);
  if (!settings.ok()) return service::Fail(settings.status(), 2);
  auto site = LoadSite(settings->site_data, settings->default_language);
  if (!site.ok()) return service::Fail(site.status(), 2);
  auto runtime = service::Runtime::Start(settings->common, 'c', kFunctionLibrary);
  if (!runtime.ok()) return service::Fail(runtime.status(), 2);
  App app(**runtime, *std::move(site));
  app.library.OnLoaded((*runtime)->HoldServing());
  (*runtime)->OnReady([&app] { app.library.Wake(); });
  app.library.Follow((*runtime)->scheduler(), &LogFailure);
  return (*runtime)->Serve({&app.content_service, &app.publishing_service});
}

}  // namespace
}  // namespace careloop::content

int main(int argc, char** argv) { return careloop::content::Main(argc, argv); }
