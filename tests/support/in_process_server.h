#ifndef CARELOOP_TESTS_SUPPORT_IN_PROCESS_SERVER_H_
#define CARELOOP_TESTS_SUPPORT_IN_PROCESS_SERVER_H_

#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/rpc/server.h"

namespace careloop::testing {

// The server of common/rpc with some services, in this process, and a channel to it. Drained by the destructor.
class InProcessServer {
 public:
  // `services` outlive this.
  explicit InProcessServer(const std::vector<grpc::Service*>& services,
                           rpc::ServerOptions options = {.listen = "127.0.0.1:0"})
      : server_(rpc::Server::Start(options, services).value()), channel_(NewChannel()) {}
  ~InProcessServer() { server_->Drain(absl::Seconds(5)); }

  const std::string& address() const { return server_->address(); }
  rpc::Server& server() { return *server_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // A channel with a connection of its own.
  std::shared_ptr<grpc::Channel> NewChannel() const {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(address(), grpc::InsecureChannelCredentials(), arguments);
  }

 private:
  const std::unique_ptr<rpc::Server> server_;
  const std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_IN_PROCESS_SERVER_H_
