// The guard at work: a service that forgets the disclaimer, called over the wire.

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <memory>

#include "careloop/content/v1/content_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/event_stream.h"
#include "common/rpc/server.h"
#include "tests/support/fixed_random.h"
#include "tests/support/rpc_caller.h"

namespace careloop::rpc {
namespace {

using content::v1::GetPublicationRequest;
using content::v1::GetPublicationResponse;
using messaging::v1::WatchRequest;
using messaging::v1::WatchResponse;

constexpr Policy<GetPublicationRequest> kGetPublication{
    {"careloop.content.v1.ContentService/GetPublication", RoleSet::People(), absl::Seconds(5)},
    [](const GetPublicationRequest&) { return absl::OkStatus(); }};

Disclaimed<int> Anything() {
  return {1, Disclaimer::Create(1, "en", "For information.").value(), SponsorAcknowledgement::Create("None.").value()};
}

// Bare content, unless the name that is asked for says otherwise.
GetPublicationResponse Answer(const GetPublicationRequest& request) {
  GetPublicationResponse reply;
  reply.mutable_publication()->set_body_markdown("Words without their disclaimer");
  if (request.name() == "publications/stamped") Stamp(Anything(), *reply.mutable_publication());
  return reply;
}

class ForgetfulContent final : public content::v1::ContentService::CallbackService {
 public:
  explicit ForgetfulContent(CallRunner& run) : run_(run) {}

  grpc::ServerUnaryReactor* GetPublication(grpc::CallbackServerContext* context, const GetPublicationRequest* request,
                                           GetPublicationResponse* response) override {
    return run_.Unary(kGetPublication, context, request, response, &ForgetfulContent::Handle);
  }

 private:
  static Task<absl::StatusOr<GetPublicationResponse>> Handle(const Call&, const GetPublicationRequest& request) {
    co_return Answer(request);
  }

  CallRunner& run_;
};

// The same of replies that are kept.
class ForgetfulKeeper final
    : public content::v1::ContentService::WithRawCallbackMethod_GetPublication<content::v1::ContentService::Service> {
 public:
  explicit ForgetfulKeeper(CallRunner& run) : run_(run) {}

  grpc::ServerUnaryReactor* GetPublication(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                           grpc::ByteBuffer* response) override {
    return run_.Kept(kGetPublication, context, request, response, &ForgetfulKeeper::Handle);
  }

 private:
  static Task<absl::StatusOr<KeptReply<GetPublicationResponse>>> Handle(const Call&,
                                                                        const GetPublicationRequest& request) {
    co_return KeptReply<GetPublicationResponse>::Of(Answer(request));
  }

  CallRunner& run_;
};

// A stream whose first event is in order and whose second is not.
class ForgetfulMessaging final : public messaging::v1::MessagingService::CallbackService {
 public:
  grpc::ServerWriteReactor<WatchResponse>* Watch(grpc::CallbackServerContext* context, const WatchRequest*) override {
    const auto stream = EventStream<WatchResponse>::Create(*context, 16);
    WatchResponse event;
    auto* publication = event.mutable_message()->mutable_message()->add_publications();
    Stamp(Anything(), *publication);
    EXPECT_TRUE(stream->Push(std::make_shared<const WatchResponse>(event)));
    publication->clear_disclaimer();
    EXPECT_FALSE(stream->Push(std::make_shared<const WatchResponse>(event)));
    return stream.get();
  }
};

class EducationalGuard : public ::testing::Test {
 protected:
  // Of bare content; what is stamped passes.
  void ExpectRefusals(const std::shared_ptr<grpc::Channel>& channel) {
    const auto stub = content::v1::ContentService::NewStub(channel);
    const int64_t before = EducationalRefusals();
    GetPublicationRequest request;
    const auto refused = patient_.Call(*stub, &content::v1::ContentService::Stub::GetPublication, request);
    EXPECT_EQ(refused.code, grpc::StatusCode::INTERNAL);
    EXPECT_EQ(refused.reason, "DISCLAIMER_MISSING");
    EXPECT_EQ(refused.response.publication().body_markdown(), "");
    EXPECT_EQ(EducationalRefusals(), before + 1);

    request.set_name("publications/stamped");
    const auto stamped = patient_.Call(*stub, &content::v1::ContentService::Stub::GetPublication, request);
    EXPECT_TRUE(stamped.ok());
    EXPECT_EQ(stamped.response.SerializeAsString(), Answer(request).SerializeAsString());
    EXPECT_EQ(EducationalRefusals(), before + 1);
  }

  testing::FixedRandom random_;
  const std::unique_ptr<Authenticator> authenticator_ = testing::MakeTestAuthenticator();
  CallRunner runner_{*authenticator_, random_, {}};
  ForgetfulContent content_{runner_};
  ForgetfulMessaging messaging_;
  const std::unique_ptr<Server> server_ = Server::Start({.listen = "127.0.0.1:0"}, {&content_, &messaging_}).value();
  const std::shared_ptr<grpc::Channel> channel_ =
      grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
  const testing::RpcCaller patient_{Role::kPatient, "patient-1"};
};

TEST_F(EducationalGuard, RefusesToSendAReplyWithoutItsDisclaimer) { ExpectRefusals(channel_); }

TEST_F(EducationalGuard, RefusesToKeepAReplyWithoutItsDisclaimer) {
  ForgetfulKeeper keeper(runner_);
  const auto server = Server::Start({.listen = "127.0.0.1:0"}, {&keeper}).value();
  ExpectRefusals(grpc::CreateChannel(server->address(), grpc::InsecureChannelCredentials()));
  server->Drain(absl::Seconds(1));
}

TEST_F(EducationalGuard, EndsAStreamRatherThanSendAnEventWithoutItsDisclaimer) {
  const auto stub = messaging::v1::MessagingService::NewStub(channel_);
  grpc::ClientContext context;
  const auto reader = stub->Watch(&context, WatchRequest());
  WatchResponse event;
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.message().message().publications(0).disclaimer().text(), "For information.");
  EXPECT_FALSE(reader->Read(&event));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::INTERNAL);
}

}  // namespace
}  // namespace careloop::rpc
