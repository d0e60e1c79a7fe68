#include <thread>

#include "common/base/workers.h"
#include "common/log/log.h"
#include "common/rpc/page_token.h"
#include "common/service/runtime.h"
#include "services/content/domain/editing.h"
#include "services/content/domain/live_library.h"
#include "services/content/domain/reading.h"
#include "services/content/domain/renditions.h"
#include "services/content/domain/searching.h"
#include "services/content/rendering/page_renderer.h"
#include "services/content/rpc/content_service.h"
#include "services/content/rpc/publishing_service.h"
#include "services/content/search/index_follower.h"
#include "services/content/search/xapian_index.h"
#include "services/content/settings.h"
#include "services/content/store/function_library.h"
#include "services/content/store/redis_publication_store.h"
#include "services/content/store/site_files.h"

namespace careloop::content {
namespace {

// That Redis is away is logged where it is noticed.
void LogRefreshFailure(const absl::Status& status) {
  if (absl::IsUnavailable(status)) return;
  log::LogEvent(log::Level::kError, "library_refresh_failed", {{"status", status}});
}

void LogIndexFailure(const absl::Status& status) {
  log::LogEvent(log::Level::kError, "search_index_failed", {{"status", status}});
}

// The service, in flow order; destroyed in reverse, after the runtime has stopped everything that runs but workers and
// the follower.
struct App {
  App(service::Runtime& runtime, const Site& site, SearchIndex& index, Renderer& renderer)
      : store(runtime.redis(), runtime.idempotency()),
        library(store, site, runtime.clock()),
        workers(static_cast<int>(std::thread::hardware_concurrency())),
        reading(library, store, site),
        searching(library, index, site, workers),
        renderers(static_cast<int>(std::thread::hardware_concurrency() / 2)),
        renditions(reading, renderer, renderers, runtime.clock()),
        editing(store, library, site, runtime.clock()),
        tokens(runtime.secret(), runtime.random()),
        content_service(runtime.runner(), reading, searching, renditions, tokens, runtime.clock()),
        publishing_service(runtime.runner(), editing, tokens, runtime.clock()),
        follower(library, index, &LogIndexFailure) {}

  RedisPublicationStore store;
  LiveLibrary library;
  Workers workers;
  Reading reading;
  Searching searching;
  Workers renderers;  // a book takes them seconds, for which no search waits
  Renditions renditions;
  Editing editing;
  rpc::PageTokens tokens;
  ContentService content_service;
  PublishingService publishing_service;
  IndexFollower follower;
};

int Main(int argc, char** argv) {
  const auto settings = LoadSettings(argc, argv);
  if (!settings.ok()) return service::Fail(settings.status(), 2);
  const auto site = LoadSite(settings->site_data, settings->default_language);
  if (!site.ok()) return service::Fail(site.status(), 2);
  const auto index = XapianIndex::Create(*site, settings->scratch);
  if (!index.ok()) return service::Fail(index.status(), 2);
  const auto renderer = PageRenderer::Create();
  if (!renderer.ok()) return service::Fail(renderer.status(), 2);
  auto runtime = service::Runtime::Start(settings->common, 'c', kFunctionLibrary);
  if (!runtime.ok()) return service::Fail(runtime.status(), 2);
  App app(**runtime, *site, **index, **renderer);
  app.library.OnLoaded((*runtime)->HoldServing());
  app.library.OnChange([&app] { app.follower.Wake(); });
  (*runtime)->OnReady([&app] { app.library.Wake(); });
  app.library.Follow((*runtime)->scheduler(), &LogRefreshFailure);
  return (*runtime)->Serve({&app.content_service, &app.publishing_service});
}

}  // namespace
}  // namespace careloop::content

int main(int argc, char** argv) { return careloop::content::Main(argc, argv); }
