#ifndef CARELOOP_TESTS_UNIT_RPC_TEST_SERVICE_H_
#define CARELOOP_TESTS_UNIT_RPC_TEST_SERVICE_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/event_stream.h"
#include "tests/support/fixed_random.h"
#include "tests/support/in_process_server.h"
#include "tests/support/test_tokens.h"

namespace careloop::rpc {

namespace v1 = careloop::messaging::v1;

// Holds up tasks until it is released; then stops nobody. Thread-safe.
class Hold {
 public:
  auto Wait() {
    struct Awaiter {
      Hold& hold;
      bool await_ready() const { return false; }
      bool await_suspend(std::coroutine_handle<> handle) { return hold.Keep(handle); }
      void await_resume() const {}
    };
    return Awaiter{*this};
  }
  void WaitUntilHeld(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return held_.size() >= count; });
  }
  void Release() {
    std::vector<std::coroutine_handle<>> held;
    {
      const std::lock_guard lock(mutex_);
      released_ = true;
      held.swap(held_);
    }
    for (const std::coroutine_handle<> handle : held) handle.resume();
  }

 private:
  bool Keep(std::coroutine_handle<> handle) {
    const std::lock_guard lock(mutex_);
    if (released_) return false;
    held_.push_back(handle);
    changed_.notify_all();
    return true;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool released_ = false;
  std::vector<std::coroutine_handle<>> held_;
};

// A service that does what the test says: SendMessage changes something and may teach, GetThread reads, Watch streams.
class TestService final : public v1::MessagingService::CallbackService {
 public:
  using Stream = EventStream<v1::WatchResponse>;

  explicit TestService(CallRunner::Limits limits = {},
                       std::unique_ptr<Authenticator> authenticator = testing::MakeTestAuthenticator())
      : authenticator_(std::move(authenticator)), runner_(*authenticator_, random_, limits) {}

  grpc::ServerUnaryReactor* SendMessage(grpc::CallbackServerContext* context, const v1::SendMessageRequest* request,
                                        v1::SendMessageResponse* response) override {
    static constexpr Policy<v1::SendMessageRequest> kPolicy{
        {"careloop.test.v1.TestService/Send", {Role::kPatient, Role::kClinician}, absl::Seconds(5)},
        [](const v1::SendMessageRequest& r) {
          Violations violations;
          if (r.text() == "invalid") violations.Add("text", "is invalid");
          return violations.ToStatus();
        }};
    return runner_.Unary(kPolicy, context, request, response,
                         [this](const Call& call, const v1::SendMessageRequest& r) { return Handle(call, r); });
  }

  grpc::ServerUnaryReactor* GetThread(grpc::CallbackServerContext* context, const v1::GetThreadRequest* request,
                                      v1::GetThreadResponse* response) override {
    static constexpr Policy<v1::GetThreadRequest> kPolicy{
        {"careloop.test.v1.TestService/Get", RoleSet::People(), absl::Seconds(5)},
        [](const v1::GetThreadRequest&) { return absl::OkStatus(); }};
    return runner_.Unary(kPolicy, context, request, response,
                         [this](const Call& call, const v1::GetThreadRequest& r) { return Read(call, r); });
  }

  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest*) override {
    const auto stream = Stream::Create(*context, queue_limit);
    on_watch(*context, stream);
    return stream.get();
  }

  CallRunner& runner() { return runner_; }

  // What happens in the calls; set before they come.
  std::function<absl::StatusOr<v1::SendMessageResponse>(const Call&)> on_send = [](const Call&) {
    return v1::SendMessageResponse();
  };
  std::function<void(grpc::CallbackServerContext&, const std::shared_ptr<Stream>&)> on_watch;
  size_t queue_limit = 8;
  Hold hold;  // of the calls of GetThread
  std::atomic<int> handled = 0;

 private:
  Task<absl::StatusOr<v1::SendMessageResponse>> Handle(const Call& call, const v1::SendMessageRequest&) {
    ++handled;
    co_return on_send(call);
  }
  Task<absl::StatusOr<v1::GetThreadResponse>> Read(const Call&, const v1::GetThreadRequest& request) {
    ++handled;
    co_await hold.Wait();
    v1::GetThreadResponse response;
    response.mutable_thread()->set_name(request.name());
    co_return response;
  }

  testing::FixedRandom random_;
  const std::unique_ptr<Authenticator> authenticator_;
  CallRunner runner_;
};

// A context for a call by somebody, which ends after twenty seconds at the latest.
inline std::unique_ptr<grpc::ClientContext> ContextOf(Role role, const std::string& subject = "somebody") {
  auto context = std::make_unique<grpc::ClientContext>();
  context->AddMetadata("authorization", "Bearer " + testing::TokenFor(role, subject, "Demo Person"));
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  return context;
}

inline v1::SendMessageRequest GoodRequest() {
  v1::SendMessageRequest request;
  request.set_request_id("00000000-0000-4000-8000-00000000abcd");
  return request;
}

}  // namespace careloop::rpc

#endif  // CARELOOP_TESTS_UNIT_RPC_TEST_SERVICE_H_
