// RPCs whose replies are kept, called over the wire.

#include "common/rpc/kept_reply.h"

#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <future>

#include "common/rpc/call_runner.h"
#include "tests/support/matchers.h"
#include "tests/unit/rpc/test_service.h"

namespace careloop::rpc {
namespace {

using testing::FailsOnTheWireWith;
using Reply = KeptReply<v1::GetThreadResponse>;

v1::GetThreadResponse Answer() {
  v1::GetThreadResponse response;
  response.mutable_thread()->set_name("patients/p/threads/1");
  return response;
}

// Answers GetThread always with the same kept reply.
class KeepingService final
    : public v1::MessagingService::WithRawCallbackMethod_GetThread<v1::MessagingService::Service> {
 public:
  grpc::ServerUnaryReactor* GetThread(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override {
    static constexpr Policy<v1::GetThreadRequest> kPolicy{
        {"careloop.test.v1.TestService/Get", {Role::kPatient}, absl::Seconds(5)}, [](const v1::GetThreadRequest& r) {
          Violations violations;
          if (r.name() == "invalid") violations.Add("name", "is invalid");
          return violations.ToStatus();
        }};
    return runner_.Kept(kPolicy, context, request, response,
                        [this](const Call&, const v1::GetThreadRequest& r) -> Task<absl::StatusOr<Reply>> {
                          if (r.name() == "absent") co_return NotFound("thread");
                          co_return reply_;
                        });
  }

 private:
  const Reply reply_ = Reply::Of(Answer()).value();
  testing::FixedRandom random_;
  const std::unique_ptr<Authenticator> authenticator_ = testing::MakeTestAuthenticator();
  CallRunner runner_{*authenticator_, random_, {}};
};

class KeptReplies : public ::testing::Test {
 protected:
  grpc::Status Get(const std::string& name, Role role = Role::kPatient) {
    const auto context = ContextOf(role);
    v1::GetThreadRequest request;
    request.set_name(name);
    response_.Clear();
    return stub_.GetThread(context.get(), request, &response_);
  }

  KeepingService service_;
  testing::InProcessServer server_{{&service_}};
  v1::MessagingService::Stub stub_{server_.channel()};
  v1::GetThreadResponse response_;
};

TEST_F(KeptReplies, AreTheMessageThatTheyWereMadeOfEachTime) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(Get("patients/p/threads/1").ok());
    EXPECT_EQ(response_.SerializeAsString(), Answer().SerializeAsString());
  }
}

TEST_F(KeptReplies, GoOnlyToWhoMayCallAndAsksRightly) {
  EXPECT_THAT(Get("a", Role::kClinician), FailsOnTheWireWith(grpc::StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(Get("invalid"), testing::HasViolation("name"));
  EXPECT_THAT(Get("absent"), FailsOnTheWireWith(grpc::StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_EQ(response_.ByteSizeLong(), 0u);
}

TEST_F(KeptReplies, ARequestThatCannotBeReadIsRefused) {
  grpc::GenericStub stub(server_.channel());
  const auto context = ContextOf(Role::kPatient);
  const grpc::Slice no_message("\xFF\xFF");
  const grpc::ByteBuffer request(&no_message, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> end;
  stub.UnaryCall(context.get(), "/careloop.messaging.v1.MessagingService/GetThread", {}, &request, &response,
                 [&end](grpc::Status status) { end.set_value(std::move(status)); });
  EXPECT_THAT(end.get_future().get(), FailsOnTheWireWith(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_FIELD"));
}

}  // namespace
}  // namespace careloop::rpc
