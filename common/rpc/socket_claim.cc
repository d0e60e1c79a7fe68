#include "common/rpc/socket_claim.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::rpc {
namespace {

constexpr std::string_view kScheme = "unix:";

// As gRPC reads it: "unix:PATH", or "unix://" and an absolute path.
std::string PathOf(std::string_view address) {
  address.remove_prefix(kScheme.size());
  if (address.starts_with("//")) address.remove_prefix(2);
  return std::string(address);
}

absl::Status Refused(const std::string& address, std::string_view why) {
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, StrCat("listen: ", address, " ", why));
}

// A path that is too long for a socket is left to gRPC to refuse.
bool SomebodyListens(const std::string& path) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.size() >= sizeof(name.sun_path)) return false;
  path.copy(name.sun_path, path.size());
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const bool connected = connect(probe, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0;
  const bool busy = !connected && errno == EAGAIN;  // its queue is full
  close(probe);
  return connected || busy;
}

}  // namespace

absl::StatusOr<SocketClaim> SocketClaim::Take(const std::string& address) {
  if (!address.starts_with(kScheme)) return SocketClaim(-1);
  const std::string path = PathOf(address);
  const std::string lock_path = path + ".lock";
  SocketClaim claim(open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (claim.lock_ < 0) {
    return Refused(address, StrCat("cannot be used: ", lock_path, ": ", std::generic_category().message(errno)));
  }
  if (flock(claim.lock_, LOCK_EX | LOCK_NB) != 0 || SomebodyListens(path)) {
    return Refused(address, "is in use by another process");
  }
  return claim;
}

SocketClaim::~SocketClaim() {
  if (lock_ >= 0) close(lock_);
}

}  // namespace careloop::rpc
