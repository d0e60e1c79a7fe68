#include <signal.h>

#include <iostream>

#include "absl/synchronization/mutex.h"
#include "common/rpc/server.h"
#include "tests/bench/echo.grpc.pb.h"

namespace careloop::bench {
namespace {

// A plain callback handler: no token, no coroutine, no log line. What the suite spends above it is all its own.
class EchoHandler final : public EchoService::CallbackService {
  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoResponse* response) override {
    response->set_payload(request->payload());
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

// Serves on a free loopback port, whose address it prints, until SIGTERM or SIGINT.
int Main() {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as the services do
  EchoHandler echo;
  auto server = rpc::Server::Start({.listen = "127.0.0.1:0"}, {&echo});
  if (!server.ok()) {
    std::cerr << server.status().message() << std::endl;
    return 1;
  }
  std::cout << (*server)->address() << std::endl;
  int received = 0;
  sigwait(&stop, &received);
  (*server)->Drain(absl::Seconds(1));
  return 0;
}

}  // namespace
}  // namespace careloop::bench

int main() { return careloop::bench::Main(); }
