#include "tests/rpc/content/content_server.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/rpc/server.h"
#include "paths.h"
#include "services/content/rendering/page_renderer.h"
#include "services/content/rpc/content_service.h"
#include "services/content/rpc/publishing_service.h"
#include "services/content/search/xapian_index.h"
#include "services/content/store/redis_publication_store.h"
#include "services/content/store/site_files.h"
#include "tests/support/fixed_random.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_tokens.h"

namespace careloop::content {

struct ContentServer::Parts {
  explicit Parts(testing::ServiceRedis& redis) : clock(redis.clock()), store(redis.client(), redis.idempotency()) {
    server = rpc::Server::Start({.listen = "127.0.0.1:0"}, {&content_service, &publishing_service}).value();
  }

  const Clock& clock;
  testing::FixedRandom random;
  const std::unique_ptr<Authenticator> authenticator = testing::MakeTestAuthenticator();
  rpc::CallRunner runner{*authenticator, random, {}};
  const Site site = LoadSite(CARELOOP_SOURCE_DIR "/deploy/site", "en").value();
  RedisPublicationStore store;
  LiveLibrary library{store, site, clock};
  const std::unique_ptr<XapianIndex> index = XapianIndex::Create(site, std::filesystem::temp_directory_path()).value();
  Workers workers{1};
  Reading reading{library, store, site};
  Searching searching{library, *index, site, workers};
  const std::unique_ptr<PageRenderer> renderer = PageRenderer::Create().value();
  Workers renderers{1};
  Renditions renditions{reading, *renderer, renderers, clock};
  Editing editing{store, library, site, clock};
  rpc::PageTokens tokens{SecretKey(SecretKey::Bytes{}), random};
  ContentService content_service{runner, reading, searching, renditions, tokens, clock};
  PublishingService publishing_service{runner, editing, tokens, clock};
  std::unique_ptr<rpc::Server> server;
};

ContentServer::ContentServer(testing::ServiceRedis& redis) : parts_(std::make_unique<Parts>(redis)) {
  const auto channel = grpc::CreateChannel(parts_->server->address(), grpc::InsecureChannelCredentials());
  content_stub_ = v1::ContentService::NewStub(channel);
  publishing_stub_ = v1::PublishingService::NewStub(channel);
}
ContentServer::~ContentServer() { parts_->server->Drain(absl::Seconds(5)); }

absl::Status ContentServer::Load() {
  return testing::RunTask(parts_->library.Refresh(DeadlineAfter(absl::Seconds(20))));
}
absl::Status ContentServer::Index() { return parts_->index->Update(**parts_->library.Current()); }

std::string DeployedMarkdown(const std::string& id) {
  std::ostringstream text;
  text << std::ifstream(StrCat(CARELOOP_SOURCE_DIR "/deploy/site/publications/", id, ".md")).rdbuf();
  return text.str();
}

}  // namespace careloop::content
