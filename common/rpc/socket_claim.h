#ifndef CARELOOP_COMMON_RPC_SOCKET_CLAIM_H_
#define CARELOOP_COMMON_RPC_SOCKET_CLAIM_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace careloop::rpc {

// The right of this process to listen on the path of a unix socket, from before it binds until it ends. gRPC by itself
// removes any socket that it finds at the path, also one that is in use.
//
// It is a lock on the file PATH.lock, which stays behind: the kernel gives the lock back however the process ends, and
// a socket that was left at the path is then no obstacle.
class SocketClaim {
 public:
  // Nothing to claim, and always OK, for an address that is not "unix:PATH". FAILED_PRECONDITION, with a message for
  // the operator, if another process has the claim, if anybody listens at the path, or if the lock file cannot be made.
  static absl::StatusOr<SocketClaim> Take(const std::string& address);

  SocketClaim(SocketClaim&& other) noexcept : lock_(std::exchange(other.lock_, -1)) {}
  SocketClaim& operator=(SocketClaim&& other) = delete;
  ~SocketClaim();

 private:
  explicit SocketClaim(int lock) : lock_(lock) {}

  int lock_;  // -1: none
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_SOCKET_CLAIM_H_
