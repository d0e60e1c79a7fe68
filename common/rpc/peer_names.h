#ifndef CARELOOP_COMMON_RPC_PEER_NAMES_H_
#define CARELOOP_COMMON_RPC_PEER_NAMES_H_

#include <grpcpp/security/tls_certificate_verifier.h>

#include <memory>
#include <string>
#include <vector>

namespace careloop::rpc {

// Lets in whose certificate bears one of some names, as a DNS name or a URI among its subject alternative names, letter
// for letter: that a CA of the site has signed it is not enough, and its common name counts for nothing. With
// `or_nobody` also who has shown no certificate.
std::shared_ptr<grpc::experimental::CertificateVerifier> OnlyPeersNamed(std::vector<std::string> names,
                                                                        bool or_nobody = false);

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_PEER_NAMES_H_
