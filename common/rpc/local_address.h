#ifndef CARELOOP_COMMON_RPC_LOCAL_ADDRESS_H_
#define CARELOOP_COMMON_RPC_LOCAL_ADDRESS_H_

#include <string_view>

#include "absl/strings/numbers.h"
#include "common/base/strings.h"

namespace careloop::rpc {

// Whether what is sent to this address never leaves the machine: "unix:PATH", or a HOST:PORT of the loopback.
inline bool IsLocal(std::string_view address) {
  return address.starts_with("unix:") || address.starts_with("127.0.0.1:") || address.starts_with("[::1]:") ||
         address.starts_with("localhost:");
}

// Whether it can be served on or called at: "unix:PATH", or HOST:PORT with a port of 0 to 65535.
inline bool IsAddress(std::string_view address) {
  if (address.starts_with("unix:")) return address.size() > 5;
  const size_t colon = address.rfind(':');
  int port = -1;
  return colon != address.npos && colon > 0 && absl::SimpleAtoi(ForAbsl(address.substr(colon + 1)), &port) &&
         port >= 0 && port <= 65'535;
}

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_LOCAL_ADDRESS_H_
