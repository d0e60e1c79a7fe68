#ifndef CARELOOP_COMMON_RPC_STATUS_MAP_H_
#define CARELOOP_COMMON_RPC_STATUS_MAP_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace careloop::rpc {

// The only two ways between a status inside and a status on the wire.
//
// To the wire: one google.rpc.ErrorInfo with the reason (domain "careloop"), a LocalizedMessage with what the person
// has to read (never cut) and a BadRequest with the field violations if there are any, the message cut to 1,024 bytes
// since it travels in a trailer. A status that was not made by careloop::Error, whose text nobody checked, becomes
// INTERNAL without its text, yet with what the person has to read.
grpc::Status ToGrpcStatus(const absl::Status& status);

// From a peer: code and reason are kept, so that NOT_FOUND at the peer is NOT_FOUND here. What went wrong between the
// two (no connection, no answer in time, a peer that does not trust us) is UNAVAILABLE with reason PEER_UNAVAILABLE,
// and PeersCodeOf if it did answer.
absl::Status FromPeerStatus(const grpc::Status& status);

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_STATUS_MAP_H_
