#ifndef CARELOOP_COMMON_SERVICE_RUNTIME_H_
#define CARELOOP_COMMON_SERVICE_RUNTIME_H_

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "common/auth/jwks_file.h"
#include "common/auth/revocation_file.h"
#include "common/auth/token_authenticator.h"
#include "common/base/clock.h"
#include "common/crypto/key_store.h"
#include "common/crypto/keyed_hash.h"
#include "common/crypto/secret_key.h"
#include "common/crypto/sodium_random.h"
#include "common/redis/async_client.h"
#include "common/redis/loop.h"
#include "common/redis/stream_tail.h"
#include "common/rpc/access_audit.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/server.h"
#include "common/rpc/tls.h"
#include "common/service/key_tie.h"
#include "common/service/sealing.h"
#include "common/service/settings.h"
#include "common/store/idempotency.h"
#include "common/store/redis_access_log.h"

namespace careloop::service {

// What the three services have in common, in the order in which it is needed: clock, randomness, secret, Redis, tokens,
// calls, server, and a clean stop. A main.cc starts a runtime, builds its own layers on it and serves.
class Runtime {
 public:
  // Blocks the signals that Serve waits for, so it comes before any other thread. `library` is the Lua source of the
  // service's functions; `tag_letter` is the first part of all of its keys ("m" for "{m:SITE}"). `keys` are those of a
  // service with patients. Errors name the setting; FAILED_PRECONDITION also if the Redis belongs to other keys. One
  // that turns out to do so later is not served from.
  static absl::StatusOr<std::unique_ptr<Runtime>> Start(CommonSettings settings, char tag_letter,
                                                        std::string_view library,
                                                        const std::optional<KeySettings>& keys = std::nullopt);
  ~Runtime();

  const Clock& clock() const { return kClock; }
  Random& random() { return random_; }
  Scheduler& scheduler() { return loop_; }
  redis::Client& redis() { return *redis_; }
  rpc::CallRunner& runner() { return *runner_; }
  const SecretKey& secret() const { return secret_; }
  const store::Idempotency& idempotency() const { return idempotency_; }
  KeyStore& key_store() { return *key_store_; }  // of a service with patients

  // Of a service with patients, which calls this once, before it builds its layers: from now on accesses are recorded.
  // Errors name the setting's file.
  absl::Status RecordAccesses();
  audit::AccessLog& access_log() { return *access_log_; }
  rpc::AccessAudit& access_audit() { return *access_audit_; }

  // The service is NOT_SERVING, whatever its Redis says, until the result is called, on any thread: it has something to
  // load first. Before Serve.
  std::function<void()> HoldServing();
  // Runs on the loop thread each time the durable Redis has become ready, before the service says that it is serving.
  void OnReady(std::function<void()> work) { on_ready_.push_back(std::move(work)); }
  // Runs when a stop has begun, while the server still serves: long-lived streams say goodbye here.
  void OnDrain(std::function<void()> work) { on_drain_.push_back(std::move(work)); }
  // To another service, as the settings say: with TLS its certificate must bear the name `certificate`.
  std::shared_ptr<grpc::Channel> PeerChannel(const std::string& address, const std::string& certificate) const;
  // `poll` looks at a file again, twice a second and on a thread where it may block. Before Serve.
  void FollowFile(std::function<void()> poll) { file_polls_.push_back(std::move(poll)); }
  // Follows the stream "TAG:NAME". See redis::StreamTail.
  absl::Status Follow(std::string_view name, redis::StreamTail::Callbacks callbacks);

  // Serves until SIGTERM or SIGINT, drains, and stops every thread that runs work of the service, so that what was
  // built on the runtime may then be destroyed. Says on standard output where it listens. The exit code of the process.
  int Serve(const std::vector<grpc::Service*>& services);

 private:
  // What a service reads at its start and follows as it changes; what its settings do not name is null.
  struct Followed {
    std::unique_ptr<JwksFile> keys;
    std::unique_ptr<RevocationFile> revocations;
    std::unique_ptr<rpc::Tls> tls;
  };
  static absl::StatusOr<Followed> ReadFollowed(const CommonSettings& settings);
  Runtime(CommonSettings settings, SecretKey secret, Followed followed);

  absl::Status TieTo(const KeySettings& keys);
  absl::Status Connect(char tag_letter, std::string_view library);
  void OnReadiness(bool ready, std::string_view reason);
  void ShowHealth();
  void PollFiles(const std::stop_token& stop);
  void StopWork();
  rpc::ServerOptions Listening() const;

  static constexpr SystemClock kClock;

  const CommonSettings settings_;
  SodiumRandom random_;
  const SecretKey secret_;
  const KeyedHash request_hash_;
  const store::Idempotency idempotency_;
  const Followed followed_;
  TokenAuthenticator authenticator_;
  std::unique_ptr<rpc::CallRunner> runner_;
  std::vector<std::function<void()>> on_ready_;
  std::vector<std::function<void()>> on_drain_;
  std::vector<std::function<void()>> file_polls_;
  std::string tag_;
  redis::Credentials user_;
  std::unique_ptr<KeyStore> key_store_;
  std::unique_ptr<KeyTie> key_tie_;
  redis::Loop loop_;
  std::unique_ptr<redis::AsyncClient> redis_;
  std::unique_ptr<store::RedisAccessLog> access_log_;
  std::unique_ptr<rpc::AccessAudit> access_audit_;
  std::unique_ptr<Sealing> sealing_;
  std::vector<std::unique_ptr<redis::StreamTail>> tails_;
  std::unique_ptr<rpc::Server> server_;
  std::jthread files_;
  // Of the loop thread:
  bool serving_ = false;  // Serve has published server_
  bool held_ = false;     // by HoldServing
};

// main() of a service: loads settings, starts, says on standard error what was wrong. 2 for a bad setting, 1 for a
// failed start.
int Fail(const absl::Status& status, int exit_code);

}  // namespace careloop::service

#endif  // CARELOOP_COMMON_SERVICE_RUNTIME_H_
