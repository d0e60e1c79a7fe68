#include "common/service/runtime.h"

#include <condition_variable>
#include <csignal>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/site_secret.h"
#include "common/log/log.h"
#include "common/rpc/peer.h"
#include "common/service/core_dumps.h"
#include "common/service/key_settings.h"

namespace careloop::service {
namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

void PrepareProcess() {
  // Threads inherit the mask: only Serve's sigwait sees the signals, since a server cannot be shut down in a handler.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  TurnOffCoreDumps();
  // The packaged Abseil is a debug build: its lock graph costs a tenth of a send and finds nothing in release.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Runtime>> Runtime::Start(CommonSettings settings, char tag_letter,
                                                        std::string_view library,
                                                        const std::optional<KeySettings>& keys) {
  PrepareProcess();
  RETURN_IF_ERROR(log::Start(
      {.service = settings.service, .level = *log::LevelFromName(settings.log_level), .file = settings.log_file}));
  ASSIGN_OR_RETURN(SecretKey secret, LoadSiteSecret(settings.secret_file));
  ASSIGN_OR_RETURN(Followed followed, ReadFollowed(settings));
  auto runtime = std::unique_ptr<Runtime>(new Runtime(std::move(settings), std::move(secret), std::move(followed)));
  if (keys) RETURN_IF_ERROR(runtime->TieTo(*keys));
  RETURN_IF_ERROR(runtime->Connect(tag_letter, library));
  return runtime;
}

absl::StatusOr<Runtime::Followed> Runtime::ReadFollowed(const CommonSettings& settings) {
  Followed followed;
  ASSIGN_OR_RETURN(followed.keys, JwksFile::Load(settings.jwks));
  if (!settings.revocation_file.empty()) {
    ASSIGN_OR_RETURN(followed.revocations, RevocationFile::Load(settings.revocation_file));
  }
  if (!settings.tls_identity.empty()) {
    ASSIGN_OR_RETURN(followed.tls, rpc::Tls::Load({settings.tls_identity, settings.tls_ca}, kClock));
  }
  return followed;
}

Runtime::Runtime(CommonSettings settings, SecretKey secret, Followed followed)
    : settings_(std::move(settings)),
      secret_(std::move(secret)),
      request_hash_(secret_, "request"),
      idempotency_(request_hash_, kClock),
      followed_(std::move(followed)),
      authenticator_({.issuer = settings_.issuer}, *followed_.keys, kClock, followed_.revocations.get()),
      runner_(std::make_unique<rpc::CallRunner>(
          authenticator_, random_, rpc::CallRunner::Limits{.services_need_certificate = followed_.tls != nullptr})) {}

Runtime::~Runtime() { StopWork(); }

absl::Status Runtime::TieTo(const KeySettings& keys) {
  ASSIGN_OR_RETURN(key_store_, OpenKeyStore(keys, random_, kClock));
  key_tie_ = std::make_unique<KeyTie>(*key_store_);
  FollowFile([this] { key_tie_->Poll(); });
  return absl::OkStatus();
}

absl::Status Runtime::Connect(char tag_letter, std::string_view library) {
  tag_ = StrCat("{", std::string(1, tag_letter), ":", settings_.site, "}");
  user_.user = settings_.service;
  redis::Credentials loader{.user = "loader", .password = ""};
  RETURN_IF_ERROR(ReadSecretFile(settings_.redis_password_file, user_.password));
  RETURN_IF_ERROR(ReadSecretFile(settings_.redis_loader_password_file, loader.password));
  redis::AsyncClientOptions options{.address = settings_.redis,
                                    .service = settings_.service,
                                    .tag = tag_,
                                    .loader = std::move(loader),
                                    .user = user_,
                                    .library = std::string(library)};
  if (key_tie_) {
    ASSIGN_OR_RETURN(options.tie, key_tie_->ForRedis());
  }
  auto on_readiness = [this](bool ready, std::string_view reason) { OnReadiness(ready, reason); };
  ASSIGN_OR_RETURN(redis_, redis::AsyncClient::Create(std::move(options), loop_, random_, std::move(on_readiness)));
  FollowFile([this] { followed_.keys->Poll(); });
  if (followed_.revocations) FollowFile([this] { followed_.revocations->Poll(); });
  if (followed_.tls) FollowFile([this] { followed_.tls->Poll(); });
  return key_tie_ ? key_tie_->Await() : absl::OkStatus();
}

absl::Status Runtime::RecordAccesses() {
  access_log_ = std::make_unique<store::RedisAccessLog>(*redis_, secret_, random_, settings_.service);
  access_audit_ = std::make_unique<rpc::AccessAudit>(*access_log_, settings_.service, kClock);
  runner_->RecordAccesses(*access_audit_);
  ASSIGN_OR_RETURN(
      sealing_, Sealing::Open(settings_.audit_heads, *access_log_, settings_.site, settings_.service, secret_, kClock));
  return absl::OkStatus();
}

std::shared_ptr<grpc::Channel> Runtime::PeerChannel(const std::string& address, const std::string& certificate) const {
  return rpc::PeerChannel(address, followed_.tls ? followed_.tls->ForClient(certificate) : nullptr);
}

rpc::ServerOptions Runtime::Listening() const {
  rpc::ServerOptions options{.listen = settings_.listen,
                             .plaintext_on_network = settings_.plaintext_on_network,
                             .reflection = settings_.reflection};
  if (followed_.tls) {
    options.credentials =
        followed_.tls->ForServer(ListOf(settings_.tls_peers), settings_.tls_clients_without_certificate);
  }
  return options;
}

absl::Status Runtime::Follow(std::string_view name, redis::StreamTail::Callbacks callbacks) {
  redis::StreamTailOptions options{.address = settings_.redis, .user = user_, .key = StrCat(tag_, ":", name)};
  ASSIGN_OR_RETURN(auto tail, redis::StreamTail::Create(std::move(options), loop_, random_, std::move(callbacks)));
  tails_.push_back(std::move(tail));
  return absl::OkStatus();
}

void Runtime::OnReadiness(bool ready, std::string_view reason) {
  // Also before the service serves: the client tells a reason once, and the Redis may be wrong from the start. The
  // reason is made of fixed words and setting names by the Redis client.
  if (!ready)
    log::LogEvent(log::Level::kWarning, "redis_not_ready", {{"reason", absl::UnavailableError(ForAbsl(reason))}});
  if (key_tie_) key_tie_->OnFirstOutcome();
  if (!serving_) return;
  if (ready) {
    log::LogEvent(log::Level::kInfo, "redis_ready");
    for (const auto& work : on_ready_) work();
  }
  ShowHealth();
}

void Runtime::ShowHealth() {
  if (serving_) server_->SetServing(redis_->ready() && !held_);
}

std::function<void()> Runtime::HoldServing() {
  loop_.RunAndWait([this] { held_ = true; });
  return [this] {
    loop_.Post([this] {
      held_ = false;
      ShowHealth();
    });
  };
}

void Runtime::PollFiles(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  const auto interval = absl::ToChronoMilliseconds(JwksFile::kPollInterval);
  for (bool check = false; !stopped.wait_for(lock, stop, interval, [&] { return stop.stop_requested(); });
       check = !check) {
    for (const auto& poll : file_polls_) poll();
    if (check) runner_->CheckOpenStreams();  // of what the files say now
  }
}

int Runtime::Serve(const std::vector<grpc::Service*>& services) {
  auto server = rpc::Server::Start(Listening(), services);
  if (!server.ok()) {
    for (const auto& work : on_drain_) work();
    StopWork();  // what was built on the runtime is destroyed before it
    return Fail(server.status(), 2);
  }
  server_ = *std::move(server);
  if (sealing_) sealing_->Start();
  files_ = std::jthread([this](const std::stop_token& stop) { PollFiles(stop); });
  loop_.RunAndWait([this] {
    serving_ = true;
    if (redis_->ready()) OnReadiness(true, "");
  });
  std::cout << nlohmann::json({{"service", settings_.service}, {"listening", server_->address()}}) << std::endl;
  log::LogEvent(log::Level::kInfo, "listening", {{"address", log::Word(server_->address())}});

  const sigset_t signals = StopSignals();
  int received = 0;
  sigwait(&signals, &received);
  log::LogEvent(log::Level::kInfo, "draining", {{"limit_seconds", settings_.drain_limit_seconds}});
  loop_.RunAndWait([this] { serving_ = false; });
  server_->SetServing(false);
  for (const auto& work : on_drain_) work();
  server_->Drain(absl::Seconds(settings_.drain_limit_seconds), [this] { return runner_->idle(); });
  StopWork();
  log::LogEvent(log::Level::kInfo, "stopped");
  log::Flush();
  return 0;
}

void Runtime::StopWork() {
  files_ = {};  // stops and joins
  if (sealing_) sealing_->Stop();
  for (const auto& tail : tails_) tail->Stop();
  if (redis_) redis_->Stop();
  loop_.Stop();
}

int Fail(const absl::Status& status, int exit_code) {
  std::cerr << status.message() << std::endl;
  return exit_code;
}

}  // namespace careloop::service
