#ifndef CARELOOP_COMMON_REDIS_HANDSHAKE_H_
#define CARELOOP_COMMON_REDIS_HANDSHAKE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "common/redis/function_library.h"
#include "common/redis/reply.h"

namespace careloop::redis {

// One of the users of deploy/redis/users.acl.in.
struct Credentials {
  std::string user;
  std::string password;
};

// What a client asks of Redis before its connection serves calls: the durable profile, and its function library. As the
// loader it checks the settings and loads; it goes on as the service's own user, who may do neither.
class Handshake {
 public:
  Handshake(Credentials loader, Credentials service, const FunctionLibrary& library);

  // All of its commands, to be sent at once on a new connection; replies are then judged from the first again.
  const std::string& Begin();

  // Judges the next reply. An error says what must be changed (a setting and its value, a user, the library); Redis'
  // own text is in it only for the library, which holds nobody's data.
  absl::Status OnReply(const Reply& reply);
  bool done() const { return step_ == kSteps; }

 private:
  static constexpr size_t kSteps = 4;

  const Credentials loader_;
  const Credentials service_;
  std::string commands_;
  size_t step_ = 0;
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_HANDSHAKE_H_
