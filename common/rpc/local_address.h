#ifndef CARELOOP_COMMON_RPC_LOCAL_ADDRESS_H_
#define CARELOOP_COMMON_RPC_LOCAL_ADDRESS_H_

#include <string_view>

namespace careloop::rpc {

// Whether what is sent to this address never leaves the machine: "unix:PATH", or a HOST:PORT of the loopback.
inline bool IsLocal(std::string_view address) {
  return address.starts_with("unix:") || address.starts_with("127.0.0.1:") || address.starts_with("[::1]:") ||
         address.starts_with("localhost:");
}

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_LOCAL_ADDRESS_H_
