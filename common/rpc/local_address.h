#ifndef CARELOOP_COMMON_RPC_LOCAL_ADDRESS_H_
#define CARELOOP_COMMON_RPC_LOCAL_ADDRESS_H_

#include <string>
#include <string_view>

#include "absl/strings/numbers.h"
#include "common/base/strings.h"

namespace careloop::rpc {

// Whether what is sent to this address never leaves the machine: "unix:PATH", or a HOST:PORT of the loopback.
inline bool IsLocal(std::string_view address) {
  return address.starts_with("unix:") || address.starts_with("127.0.0.1:") || address.starts_with("[::1]:") ||
         address.starts_with("localhost:");
}

// What is wrong with an address that is to be served on or called at; empty if nothing is.
inline std::string AddressFault(std::string_view address) {
  const size_t colon = address.rfind(':');
  int port = -1;
  const bool is_tcp = colon != address.npos && colon > 0 &&
                      absl::SimpleAtoi(ForAbsl(address.substr(colon + 1)), &port) && port >= 0 && port <= 65'535;
  const bool fits = address.starts_with("unix:") ? address.size() > 5 : is_tcp;
  return fits ? "" : "needs HOST:PORT with a port of 0 to 65535, or unix:PATH";
}

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_LOCAL_ADDRESS_H_
