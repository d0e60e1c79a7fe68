#ifndef CARELOOP_SERVICES_CLI_DEV_WORKSPACE_H_
#define CARELOOP_SERVICES_CLI_DEV_WORKSPACE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/auth/token_signer.h"

namespace careloop::cli {

// The files of one `careloop dev`, for its user alone: in the data directory what persists (Redis's data, secrets, the
// signing key, logs), in the run directory what does not (the socket, process ids). Move-only.
class Workspace {
 public:
  // Takes `data_directory`, created if need be, for this process alone; if it is empty, the data lives in the run
  // directory.
  static absl::StatusOr<Workspace> Open(const std::string& data_directory);

  Workspace(Workspace&& other) noexcept;
  Workspace& operator=(Workspace&&) = delete;
  ~Workspace();  // removes the run directory

  std::string InRun(const std::string& name) const { return run_ + "/" + name; }
  std::string InData(const std::string& name) const { return data_ + "/" + name; }
  const std::string& run_directory() const { return run_; }

  // Makes the secrets that are missing: a password for each Redis user, a secret for each service, a signing key and
  // its public half. Writes the users' file from the template at `acl_template`.
  absl::Status WriteSecrets(const std::string& acl_template) const;

  // The key made by WriteSecrets().
  absl::StatusOr<TokenSigner> Signer() const;

 private:
  Workspace() = default;

  absl::Status Lock();
  absl::StatusOr<std::string> Password(const std::string& user) const;
  absl::Status WriteKeys() const;

  std::string run_;
  std::string data_;
  int lock_ = -1;
};

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_DEV_WORKSPACE_H_
