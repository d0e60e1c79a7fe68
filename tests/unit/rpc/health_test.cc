#include "common/rpc/health.h"

#include <gmock/gmock.h>
#include <grpcpp/security/server_credentials.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/matchers.h"
#include "tests/unit/rpc/test_service.h"

namespace careloop::rpc {
namespace {

using grpc::StatusCode;
using Response = Health::Response;

constexpr char kService[] = "careloop.messaging.v1.MessagingService";
constexpr char kAbsent[] = "careloop.messaging.v1.NoService";

// One open Watch, read by the test.
class Watcher {
 public:
  Watcher(const std::shared_ptr<grpc::Channel>& channel, const std::string& service)
      : stub_(grpc::health::v1::Health::NewStub(channel)) {
    context_->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    Health::Request request;
    request.set_service(service);
    reader_ = stub_->Watch(context_.get(), request);
  }

  // UNKNOWN if the stream has ended.
  Response::ServingStatus Next() {
    Response response;
    return reader_->Read(&response) ? response.status() : Response::UNKNOWN;
  }
  grpc::Status Finish() { return reader_->Finish(); }
  void Cancel() { context_->TryCancel(); }

 private:
  std::unique_ptr<grpc::health::v1::Health::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_ = std::make_unique<grpc::ClientContext>();
  std::unique_ptr<grpc::ClientReader<Response>> reader_;
};

class HealthTest : public ::testing::Test {
 protected:
  grpc::Status Check(const std::string& service, Response& response) {
    grpc::ClientContext context;
    Health::Request request;
    request.set_service(service);
    return grpc::health::v1::Health::NewStub(server_.channel())->Check(&context, request, &response);
  }
  Response::ServingStatus StateOf(const std::string& service) {
    Response response;
    const grpc::Status status = Check(service, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.status();
  }
  Watcher Watch(const std::string& service) { return Watcher(server_.channel(), service); }

  TestService service_;
  testing::InProcessServer server_{{&service_}};
};

TEST_F(HealthTest, IsNotServingUntilTheServerIsToldTo) {
  for (const std::string service : {"", kService}) {
    server_.server().SetServing(false);
    EXPECT_EQ(StateOf(service), Response::NOT_SERVING);
    server_.server().SetServing(true);
    EXPECT_EQ(StateOf(service), Response::SERVING);
  }
  server_.server().SetServing(false);
  EXPECT_EQ(StateOf(""), Response::NOT_SERVING);
}

TEST_F(HealthTest, AServiceThatTheServerDoesNotHaveIsNotFound) {
  Response response;
  EXPECT_THAT(Check(kAbsent, response), testing::FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

TEST_F(HealthTest, AWatchTellsTheStateThenEachChange) {
  for (const std::string service : {"", kService}) {
    server_.server().SetServing(false);
    Watcher watcher = Watch(service);
    EXPECT_EQ(watcher.Next(), Response::NOT_SERVING);
    server_.server().SetServing(true);
    EXPECT_EQ(watcher.Next(), Response::SERVING);
    server_.server().SetServing(true);  // no change
    server_.server().SetServing(false);
    EXPECT_EQ(watcher.Next(), Response::NOT_SERVING);
    watcher.Cancel();
    EXPECT_EQ(watcher.Finish().error_code(), StatusCode::CANCELLED);
  }
}

TEST_F(HealthTest, AWatchOfAServiceThatTheServerDoesNotHaveSaysSoAndStaysOpen) {
  Watcher absent = Watch(kAbsent);
  EXPECT_EQ(absent.Next(), Response::SERVICE_UNKNOWN);
  server_.server().SetServing(true);
  server_.server().Drain(absl::Hours(1));
  EXPECT_EQ(absent.Next(), Response::UNKNOWN) << "nothing came before the end";
  EXPECT_TRUE(absent.Finish().ok());
}

TEST_F(HealthTest, ADrainTellsThoseWhoWatchAndDoesNotWaitForThem) {
  server_.server().SetServing(true);
  Watcher whole = Watch("");
  Watcher one = Watch(kService);
  EXPECT_EQ(whole.Next(), Response::SERVING);
  EXPECT_EQ(one.Next(), Response::SERVING);
  server_.server().Drain(absl::Hours(1));
  for (Watcher* watcher : {&whole, &one}) {
    EXPECT_EQ(watcher->Next(), Response::NOT_SERVING);
    EXPECT_EQ(watcher->Next(), Response::UNKNOWN);
    EXPECT_TRUE(watcher->Finish().ok());
  }
}

TEST_F(HealthTest, WhoComesWhileTheServerDrainsIsToldAndLetGo) {
  Health health;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  health.AddTo(builder);
  const auto server = builder.BuildAndStart();
  const auto channel = grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials());
  health.SetServing(true);
  health.End();
  health.SetServing(true);  // too late
  Watcher late(channel, "");
  EXPECT_EQ(late.Next(), Response::NOT_SERVING);
  EXPECT_EQ(late.Next(), Response::UNKNOWN);
  EXPECT_TRUE(late.Finish().ok());
  server->Shutdown();
}

TEST_F(HealthTest, MoreWatchesThanTheLimitAreRefusedUntilOneEnds) {
  std::vector<Watcher> watchers;
  for (size_t i = 0; i < Health::kMostWatches; ++i) watchers.push_back(Watch(""));
  for (Watcher& watcher : watchers) ASSERT_EQ(watcher.Next(), Response::NOT_SERVING);
  Watcher one_more = Watch("");
  EXPECT_EQ(one_more.Next(), Response::UNKNOWN);
  EXPECT_THAT(one_more.Finish(), testing::FailsOnTheWireWith(StatusCode::RESOURCE_EXHAUSTED, "TOO_MANY_CALLS"));
  watchers.front().Cancel();
  watchers.front().Finish();
  while (Watch("").Next() != Response::NOT_SERVING) std::this_thread::yield();  // the server forgets it when gRPC does
  server_.server().Drain(absl::Hours(1));
}

}  // namespace
}  // namespace careloop::rpc
