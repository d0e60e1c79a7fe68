#ifndef CARELOOP_TESTS_RPC_CONTENT_CONTENT_SERVER_H_
#define CARELOOP_TESTS_RPC_CONTENT_CONTENT_SERVER_H_

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "common/rpc/server.h"
#include "paths.h"
#include "services/content/rendering/page_renderer.h"
#include "services/content/rpc/content_service.h"
#include "services/content/rpc/publishing_service.h"
#include "services/content/search/xapian_index.h"
#include "services/content/store/redis_publication_store.h"
#include "services/content/store/site_files.h"
#include "tests/support/fixed_random.h"
#include "tests/support/service_redis.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_tokens.h"

namespace careloop::content {

// One instance of content in this process, with the data of deploy/site, on a Redis that instances may share.
class ContentServer {
 public:
  // `redis` outlives this. Not loaded yet: see Load.
  explicit ContentServer(testing::ServiceRedis& redis)
      : clock_(redis.clock()), store_(redis.client(), redis.idempotency()) {
    server_ = rpc::Server::Start({.listen = "127.0.0.1:0"}, {&content_service_, &publishing_service_}).value();
    const auto channel = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
    content_stub_ = v1::ContentService::NewStub(channel);
    publishing_stub_ = v1::PublishingService::NewStub(channel);
  }
  ~ContentServer() { server_->Drain(absl::Seconds(5)); }

  // Brings the library up to date, as the poll does.
  absl::Status Load() { return testing::RunTask(library_.Refresh(DeadlineAfter(absl::Seconds(20)))); }
  // Brings the search index up to date with the library, as its follower does.
  absl::Status Index() { return index_->Update(**library_.Current()); }

  v1::ContentService::Stub& content() { return *content_stub_; }
  v1::PublishingService::Stub& publishing() { return *publishing_stub_; }

 private:
  const Clock& clock_;
  testing::FixedRandom random_;
  const std::unique_ptr<Authenticator> authenticator_ = testing::MakeTestAuthenticator();
  rpc::CallRunner runner_{*authenticator_, random_, {}};
  const Site site_ = LoadSite(CARELOOP_SOURCE_DIR "/deploy/site", "en").value();
  RedisPublicationStore store_;
  LiveLibrary library_{store_, site_, clock_};
  const std::unique_ptr<XapianIndex> index_ =
      XapianIndex::Create(site_, std::filesystem::temp_directory_path()).value();
  Workers workers_{1};
  Reading reading_{library_, store_, site_};
  Searching searching_{library_, *index_, site_, workers_};
  const std::unique_ptr<PageRenderer> renderer_ = PageRenderer::Create().value();
  Workers renderers_{1};
  Renditions renditions_{reading_, *renderer_, renderers_, clock_};
  Editing editing_{store_, library_, site_, clock_};
  rpc::PageTokens tokens_{SecretKey(SecretKey::Bytes{}), random_};
  ContentService content_service_{runner_, reading_, searching_, renditions_, tokens_, clock_};
  PublishingService publishing_service_{runner_, editing_, tokens_, clock_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::ContentService::Stub> content_stub_;
  std::unique_ptr<v1::PublishingService::Stub> publishing_stub_;
};

// A file of deploy/site/publications.
inline std::string DeployedMarkdown(const std::string& id) {
  std::ostringstream text;
  text << std::ifstream(StrCat(CARELOOP_SOURCE_DIR "/deploy/site/publications/", id, ".md")).rdbuf();
  return text.str();
}

}  // namespace careloop::content

#endif  // CARELOOP_TESTS_RPC_CONTENT_CONTENT_SERVER_H_
