#ifndef CARELOOP_COMMON_RPC_HEALTH_H_
#define CARELOOP_COMMON_RPC_HEALTH_H_

#include <grpcpp/server_builder.h>

#include <map>
#include <memory>
#include <set>
#include <string>

#include "common/base/mutex.h"
#include "common/rpc/event_stream.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace careloop::rpc {

// grpc.health.v1 of one server, NOT_SERVING at first: one answer for the server as a whole (the empty name) and for
// each of its services by full name. In place of gRPC's own, whose open Watch streams hold up a drain to its limit.
// Needs no token. Thread-safe; outlives the server.
class Health final : public grpc::health::v1::Health::CallbackService {
 public:
  using Request = grpc::health::v1::HealthCheckRequest;
  using Response = grpc::health::v1::HealthCheckResponse;

  // Streams that may be open at once: whoever asks is not known, so not bounded as a caller. One more is refused with
  // RESOURCE_EXHAUSTED, reason TOO_MANY_CALLS.
  static constexpr size_t kMostWatches = 1'000;

  // Makes this a service of the server that `builder` builds. Once.
  void AddTo(grpc::ServerBuilder& builder);

  void SetServing(bool serving);

  // NOT_SERVING for ever; the streams say so and end.
  void End();

  // NOT_FOUND for a service that the server does not have.
  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response) override;
  // The state now, then each change. SERVICE_UNKNOWN, and nothing more, for a service that the server does not have.
  grpc::ServerWriteReactor<Response>* Watch(grpc::CallbackServerContext* context, const Request* request) override;

 private:
  using Stream = EventStream<Response>;
  class Registration;

  bool Knows(const std::string& service) const { return service.empty() || services_.contains(service); }
  Response::ServingStatus Now() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Open(const std::shared_ptr<Stream>& stream, bool known);
  void Tell() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::set<std::string> services_;  // full names; complete before the first call
  Mutex mutex_;
  bool serving_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  // What is open, and whether it watches something that the server has.
  std::map<std::shared_ptr<Stream>, bool> watches_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_HEALTH_H_
