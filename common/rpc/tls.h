#ifndef CARELOOP_COMMON_RPC_TLS_H_
#define CARELOOP_COMMON_RPC_TLS_H_

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/rpc/memory_file.h"

namespace careloop::rpc {

// Who a process is, and whose word it takes for who the others are: two PEM files, followed as they change. What they
// hold is taken over for the handshakes that come, within a second after Poll has seen it; connections that are open
// stay. Thread-safe, but one thread at a time calls Poll.
//
// gRPC reads what was found good from memory, not from the files: half a file, or a key without its certificate, never
// reaches it.
class Tls {
 public:
  struct Files {
    std::string identity;  // private key, certificate, and those up to its CA; closed to others than owner and group
    std::string ca;        // the CAs that certificates of others must come from
  };

  // INVALID_ARGUMENT, FAILED_PRECONDITION (its mode) or NOT_FOUND that names the file that cannot be used.
  static absl::StatusOr<std::unique_ptr<Tls>> Load(Files files, const Clock& clock);

  // Reads the files again. What has become bad, or is not valid yet, is logged once, as an error, and stays as it was
  // until it is good.
  void Poll();

  // For a server: clients need a certificate of the CA that bears one of `names`. With `or_without`, one that has no
  // certificate is let in too.
  std::shared_ptr<grpc::ServerCredentials> ForServer(std::vector<std::string> names, bool or_without) const;
  // For a client: shows the identity, and the server's certificate must be of the CA and bear `name`.
  std::shared_ptr<grpc::ChannelCredentials> ForClient(const std::string& name) const;

 private:
  using Check = absl::Status (*)(const std::string& pem, absl::Time now);

  // One of the two.
  struct File {
    const std::string path;
    const Check check;
    const bool secret;
    std::string seen;   // when last read, good or bad, or why it could not be read
    bool taken = true;  // it was good; what was not may become so with time
    MemoryFile good;
  };
  static absl::StatusOr<std::unique_ptr<File>> Read(const std::string& path, Check check, bool secret, absl::Time now);
  void Poll(File& file);

  Tls(std::unique_ptr<File> identity, std::unique_ptr<File> ca, const Clock& clock);

  const Clock& clock_;
  const std::unique_ptr<File> identity_;
  const std::unique_ptr<File> ca_;
  const std::shared_ptr<grpc::experimental::FileWatcherCertificateProvider> provider_;
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_TLS_H_
