#ifndef CARELOOP_COMMON_REDIS_ASYNC_CLIENT_H_
#define CARELOOP_COMMON_REDIS_ASYNC_CLIENT_H_

#include <atomic>
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/random.h"
#include "common/redis/client.h"
#include "common/redis/function_check.h"
#include "common/redis/function_library.h"
#include "common/redis/handshake.h"
#include "common/redis/link.h"
#include "common/redis/loop.h"

namespace careloop::redis {

struct AsyncClientOptions {
  std::string address;  // "unix:/path" or "host:port"
  std::string service;  // the prefix of its functions, e.g. "messaging"
  std::string tag;      // KEYS[1] of every call, e.g. "{m:demo}": the hash tag that all of the service's keys carry
  Credentials loader;
  Credentials user;
  std::string library;  // Lua source, with @VERSION@ where the version goes
  StoreTie tie;
  absl::Duration check_functions_every = absl::Minutes(1);

  size_t max_calls = 8192;              // waiting for a reply
  size_t max_bytes = size_t{64} << 20;  // of commands waiting for a reply
  absl::Duration command_timeout = kPatience;
  absl::Duration connect_timeout = kPatience;
  absl::Duration first_backoff = absl::Milliseconds(20);
  absl::Duration longest_backoff = absl::Milliseconds(500);
};

// The Client over one pipelined connection, which is thrown away, with all that is in flight on it, after any error
// reply but "out of memory" and the failure of a function over what is stored, which bears the call's nonce, after a
// command that Redis leaves unanswered for `command_timeout`, and after a reply that does not carry its call's nonce: a
// reply to an earlier call would be another patient's data. Time in which this process itself stood still is not held
// against Redis.
//
// A caller's own earlier deadline ends only the wait. The call keeps its place in the pipeline and its late reply is
// dropped; otherwise one caller with very short deadlines could cut everybody off.
//
// A call that cannot be sent (not ready, too many waiting, deadline passed) fails on the caller's own thread. A task
// that has started must run to its end before it is destroyed.
//
// Whoever has the loader's password can replace the functions: they are compared with the library at each connection
// and once a minute, and while they differ the client is not ready and has logged the error redis_functions_changed.
//
// Destruction: Stop every client, then the Loop, then destroy in any order; a destructor stops first what still runs.
class AsyncClient final : public Client, private Link::Owner {
 public:
  // Told each time when readiness or the reason for not being ready changes; on the loop thread. The reason is fit for
  // a log.
  using ReadinessCallback = std::function<void(bool ready, std::string_view reason)>;

  // Starts to connect at once and goes on trying until Stop. `loop` and `random` outlive the client. INVALID_ARGUMENT
  // for an address that cannot be parsed.
  static absl::StatusOr<std::unique_ptr<AsyncClient>> Create(AsyncClientOptions options, Loop& loop, Random& random,
                                                             ReadinessCallback on_readiness);
  ~AsyncClient() override;

  Task<absl::StatusOr<Reply::Array>> Run(Function function, std::vector<std::string> args, Deadline deadline) override;

  bool ready() const { return ready_.load(std::memory_order_acquire); }

  // Fails all calls that wait with UNAVAILABLE, and closes. Not from the loop thread; may be repeated.
  void Stop();

 private:
  // Lives in the frame of the call's Run; its address is in queue_ or in_flight_ until it is resumed.
  struct PendingCall {
    AsyncClient& client;
    std::string_view function;
    uint64_t number;
    std::string command;
    Deadline deadline;
    absl::StatusOr<Reply::Array> result = Reply::Array();
    std::coroutine_handle<> waiter = nullptr;

    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle);
    absl::StatusOr<Reply::Array> await_resume() { return std::move(result); }
    void Finish(absl::StatusOr<Reply::Array> outcome);
  };
  // The place in the pipeline of a command that was sent.
  struct Slot {
    PendingCall* call;  // null once its caller has given up
    uint64_t number;
    size_t bytes;
    Deadline deadline;
    std::chrono::steady_clock::time_point sent;
  };

  AsyncClient(AsyncClientOptions options, const Address& address, Loop& loop, Random& random,
              ReadinessCallback on_readiness);

  std::string Nonce(uint64_t number) const;
  std::string Encode(Function function, const std::vector<std::string>& args, uint64_t number) const;
  absl::Status Admit(size_t bytes, Deadline deadline);  // takes room in the queue, to be given back by Release
  void Release(size_t bytes);
  void Submit(PendingCall* call);

  // The rest runs on the loop thread.
  void OnConnected() override;
  void OnReply(Reply reply) override;
  void OnDown(std::string_view why) override;
  void ContinueHandshake(const Reply& reply);
  void GiveUp(const absl::Status& why);
  void CheckFunctionsLater();
  void Answer(const Slot& slot, Reply reply);
  void AnswerError(const Slot& slot, const std::string& error_text);
  void SendSubmitted();
  void FailUnsent(const std::vector<PendingCall*>& calls);
  void FailAllInFlight();
  void StartTick();
  void EnforceTimeLimits();
  void GiveUpOverdueWaits(std::chrono::steady_clock::time_point now);
  void SetReadiness(bool ready, std::string_view reason);

  const AsyncClientOptions options_;
  Loop& loop_;
  const ReadinessCallback on_readiness_;
  const FunctionLibrary library_;
  const std::string nonce_prefix_;

  std::atomic<bool> ready_ = false;
  std::atomic<uint64_t> last_number_ = 0;
  std::atomic<size_t> waiting_calls_ = 0;
  std::atomic<size_t> waiting_bytes_ = 0;
  Mutex mutex_;
  std::vector<PendingCall*> queue_ ABSL_GUARDED_BY(mutex_);  // submitted, not yet sent

  // Of the loop thread.
  Handshake handshake_;
  std::deque<Slot> in_flight_;
  std::optional<Loop::TimerId> tick_;  // runs only while something is in flight
  bool overdue_ = false;               // the last tick found a command unanswered for too long
  std::string not_ready_reason_ = "connecting";
  FunctionCheck function_check_;
  std::optional<Loop::TimerId> next_check_;
  Link link_;
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_ASYNC_CLIENT_H_
