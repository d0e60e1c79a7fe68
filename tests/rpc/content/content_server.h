#ifndef CARELOOP_TESTS_RPC_CONTENT_CONTENT_SERVER_H_
#define CARELOOP_TESTS_RPC_CONTENT_CONTENT_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "careloop/content/v1/content_service.grpc.pb.h"
#include "careloop/content/v1/publishing_service.grpc.pb.h"
#include "tests/support/service_redis.h"

namespace careloop::content {

// One instance of content in this process, with the data of deploy/site, on a Redis that instances may share.
class ContentServer {
 public:
  // `redis` outlives this. Not loaded yet: see Load.
  explicit ContentServer(testing::ServiceRedis& redis);
  ~ContentServer();

  // Brings the library up to date, as the poll does.
  absl::Status Load();
  // Brings the search index up to date with the library, as its follower does.
  absl::Status Index();

  v1::ContentService::Stub& content() { return *content_stub_; }
  v1::PublishingService::Stub& publishing() { return *publishing_stub_; }

 private:
  struct Parts;  // the services are long to compile: once, and not in each test
  const std::unique_ptr<Parts> parts_;
  std::unique_ptr<v1::ContentService::Stub> content_stub_;
  std::unique_ptr<v1::PublishingService::Stub> publishing_stub_;
};

// A file of deploy/site/publications.
std::string DeployedMarkdown(const std::string& id);

}  // namespace careloop::content

#endif  // CARELOOP_TESTS_RPC_CONTENT_CONTENT_SERVER_H_
