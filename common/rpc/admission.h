#ifndef CARELOOP_COMMON_RPC_ADMISSION_H_
#define CARELOOP_COMMON_RPC_ADMISSION_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"

namespace careloop::rpc {

// Bounds what is in flight, in all and per caller: one busy portal must not starve another person, and gRPC's own
// thread limit does not act on callback methods. Thread-safe; a Ticket must not outlive its Admission.
class Admission {
 public:
  struct Limits {
    int total = 4096;
    int per_caller = 256;
  };

  // Holds one place until it is destroyed.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&& other) noexcept;
    Ticket& operator=(Ticket&& other) noexcept;
    ~Ticket();

   private:
    friend class Admission;
    Ticket(Admission* admission, std::string caller) : admission_(admission), caller_(std::move(caller)) {}

    Admission* admission_ = nullptr;
    std::string caller_;
  };

  // `what` names the thing that is bounded, for the message ("calls in flight").
  Admission(Limits limits, std::string what) : limits_(limits), what_(std::move(what)) {}

  // RESOURCE_EXHAUSTED with reason TOO_MANY_CALLS at a limit, which the message names.
  absl::StatusOr<Ticket> Admit(const std::string& caller);

  int in_flight() const { return total_.load(std::memory_order_relaxed); }

 private:
  struct Shard {
    Mutex mutex;
    absl::flat_hash_map<std::string, int> counts ABSL_GUARDED_BY(mutex);
  };

  void Release(const std::string& caller);
  Shard& ShardOf(const std::string& caller);
  absl::Status Refusal(int limit, const char* whose) const;

  const Limits limits_;
  const std::string what_;
  std::atomic<int> total_ = 0;
  std::array<Shard, 16> shards_;
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_ADMISSION_H_
