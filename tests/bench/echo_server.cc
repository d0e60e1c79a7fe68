#include <signal.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "absl/synchronization/mutex.h"
#include "common/auth/jwks_file.h"
#include "common/auth/token_authenticator.h"
#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "tests/bench/echo.grpc.pb.h"

namespace careloop::bench {
namespace {

// Plain callback handlers: no coroutine, no log line, and but for Fetch no token. What the suite spends above them is
// all its own.
class EchoHandler final : public EchoService::CallbackService {
 public:
  explicit EchoHandler(Authenticator& authenticator) : authenticator_(authenticator) {}

 private:
  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoResponse* response) override {
    response->set_payload(request->payload());
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerUnaryReactor* Fetch(grpc::CallbackServerContext* context, const FetchRequest* request,
                                  FetchResponse* response) override {
    const auto token = context->client_metadata().find("authorization");
    const bool given = token != context->client_metadata().end();
    const auto caller = authenticator_.Authenticate(given ? std::string_view(token->second.data(), token->second.size())
                                                          : std::string_view());
    if (caller.ok()) response->mutable_payload()->assign(static_cast<size_t>(request->bytes()), 'x');
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(rpc::ToGrpcStatus(caller.status()));
    return reactor;
  }

  Authenticator& authenticator_;
};

struct Options {
  std::string jwks, issuer;
};

Options Read(int argc, char** argv) {
  Options options;
  CLI::App app("What the suite's calls are compared with");
  app.add_option("--jwks", options.jwks)->required();
  app.add_option("--issuer", options.issuer)->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return options;
}

// Serves on a free loopback port, whose address it prints, until SIGTERM or SIGINT.
int Main(int argc, char** argv) {
  const Options options = Read(argc, argv);
  const auto keys = JwksFile::Load(options.jwks);
  if (!keys.ok()) {
    std::cerr << keys.status().message() << std::endl;
    return 1;
  }
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as the services do
  const SystemClock clock;
  TokenAuthenticator authenticator({.issuer = options.issuer}, **keys, clock);
  EchoHandler echo(authenticator);
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

int main(int argc, char** argv) { return careloop::bench::Main(argc, argv); }
