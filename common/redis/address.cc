#include "common/redis/address.h"

#include <netdb.h>
#include <sys/un.h>

#include <cstring>
#include <memory>
#include <string>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::redis {
namespace {

absl::Status BadAddress(std::string_view text, std::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField,
               StrCat("Redis address '", text, "' ", what, "; give unix:/path or host:port"));
}

absl::StatusOr<Address> UnixAddress(std::string_view text, std::string_view path) {
  sockaddr_un un = {};
  if (path.empty()) return BadAddress(text, "has no path");
  if (path.size() >= sizeof(un.sun_path)) {
    return BadAddress(text, StrCat("has a path longer than ", sizeof(un.sun_path) - 1, " bytes"));
  }
  un.sun_family = AF_UNIX;
  path.copy(un.sun_path, path.size());
  Address address;
  std::memcpy(&address.storage, &un, sizeof(un));
  address.size = sizeof(un);
  return address;
}

absl::StatusOr<Address> TcpAddress(std::string_view text, std::string host, const std::string& port) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0) {
    return BadAddress(text, StrCat("cannot be resolved (", gai_strerror(error), ")"));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  Address address;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.size = found->ai_addrlen;
  return address;
}

}  // namespace

absl::StatusOr<Address> ParseAddress(std::string_view text) {
  constexpr std::string_view kUnix = "unix:";
  if (text.starts_with(kUnix)) return UnixAddress(text, text.substr(kUnix.size()));
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size())
    return BadAddress(text, "has no host or no port");
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return TcpAddress(text, std::string(host), std::string(text.substr(colon + 1)));
}

}  // namespace careloop::redis
