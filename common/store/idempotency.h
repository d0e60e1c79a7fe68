#ifndef CARELOOP_COMMON_STORE_IDEMPOTENCY_H_
#define CARELOOP_COMMON_STORE_IDEMPOTENCY_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "common/crypto/keyed_hash.h"
#include "common/redis/client.h"
#include "common/redis/reply.h"

namespace careloop::store {

// The client's half of define_write in prelude.lua: a changing call repeated with its request id has its first outcome,
// for at least 24 hours, across restarts and instances.
//
// The record holds a keyed fingerprint, never the request: what a person wrote cannot be guessed from it. Records are
// kept in one hash per day and shard (1/256th of the keys), so that they stay small and expire whole. Thread-safe.
class Idempotency {
 public:
  Idempotency(const KeyedHash& hash, const Clock& clock) : hash_(hash), clock_(clock) {}

  // What this call's request was answered before; nothing if it is new; INVALID_ARGUMENT (REQUEST_ID_REUSED) if its id
  // was used for other values. For a command that asks a peer before it writes: a repetition has its first outcome
  // also when the peer is down, or answers differently now. All others are spared this round trip.
  Task<absl::StatusOr<std::optional<std::string>>> EarlierOutcome(redis::Client& redis, const Call& call) const;

  // Whoever is given that outcome looks at what is somebody else's, which define_write records and this for
  // EarlierOutcome: to be called once it is clear that they may have it, and before it leaves. Without a round trip
  // where it is the caller's own.
  Task<absl::Status> RecordRepetition(redis::Client& redis, const Call& call) const;

  // The arguments of a write function: its own, then those that define_write reads.
  std::vector<std::string> Args(const Call& call, std::vector<std::string> own) const;

 private:
  const KeyedHash& hash_;
  const Clock& clock_;
};

// What a word that a write function refuses with means to the caller.
struct Refusal {
  std::string_view word;
  absl::StatusCode code;
  std::string_view reason;
  std::string_view message;
  bool is_denial = false;  // see common/base/denial.h
};

// The outcome of a write function, or the status of its refusal. INTERNAL for a reply that is neither.
absl::StatusOr<std::string> OutcomeOf(const redis::Reply::Array& reply, std::span<const Refusal> refusals);

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_IDEMPOTENCY_H_
