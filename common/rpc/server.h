#ifndef CARELOOP_COMMON_RPC_SERVER_H_
#define CARELOOP_COMMON_RPC_SERVER_H_

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/health.h"
#include "common/rpc/socket_claim.h"

namespace careloop::rpc {

struct ServerOptions {
  // "127.0.0.1:0" picks a port.
  std::string listen;
  // Of Tls::ForServer. None: plaintext, which is refused on an address that is not local (IsLocal) unless that is asked
  // for.
  std::shared_ptr<grpc::ServerCredentials> credentials = nullptr;
  bool plaintext_on_network = false;
  bool reflection = false;
  int max_request_bytes = 4 << 20;
  int max_metadata_bytes = 16 << 10;  // an 8 KiB token and what a proxy adds
  // A portal back end multiplexes many people on one connection.
  int max_streams_per_connection = 10'000;
  absl::Duration max_connection_age = absl::Minutes(30);
  // Streams that end by themselves within this time are never cut by the age of their connection.
  absl::Duration connection_age_grace = absl::Minutes(15);
};

// A listening gRPC server with grpc.health.v1, NOT_SERVING at first (see Health). Thread-safe.
class Server {
 public:
  // FAILED_PRECONDITION if the address cannot be bound (also when another process listens there) or is not a local one.
  // `services` outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       const std::vector<grpc::Service*>& services);

  // What clients connect to: "127.0.0.1:41234" or "unix:/path".
  const std::string& address() const { return address_; }

  // What the health service says of the server and of each of its services.
  void SetServing(bool serving);

  // NOT_SERVING for ever, no new calls; waits up to `limit` for those in flight, then cuts them. Those who watch the
  // health are told and let go. Not in a signal handler.
  //
  // `idle` tells whether no call is in flight: then nobody is waited for who only keeps a connection. A client that is
  // frozen, or gone without a word, does so for ever.
  void Drain(absl::Duration limit, const std::function<bool()>& idle = [] { return false; });

 private:
  Server(SocketClaim claim, std::unique_ptr<Health> health, std::unique_ptr<grpc::Server> server, std::string address)
      : claim_(std::move(claim)),
        health_(std::move(health)),
        server_(std::move(server)),
        address_(std::move(address)) {}

  const SocketClaim claim_;
  const std::unique_ptr<Health> health_;
  std::unique_ptr<grpc::Server> server_;
  const std::string address_;
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_SERVER_H_
