#include "common/rpc/call_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "common/base/error.h"
#include "tests/support/matchers.h"
#include "tests/unit/rpc/test_service.h"

namespace careloop::rpc {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using ::testing::HasSubstr;
using testing::HasViolation;
using ::testing::MatchesRegex;
using ::testing::Not;

class CallRunnerTest : public ::testing::Test {
 protected:
  explicit CallRunnerTest(CallRunner::Limits limits = {}) : service_(limits) {}

  grpc::Status Send(grpc::ClientContext& context, const v1::SendMessageRequest& request) {
    v1::SendMessageResponse response;
    return stub_.SendMessage(&context, request, &response);
  }
  grpc::Status Send(const v1::SendMessageRequest& request = GoodRequest(), Role role = Role::kPatient) {
    const auto context = ContextOf(role);
    return Send(*context, request);
  }
  std::future<grpc::Status> StartGet(const std::string& subject) {
    return std::async(std::launch::async, [this, subject] {
      const auto context = ContextOf(Role::kPatient, subject);
      v1::GetThreadResponse response;
      return stub_.GetThread(context.get(), {}, &response);
    });
  }
  static std::string TraceIdOf(const grpc::ClientContext& context) {
    const auto& metadata = context.GetServerTrailingMetadata();
    const auto found = metadata.find("x-request-id");
    return found == metadata.end() ? "" : std::string(found->second.data(), found->second.size());
  }

  TestService service_;
  testing::InProcessServer server_{{&service_}};
  v1::MessagingService::Stub stub_{server_.channel()};
};

// ---- The order of the checks ------------------------------------------------------------------------------------

v1::SendMessageRequest BadInEveryWay() {
  v1::SendMessageRequest request;
  request.set_text("invalid");
  return request;
}

TEST_F(CallRunnerTest, AskWhoIsCallingFirst) {
  grpc::ClientContext context;
  EXPECT_THAT(Send(context, BadInEveryWay()), FailsOnTheWireWith(StatusCode::UNAUTHENTICATED, "TOKEN_MISSING"));
  grpc::ClientContext bad;
  bad.AddMetadata("authorization", "Bearer not.a.token");
  EXPECT_THAT(Send(bad, BadInEveryWay()), FailsOnTheWireWith(StatusCode::UNAUTHENTICATED, "TOKEN_INVALID"));
  EXPECT_EQ(service_.handled, 0);
}

TEST_F(CallRunnerTest, AskForTheRoleSecond) {
  for (const Role role : {Role::kCaregiver, Role::kEditor, Role::kAdmin, Role::kService}) {
    EXPECT_THAT(Send(BadInEveryWay(), role), FailsOnTheWireWith(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  }
  EXPECT_EQ(service_.handled, 0);
}

TEST_F(CallRunnerTest, AskForTheRequestIdThird) {
  EXPECT_THAT(Send(BadInEveryWay()), HasViolation("request_id"));
  v1::SendMessageRequest upper_case = GoodRequest();
  upper_case.set_request_id("00000000-0000-4000-8000-00000000ABCD");
  EXPECT_THAT(Send(upper_case), HasViolation("request_id")) << "one id has one spelling";
  EXPECT_EQ(service_.handled, 0);
}

TEST_F(CallRunnerTest, ValidateFourth) {
  v1::SendMessageRequest request = GoodRequest();
  request.set_text("invalid");
  EXPECT_THAT(Send(request), HasViolation("text"));
  EXPECT_EQ(service_.handled, 0);
}

TEST_F(CallRunnerTest, HandleWhatPassed) {
  EXPECT_TRUE(Send().ok());
  EXPECT_TRUE(Send(GoodRequest(), Role::kClinician).ok());
  EXPECT_EQ(service_.handled, 2);
}

// ---- What the handler knows -------------------------------------------------------------------------------------

TEST_F(CallRunnerTest, TheHandlerKnowsCallerMethodAndRequest) {
  Call seen;
  service_.on_send = [&](const Call& call) {
    seen = call;
    return v1::SendMessageResponse();
  };
  const auto context = ContextOf(Role::kPatient, "patient-1");
  ASSERT_TRUE(Send(*context, GoodRequest()).ok());
  EXPECT_EQ(seen.caller->subject, "patient-1");
  EXPECT_EQ(seen.caller->role, Role::kPatient);
  EXPECT_EQ(seen.method, "careloop.test.v1.TestService/Send");
  EXPECT_EQ(seen.request_id, GoodRequest().request_id());
  EXPECT_NE(seen.request_bytes, "");
}

TEST_F(CallRunnerTest, TheSameRequestHasTheSameBytesAndAnotherHasOthers) {
  std::vector<std::string> bytes;
  service_.on_send = [&](const Call& call) {
    bytes.push_back(call.request_bytes);
    return v1::SendMessageResponse();
  };
  v1::SendMessageRequest other = GoodRequest();
  other.set_text("other");
  for (const auto& request : {GoodRequest(), GoodRequest(), other}) ASSERT_TRUE(Send(request).ok());
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_NE(bytes[0], bytes[2]);
}

TEST_F(CallRunnerTest, TheDeadlineIsTheCallersButNoLaterThanThePolicys) {
  Deadline deadline;
  service_.on_send = [&](const Call& call) {
    deadline = call.deadline;
    return v1::SendMessageResponse();
  };
  ASSERT_TRUE(Send().ok());  // the caller would wait for twenty seconds
  EXPECT_LE(deadline, DeadlineAfter(absl::Seconds(5)));
  const auto context = ContextOf(Role::kPatient);
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(3));
  ASSERT_TRUE(Send(*context, GoodRequest()).ok());
  EXPECT_LT(deadline, DeadlineAfter(absl::Seconds(4))) << "on the wire it is rounded up";
}

TEST_F(CallRunnerTest, ACallWithoutADeadlineHasThePolicys) {
  Deadline deadline;
  service_.on_send = [&](const Call& call) {
    deadline = call.deadline;
    return v1::SendMessageResponse();
  };
  const Deadline before = DeadlineAfter(absl::Seconds(5));
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + testing::TokenFor(Role::kPatient, "p", "Demo Person"));
  ASSERT_TRUE(Send(context, GoodRequest()).ok());
  EXPECT_GE(deadline, before);
  EXPECT_LE(deadline, DeadlineAfter(absl::Seconds(5)));
}

// ---- x-request-id -----------------------------------------------------------------------------------------------

TEST_F(CallRunnerTest, TheTraceIdOfTheCallerIsEchoed) {
  const auto context = ContextOf(Role::kPatient);
  context->AddMetadata("x-request-id", "Trace_1.x-9");
  ASSERT_TRUE(Send(*context, GoodRequest()).ok());
  EXPECT_EQ(TraceIdOf(*context), "Trace_1.x-9");
}

TEST_F(CallRunnerTest, TheTraceIdIsEchoedAlsoWithAnError) {
  grpc::ClientContext context;
  context.AddMetadata("x-request-id", "trace");
  EXPECT_FALSE(Send(context, GoodRequest()).ok());
  EXPECT_EQ(TraceIdOf(context), "trace");
}

TEST_F(CallRunnerTest, ATraceIdIsMadeForAFailureThatCameWithoutAndNotForASuccess) {
  grpc::ClientContext unknown;
  ASSERT_FALSE(Send(unknown, GoodRequest()).ok());
  EXPECT_THAT(TraceIdOf(unknown), MatchesRegex("[0-9a-f]+"));
  const auto known = ContextOf(Role::kPatient);
  ASSERT_TRUE(Send(*known, GoodRequest()).ok());
  EXPECT_EQ(TraceIdOf(*known), "");
}

TEST_F(CallRunnerTest, ATraceIdThatCouldSpoilALogIsReplaced) {
  for (const std::string& bad : {std::string("a b"), std::string("a\"b"), std::string(65, 'x')}) {
    const auto context = ContextOf(Role::kPatient);
    context->AddMetadata("x-request-id", bad);
    ASSERT_TRUE(Send(*context, GoodRequest()).ok());
    EXPECT_THAT(TraceIdOf(*context), MatchesRegex("[0-9a-f]+")) << bad;
  }
}

// ---- What comes back --------------------------------------------------------------------------------------------

TEST_F(CallRunnerTest, AnErrorMadeByTheProjectReachesTheCaller) {
  service_.on_send = [](const Call&) { return NotFound("thread"); };
  const grpc::Status status = Send();
  EXPECT_THAT(status, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_EQ(status.error_message(), "thread not found");
}

TEST_F(CallRunnerTest, AnUnknownErrorIsInternalWithoutItsText) {
  service_.on_send = [](const Call&) { return absl::NotFoundError("SELECT secret FROM somewhere"); };
  const grpc::Status status = Send();
  EXPECT_THAT(status, FailsOnTheWireWith(StatusCode::INTERNAL, "INTERNAL"));
  EXPECT_THAT(status.error_message(), Not(HasSubstr("secret")));
  EXPECT_THAT(status.error_details(), Not(HasSubstr("secret")));
}

TEST_F(CallRunnerTest, EducationalContentWithoutItsDisclaimerIsHeldBackAndCounted) {
  service_.on_send = [](const Call&) {
    v1::SendMessageResponse response;
    response.mutable_message()->add_publications()->set_title("Fatigue");
    return response;
  };
  const int64_t before = EducationalRefusals();
  EXPECT_THAT(Send(), FailsOnTheWireWith(StatusCode::INTERNAL, "DISCLAIMER_MISSING"));
  EXPECT_EQ(EducationalRefusals(), before + 1);
}

// ---- In flight --------------------------------------------------------------------------------------------------

class NarrowCallRunnerTest : public CallRunnerTest {
 protected:
  NarrowCallRunnerTest() : CallRunnerTest({.calls = {.total = 3, .per_caller = 2}}) {}
};

TEST_F(NarrowCallRunnerTest, APersonAndTheServiceHaveLimitsAndAnEndedCallMakesRoom) {
  auto first = StartGet("one");
  auto second = StartGet("one");
  service_.hold.WaitUntilHeld(2);
  EXPECT_THAT(StartGet("one").get(), FailsOnTheWireWith(StatusCode::RESOURCE_EXHAUSTED, "TOO_MANY_CALLS"));
  auto third = StartGet("two");
  service_.hold.WaitUntilHeld(3);
  EXPECT_THAT(StartGet("three").get(), FailsOnTheWireWith(StatusCode::RESOURCE_EXHAUSTED, "TOO_MANY_CALLS"));
  service_.hold.Release();
  for (auto* call : {&first, &second, &third}) EXPECT_TRUE(call->get().ok());
  EXPECT_TRUE(StartGet("one").get().ok());
}

TEST_F(NarrowCallRunnerTest, ARefusedCallTakesNoPlace) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(Send(BadInEveryWay()).ok());
    EXPECT_FALSE(Send(GoodRequest(), Role::kAdmin).ok());
  }
  EXPECT_TRUE(Send().ok());
}

// ---- Streams ----------------------------------------------------------------------------------------------------

class StreamAdmissionTest : public CallRunnerTest {
 protected:
  StreamAdmissionTest() : CallRunnerTest({.calls = {}, .streams = {.total = 10, .per_caller = 1}}) {
    service_.on_watch = [this](grpc::CallbackServerContext& context,
                               const std::shared_ptr<TestService::Stream>& stream) {
      static constexpr MethodPolicy kRow{
          "careloop.test.v1.TestService/Watch", {Role::kPatient}, absl::InfiniteDuration()};
      auto admitted = service_.runner().AdmitStream(kRow, context, stream);
      stream->End(admitted.status());
      if (admitted.ok()) kept_.push_back(*std::move(admitted));
    };
  }
  grpc::Status Watch(Role role, const std::string& subject) {
    const auto context = ContextOf(role, subject);
    return stub_.Watch(context.get(), {})->Finish();
  }

  std::vector<CallRunner::Admitted> kept_;
};

TEST_F(StreamAdmissionTest, AStreamIsForItsRolesAndHasALimitOfItsOwn) {
  EXPECT_THAT(Watch(Role::kClinician, "one"), FailsOnTheWireWith(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  EXPECT_TRUE(Watch(Role::kPatient, "one").ok());
  EXPECT_THAT(Watch(Role::kPatient, "one"), FailsOnTheWireWith(StatusCode::RESOURCE_EXHAUSTED, "TOO_MANY_CALLS"));
  EXPECT_TRUE(Watch(Role::kPatient, "two").ok());
  kept_.clear();
  EXPECT_TRUE(Watch(Role::kPatient, "one").ok());
}

}  // namespace
}  // namespace careloop::rpc
