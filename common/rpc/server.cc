#include "common/rpc/server.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/grpc.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <chrono>
#include <future>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/log/log.h"
#include "common/rpc/local_address.h"

namespace careloop::rpc {
namespace {

// While a drain waits: how often it looks, and what the last answers get to reach those who do read them.
constexpr absl::Duration kLookAgain = absl::Milliseconds(10);
constexpr absl::Duration kLastBytes = absl::Milliseconds(200);

// Anybody can send bytes over which it complains, in lines of its own and before anybody has asked who they are.
void SilenceProtobuf() {
  google::protobuf::SetLogHandler([](google::protobuf::LogLevel level, const char*, int, const std::string&) {
    const bool fatal = level == google::protobuf::LOGLEVEL_FATAL;
    log::LogEvent(fatal ? log::Level::kError : log::Level::kDebug, "protobuf_complained");
  });
}

void Configure(grpc::ServerBuilder& builder, const ServerOptions& options) {
  builder.SetMaxReceiveMessageSize(options.max_request_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, options.max_metadata_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_streams_per_connection);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             static_cast<int>(absl::ToInt64Milliseconds(options.max_connection_age)));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                             static_cast<int>(absl::ToInt64Milliseconds(options.connection_age_grace)));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 5'000);
  // With it, a second process would bind the same port in silence and take half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

std::string BoundAddress(const std::string& listen, int port) {
  if (listen.starts_with("unix:")) return listen;
  return StrCat(listen.substr(0, listen.rfind(':')), ":", port);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const std::vector<grpc::Service*>& services) {
  if (options.credentials == nullptr && !options.plaintext_on_network && !IsLocal(options.listen)) {
    return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                 StrCat("listen: ", options.listen,
                        " is not a loopback address or a unix socket, and without TLS the service speaks plaintext"));
  }
  SilenceProtobuf();
  ASSIGN_OR_RETURN(SocketClaim claim, SocketClaim::Take(options.listen));
  if (options.reflection) grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  Configure(builder, options);
  int port = 0;
  builder.AddListeningPort(
      options.listen, options.credentials != nullptr ? options.credentials : grpc::InsecureServerCredentials(), &port);
  for (grpc::Service* service : services) builder.RegisterService(service);
  auto health = std::make_unique<Health>();
  health->AddTo(builder);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                 StrCat("listen: ", options.listen, " cannot be bound; does another process listen there?"));
  }
  return std::unique_ptr<Server>(
      new Server(std::move(claim), std::move(health), std::move(server), BoundAddress(options.listen, port)));
}

void Server::SetServing(bool serving) { health_->SetServing(serving); }

void Server::Drain(absl::Duration limit, const std::function<bool()>& idle) {
  health_->End();
  const auto deadline = std::chrono::system_clock::now() + absl::ToChronoNanoseconds(limit);
  const auto ended = std::async(std::launch::async, [&] { server_->Shutdown(deadline); });
  const auto ends_within = [&](absl::Duration time) {
    return ended.wait_for(absl::ToChronoNanoseconds(time)) == std::future_status::ready;
  };
  while (!ends_within(kLookAgain)) {
    if (!idle() || ends_within(kLastBytes) || !idle()) continue;
    grpc_server_cancel_all_calls(server_->c_server());  // which closes all connections
    break;
  }
  ended.wait();
  server_->Wait();
}

}  // namespace careloop::rpc
