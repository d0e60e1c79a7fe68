#ifndef CARELOOP_COMMON_REDIS_ADDRESS_H_
#define CARELOOP_COMMON_REDIS_ADDRESS_H_

#include <sys/socket.h>

#include <string_view>

#include "absl/status/statusor.h"

namespace careloop::redis {

// Where a Redis server listens, ready for connect().
struct Address {
  sockaddr_storage storage = {};
  socklen_t size = 0;
};

// Parses "unix:/path/to/socket" or "host:port" ("[::1]:6379" for IPv6). A host name is looked up here, once, and the
// look-up blocks: call it at start, never on a loop thread. INVALID_ARGUMENT names what is wrong.
absl::StatusOr<Address> ParseAddress(std::string_view text);

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_ADDRESS_H_
