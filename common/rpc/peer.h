#ifndef CARELOOP_COMMON_RPC_PEER_H_
#define CARELOOP_COMMON_RPC_PEER_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <coroutine>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/strings.h"
#include "common/base/task.h"
#include "common/rpc/status_map.h"

namespace careloop::rpc {

// A channel to another service, "host:port" or "unix:path", kept alive and reconnected by gRPC. Plaintext if there are
// no credentials (see Tls::ForClient).
std::shared_ptr<grpc::Channel> PeerChannel(const std::string& address,
                                           std::shared_ptr<grpc::ChannelCredentials> credentials = nullptr);

// Awaits one unary call of a peer. Resumes on a thread of gRPC.
template <typename AsyncStub, typename Request, typename Response>
class PeerCall {
 public:
  using Method = void (AsyncStub::*)(grpc::ClientContext*, const Request*, Response*,
                                     std::function<void(grpc::Status)>);

  PeerCall(AsyncStub* stub, Method method, const Request& request, Response& response, grpc::ClientContext& context)
      : stub_(stub), method_(method), request_(request), response_(response), context_(context) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiter) {
    (stub_->*method_)(&context_, &request_, &response_, [this, awaiter](grpc::Status status) {
      status_ = std::move(status);
      awaiter.resume();
    });
  }
  absl::Status await_resume() { return FromPeerStatus(status_); }

 private:
  AsyncStub* stub_;
  Method method_;
  const Request& request_;
  Response& response_;
  grpc::ClientContext& context_;
  grpc::Status status_;
};

// Calls a peer with `token` (a person's own, or the service's), until `deadline`. Errors as FromPeerStatus says.
//
//   using Peer = ContentService::StubInterface::async_interface;
//   auto reply = co_await CallPeer(stub_->async(), &Peer::GetPublication, request, call.caller->token, call.deadline);
template <typename AsyncStub, typename Request, typename Response>
Task<absl::StatusOr<Response>> CallPeer(std::type_identity_t<AsyncStub>* stub,
                                        void (AsyncStub::*method)(grpc::ClientContext*, const Request*, Response*,
                                                                  std::function<void(grpc::Status)>),
                                        Request request, std::string token, Deadline deadline) {
  grpc::ClientContext context;
  context.AddMetadata("authorization", StrCat("Bearer ", token));
  context.set_deadline(
      std::chrono::system_clock::now() +
      std::chrono::duration_cast<std::chrono::system_clock::duration>(deadline - std::chrono::steady_clock::now()));
  Response response;
  const absl::Status status = co_await PeerCall<AsyncStub, Request, Response>(stub, method, request, response, context);
  if (!status.ok()) co_return status;
  co_return response;
}

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_PEER_H_
