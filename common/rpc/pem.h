#ifndef CARELOOP_COMMON_RPC_PEM_H_
#define CARELOOP_COMMON_RPC_PEM_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

// What TLS files have to hold, checked before gRPC sees them: it would go on with what it cannot use. Errors never hold
// any of the text.
namespace careloop::rpc {

// A private key, the certificate for it, and those between it and its CA, in PEM. Until when the certificate is good.
absl::StatusOr<absl::Time> CheckIdentity(const std::string& pem, absl::Time now);

// One or more certificates in PEM.
absl::Status CheckAuthorities(const std::string& pem);

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_PEM_H_
