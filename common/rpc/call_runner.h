#ifndef CARELOOP_COMMON_RPC_CALL_RUNNER_H_
#define CARELOOP_COMMON_RPC_CALL_RUNNER_H_

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "common/auth/authenticator.h"
#include "common/auth/method_policy.h"
#include "common/base/random.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "common/rpc/access_audit.h"
#include "common/rpc/admission.h"
#include "common/rpc/educational.h"
#include "common/rpc/from_records.h"
#include "common/rpc/kept_reply.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/reply_stream.h"
#include "common/rpc/status_map.h"

namespace careloop::rpc {

// The policy of one RPC: who may call it, for how long, and what its request must look like. No RPC runs without one.
// `validate` is pure, and sees the request before anything else happens with it.
template <typename Request>
struct Policy {
  MethodPolicy row;
  absl::Status (*validate)(const Request&);
};

template <typename Request>
concept ChangesSomething = requires(const Request& r) { r.request_id(); };

// A request that is answered with a message and changes nothing.
template <typename Request, typename Answer>
concept IsLook = !ChangesSomething<Request> && requires(const Answer& answer) { MessageOf(answer); };

// What becomes of the error of a request that is refused before it is handled; see CallRunner::Unary.
struct AsItIs {
  absl::Status operator()(absl::Status error, const auto& /*request*/) const { return error; }
};

// Written once for all services: authenticate -> role -> request id -> validate -> deadline -> handle -> access log ->
// guard -> one log line. Thread-safe; must outlive every call, that is, the server.
class CallRunner {
 public:
  struct Limits {
    Admission::Limits calls;
    Admission::Limits streams{.total = 50'000, .per_caller = 20};
    // When CheckOpenStreams runs: of a few thousand it takes a fraction of a second, in which its thread does nothing
    // else.
    int tokens_verified_at_once = 2'000;
    // Role `service` is for those alone whose connection shows a certificate: a stolen token is not enough.
    bool services_need_certificate = false;
  };

  CallRunner(Authenticator& authenticator, Random& random, Limits limits)
      : authenticator_(authenticator),
        random_(random),
        calls_(limits.calls, "calls in flight"),
        streams_(limits.streams, "open streams"),
        tokens_verified_at_once_(limits.tokens_verified_at_once),
        services_need_certificate_(limits.services_need_certificate) {}

  // Records accesses from now on; of a service without patients none are. Before the first call; `audit` outlives this.
  void RecordAccesses(AccessAudit& audit) { audit_ = &audit; }

  // Runs a unary RPC. `handle` is a coroutine `Task<absl::StatusOr<Response>>(const Call&, const Request&)`, or of a
  // FromRecords<Response>; it may capture, since it is kept here until it has finished, as are the call and the
  // request. `refuse` may add to the error of a request that is not valid, for a caller who has to be told something
  // all the same; it may look at the request, and trust nothing of it.
  template <typename Request, typename Response, typename Handle, typename Refuse = AsItIs>
  grpc::ServerUnaryReactor* Unary(const Policy<Request>& policy, grpc::CallbackServerContext* context,
                                  const Request* request, Response* response, Handle handle, Refuse refuse = {}) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const auto put = [response](Response reply) {
      static const bool teaches = MayTeach(Response::descriptor());
      absl::Status status = teaches ? CheckEducational(reply) : absl::OkStatus();
      if (status.ok()) *response = std::move(reply);
      return status;
    };
    StartDetached(Drive(policy, context, request, reactor, std::move(handle), put, std::move(refuse)));
    return reactor;
  }

  // The same of an RPC whose replies are kept: `handle` answers `Task<absl::StatusOr<KeptReply<Response>>>`, whose
  // bytes are sent as they are. The service registers such a method as a raw one.
  template <typename Request, typename Handle>
  grpc::ServerUnaryReactor* Kept(const Policy<Request>& policy, grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* request, grpc::ByteBuffer* response, Handle handle) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const auto put = [response](const auto& reply) {
      *response = reply.Share();
      return absl::OkStatus();
    };
    StartDetached(Drive(policy, context, Received<Request>(*request), reactor, std::move(handle), put));
    return reactor;
  }

  // Runs an RPC that answers with a stream that ends. `handle` is a coroutine
  // `Task<absl::Status>(const Call&, const Request&, ReplyStream<Response>&)`, kept like that of Unary; its status ends
  // the stream. The row's limit is for the whole stream.
  template <typename Response, typename Request, typename Handle>
  grpc::ServerWriteReactor<Response>* Stream(const Policy<Request>& policy, grpc::CallbackServerContext* context,
                                             const Request* request, Handle handle) {
    const auto stream = ReplyStream<Response>::Create(*context);
    StartDetached(DriveStream(policy, context, request, stream, std::move(handle)));
    return stream.get();
  }

  // What a call or a stream holds while it runs, and what its log line says at the end.
  struct Admitted {
    Call call;
    Admission::Ticket ticket;
    OpenStreams::Place place;  // of a stream
    bool traced = false;       // the caller is told the trace id
  };

  // Authenticates, checks the role and gives `stream` a place among the open streams. For streams without an end, which
  // many feed (EventStream); the caller of this calls LogEnd.
  absl::StatusOr<Admitted> AdmitStream(const MethodPolicy& row, grpc::CallbackServerContext& context,
                                       const std::shared_ptr<OpenStream>& stream);

  // Ends the open streams whose callers could not open them now: the token has expired or was revoked, or its key is
  // trusted no more, which of very many is found out over several runs. They fail as a call would; a client that does
  // not read is cut off when this runs for the second time. Runs on one thread at a time; the runtime calls it twice a
  // second.
  void CheckOpenStreams();
  size_t open_streams() { return open_streams_.size(); }

  // Whether no call and no stream is in flight, but for answers that are on their way out.
  bool idle() const { return calls_.in_flight() == 0 && streams_.in_flight() == 0; }

  static void LogEnd(const MethodPolicy& row, const Call& call, const absl::Status& status, absl::Time start);

 private:
  // A request that arrived as bytes.
  template <typename Request>
  class Received {
   public:
    explicit Received(grpc::ByteBuffer bytes)
        : readable_(grpc::SerializationTraits<Request>::Deserialize(&bytes, &request_).ok()) {}

    const Request& operator*() const { return request_; }
    const Request* operator->() const { return &request_; }
    bool operator==(std::nullptr_t) const { return !readable_; }

   private:
    Request request_;
    bool readable_;
  };

  // `request` is a pointer, or what acts like one, that is null if the request could not be read. `put` takes the reply
  // of `handle`, unless the guard holds it back.
  template <typename Request, typename Pointer, typename Handle, typename Put, typename Refuse = AsItIs>
  Task<void> Drive(const Policy<Request>& policy, grpc::CallbackServerContext* context, Pointer request,
                   grpc::ServerUnaryReactor* reactor, Handle handle, Put put, Refuse refuse = {}) {
    const absl::Time start = absl::Now();
    Admitted admitted;
    absl::Status status = Admit(policy.row, *context, calls_, admitted);
    if (status.ok() && request == nullptr) status = Unreadable();
    if (status.ok()) {
      if constexpr (ChangesSomething<Request>) {
        status = TakeRequestId(request->request_id(), *request, admitted.call);
      }
      if (status.ok()) status = policy.validate(*request);
      if (!status.ok()) status = refuse(std::move(status), *request);
    }
    if constexpr (ChangesSomething<Request>) {
      if (status.ok() && audit_ != nullptr) status = audit_->BeforeChange(policy.row, *request, admitted.call);
    }
    if (status.ok() && audit_ != nullptr && policy.row.ground == Ground::kAllRecords) {
      status = co_await audit_->BeforeWork(policy.row, admitted.call, *request);
    }
    if (status.ok()) {
      auto result = co_await handle(admitted.call, *request);
      status = result.status();
      if constexpr (IsLook<Request, std::decay_t<decltype(*result)>>) {
        if (status.ok() && IsWatched(policy.row, admitted.call)) {
          status = co_await audit_->BeforeAnswer(policy.row, admitted.call, *request, &MessageOf(*result),
                                                 PatientsBehind(*result));
        }
      }
      if (status.ok()) status = put(*std::move(result));
    }
    if (audit_ != nullptr && request != nullptr && AccessAudit::IsDenial(admitted.call, status)) {
      co_await audit_->Denied(policy.row, admitted.call, *request);
    }
    if (!status.ok()) TraceFailure(*context, admitted);
    LogEnd(policy.row, admitted.call, status, start);
    admitted.ticket = {};
    reactor->Finish(ToGrpcStatus(status));  // the call, its request and its context may be gone from here on
  }

  template <typename Request, typename Response, typename Handle>
  Task<void> DriveStream(const Policy<Request>& policy, grpc::CallbackServerContext* context, const Request* request,
                         std::shared_ptr<ReplyStream<Response>> stream, Handle handle) {
    const absl::Time start = absl::Now();
    Admitted admitted;
    absl::Status status = Admit(policy.row, *context, streams_, admitted);
    if (status.ok()) status = policy.validate(*request);
    if (status.ok()) {
      if (IsWatched(policy.row, admitted.call)) {  // with the first message: a refusal is no look
        stream->BeforeFirst([&] { return audit_->BeforeAnswer(policy.row, admitted.call, *request, nullptr); });
      }
      admitted.place = open_streams_.Add(admitted.call.caller, stream);
      stream->Limit(admitted.call.deadline);
      absl::Status handled = co_await handle(admitted.call, *request, *stream);
      status = stream->Outcome(std::move(handled));
    }
    if (audit_ != nullptr && AccessAudit::IsDenial(admitted.call, status)) {
      co_await audit_->Denied(policy.row, admitted.call, *request);
    }
    LogEnd(policy.row, admitted.call, status, start);
    admitted.place = {};
    admitted.ticket = {};
    stream->End(status);  // the call, its request and its context may be gone from here on
  }

  absl::Status Admit(const MethodPolicy& row, grpc::CallbackServerContext& context, Admission& admission,
                     Admitted& admitted);
  bool IsWatched(const MethodPolicy& row, const Call& call) const {
    return audit_ != nullptr && AccessAudit::IsOfOthers(row, call);
  }
  static absl::Status Unreadable();
  static void TraceFailure(grpc::CallbackServerContext& context, Admitted& admitted);
  static absl::Status TakeRequestId(const std::string& id, const google::protobuf::Message& request, Call& call);

  Authenticator& authenticator_;
  Random& random_;
  Admission calls_;
  Admission streams_;
  OpenStreams open_streams_;
  const int tokens_verified_at_once_;
  const bool services_need_certificate_;
  AccessAudit* audit_ = nullptr;
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_CALL_RUNNER_H_
