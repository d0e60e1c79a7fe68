#include "common/rpc/peer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "tests/support/matchers.h"
#include "tests/support/task_driver.h"
#include "tests/unit/rpc/test_service.h"

namespace careloop::rpc {
namespace {

using testing::FailsWith;
using testing::RunTask;
using Peer = v1::MessagingService::StubInterface::async_interface;

class PeerTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::SendMessageResponse> Send(v1::MessagingService::Stub& stub,
                                               absl::Duration limit = absl::Seconds(20),
                                               const std::string& token = testing::TokenFor(Role::kPatient, "p",
                                                                                            "Demo Person")) {
    return RunTask(CallPeer(
        stub.async(),
        static_cast<void (Peer::*)(grpc::ClientContext*, const v1::SendMessageRequest*, v1::SendMessageResponse*,
                                   std::function<void(grpc::Status)>)>(&Peer::SendMessage),
        GoodRequest(), token, DeadlineAfter(limit)));
  }

  TestService service_;
  testing::InProcessServer server_{{&service_}};
  v1::MessagingService::Stub stub_{PeerChannel(server_.address())};
};

TEST_F(PeerTest, ACallHasThePeersAnswer) {
  std::string subject;
  service_.on_send = [&](const Call& call) {
    subject = call.caller->subject;
    v1::SendMessageResponse response;
    response.mutable_message()->set_number(7);
    return response;
  };
  const auto response = Send(stub_);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->message().number(), 7);
  EXPECT_EQ(subject, "p") << "the token of the person went along";
}

TEST_F(PeerTest, WhatThePeerRefusesIsRefusedHere) {
  service_.on_send = [](const Call&) { return NotFound("thread"); };
  EXPECT_THAT(Send(stub_), FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
}

TEST_F(PeerTest, APeerThatDoesNotTrustUsFailsOrIsAwayIsUnavailable) {
  const auto is_unavailable = FailsWith(absl::StatusCode::kUnavailable, reason::kPeerUnavailable);
  EXPECT_THAT(Send(stub_, absl::Seconds(20), "bad token"), is_unavailable);
  service_.on_send = [](const Call&) { return absl::InternalError("x"); };
  EXPECT_THAT(Send(stub_), is_unavailable);
  v1::MessagingService::Stub nobody(PeerChannel("unix:/tmp/careloop-nobody-listens-here"));
  EXPECT_THAT(Send(nobody), is_unavailable);
  EXPECT_THAT(Send(stub_, absl::ZeroDuration()), is_unavailable);
}

}  // namespace
}  // namespace careloop::rpc
