#include "common/rpc/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <future>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "tests/support/matchers.h"
#include "tests/support/private_redis.h"
#include "tests/support/site_folder.h"
#include "tests/unit/rpc/test_service.h"

namespace careloop::rpc {
namespace {

using grpc::StatusCode;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ServerTest : public ::testing::Test {
 protected:
  std::future<grpc::Status> StartGet(const std::shared_ptr<grpc::Channel>& channel) {
    return std::async(std::launch::async, [channel] {
      const auto context = ContextOf(Role::kPatient);
      v1::GetThreadResponse response;
      return v1::MessagingService::Stub(channel).GetThread(context.get(), {}, &response);
    });
  }

  TestService service_;
};

TEST_F(ServerTest, SaysWhereItListens) {
  const auto server = Server::Start({.listen = "127.0.0.1:0"}, {&service_});
  EXPECT_THAT((*server)->address(), ::testing::MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]*"));
  (*server)->Drain(absl::ZeroDuration());
}

TEST_F(ServerTest, ListensOnAUnixSocket) {
  const std::string address = StrCat("unix:/tmp/careloop-server-test-", getpid());
  testing::InProcessServer server({&service_}, {.listen = address});
  EXPECT_EQ(server.address(), address);
  service_.hold.Release();
  EXPECT_TRUE(StartGet(server.channel()).get().ok());
}

TEST_F(ServerTest, RefusesAUnixSocketThatAnotherServerListensOnUntilThatOneIsGone) {
  const std::string address = StrCat("unix:/tmp/careloop-server-test-", getpid());
  TestService other;
  {
    testing::InProcessServer first({&service_}, {.listen = address});
    for (const std::string& same : {address, StrCat("unix://", address.substr(5))}) {
      const auto second = Server::Start({.listen = same}, {&other});
      EXPECT_THAT(second, testing::FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
      EXPECT_THAT(std::string(second.status().message()), HasSubstr(same + " is in use by another process"));
    }
    service_.hold.Release();
    EXPECT_TRUE(StartGet(first.channel()).get().ok());
  }
  testing::InProcessServer second({&service_}, {.listen = address});
  EXPECT_TRUE(StartGet(second.channel()).get().ok());
}

TEST_F(ServerTest, DoesNotTakeTheSocketOfAnotherProgram) {
  const testing::PrivateRedis redis;
  const auto server = Server::Start({.listen = redis.address()}, {&service_});
  EXPECT_THAT(server, testing::FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(redis.Command({"PING"}).text(), "PONG");
}

TEST_F(ServerTest, LeavesAFileThatIsNoSocketAlone) {
  const testing::SiteFolder folder;
  const std::string path = folder.Write("precious", "data");
  const auto server = Server::Start({.listen = "unix:" + path}, {&service_});
  EXPECT_THAT(server, testing::FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(std::filesystem::file_size(path), 4u);
}

TEST_F(ServerTest, SaysWhyItCannotListenOnAPath) {
  for (const std::string& path : {std::string("/nowhere/socket"), "/tmp/" + std::string(200, 'x')}) {
    const auto server = Server::Start({.listen = "unix:" + path}, {&service_});
    EXPECT_THAT(server, testing::FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
    EXPECT_THAT(std::string(server.status().message()), StartsWith("listen: unix:" + path));
  }
}

TEST_F(ServerTest, RefusesAnAddressThatIsNotLocal) {
  for (const char* address : {"0.0.0.0:0", "192.0.2.1:80", "[::]:0", "example.org:80", "", "127.0.0.1"}) {
    const auto server = Server::Start({.listen = address}, {&service_});
    EXPECT_THAT(server, testing::FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState)) << address;
    EXPECT_THAT(std::string(server.status().message()), StartsWith("listen: "));
  }
}

TEST_F(ServerTest, RefusesAnAddressThatAnotherListensOn) {
  testing::InProcessServer first({&service_});
  TestService other;
  const auto second = Server::Start({.listen = first.address()}, {&other});
  EXPECT_THAT(second, testing::FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(first.address()));
}

TEST_F(ServerTest, ADrainWaitsForCallsInFlight) {
  testing::InProcessServer server({&service_});
  auto call = StartGet(server.channel());
  service_.hold.WaitUntilHeld(1);
  auto drained = std::async(std::launch::async, [&] { server.server().Drain(absl::Seconds(20)); });
  service_.hold.Release();
  drained.get();
  EXPECT_TRUE(call.get().ok());
}

TEST_F(ServerTest, ADrainCutsAStreamThatDoesNotEndWithinItsLimit) {
  std::promise<void> opened;
  std::shared_ptr<TestService::Stream> stream;
  service_.on_watch = [&](grpc::CallbackServerContext&, const std::shared_ptr<TestService::Stream>& s) {
    stream = s;
    opened.set_value();
  };
  testing::InProcessServer server({&service_});
  const auto context = ContextOf(Role::kPatient);
  const auto reader = v1::MessagingService::Stub(server.channel()).Watch(context.get(), {});
  opened.get_future().wait();
  server.server().Drain(absl::Milliseconds(1));
  EXPECT_FALSE(reader->Finish().ok());
}

TEST_F(ServerTest, RefusesARequestOfMoreThan4Mebibytes) {
  testing::InProcessServer server({&service_});
  const auto context = ContextOf(Role::kPatient);
  v1::SendMessageRequest request = GoodRequest();
  request.set_text(std::string(4 << 20, 'x'));
  v1::SendMessageResponse response;
  v1::MessagingService::Stub stub(server.channel());
  EXPECT_EQ(stub.SendMessage(context.get(), request, &response).error_code(), StatusCode::RESOURCE_EXHAUSTED);
  request.set_text(std::string((4 << 20) - 1'000, 'x'));
  const auto again = ContextOf(Role::kPatient);
  EXPECT_TRUE(stub.SendMessage(again.get(), request, &response).ok());
}

}  // namespace
}  // namespace careloop::rpc
