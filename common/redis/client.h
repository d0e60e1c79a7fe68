#ifndef CARELOOP_COMMON_REDIS_CLIENT_H_
#define CARELOOP_COMMON_REDIS_CLIENT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/redis/reply.h"

namespace careloop::redis {

// A Redis Function of the service's library, by the name its Lua source registers it under.
struct Function {
  std::string_view name;
  enum class Effect { kReads, kWrites } effect;
};

// The port to Redis: everything a store does is one call of one Redis Function, which is atomic.
//
// Thread-safe. The task resumes its awaiter on the client's loop thread, where nothing may block. Calls are sent in the
// order in which they are awaited, over one pipelined connection, and each reply is checked to carry its own call's
// nonce.
//
// Errors, with their reasons:
//   UNAVAILABLE STORE_UNAVAILABLE       not connected, not durable, queue full, or the connection broke while the call
//   was in
//                                       flight. The outcome of a write is then unknown: repeat it with the same request
//                                       id.
//   DEADLINE_EXCEEDED DEADLINE_EXCEEDED `deadline` passed; the outcome of a write is unknown, as above.
//   RESOURCE_EXHAUSTED STORE_FULL       Redis is at its memory limit; nothing was written.
//   INTERNAL INTERNAL                   the function failed; nothing was written.
class Client {
 public:
  virtual ~Client() = default;

  // The function's reply without its leading nonce: the elements that its Lua code returned.
  virtual Task<absl::StatusOr<Reply::Array>> Run(Function function, std::vector<std::string> args,
                                                 Deadline deadline) = 0;
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_CLIENT_H_
