#include "services/cli/dev/workspace.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/site_secret.h"
#include "common/crypto/sodium_random.h"
#include "common/redis/acl.h"
#include "services/cli/exit_code.h"
#include "services/cli/files.h"

namespace careloop::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLongestRunDirectory = 90;  // the path of a socket in it may have 107 characters

absl::StatusOr<std::string> NewRunDirectory() {
  const char* parent = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nothing changes the environment
  std::string path = StrCat(parent == nullptr ? "/tmp" : parent, "/careloop-XXXXXX");
  if (path.size() > kLongestRunDirectory) return UsageError(StrCat("TMPDIR is too long for a unix socket in ", path));
  if (mkdtemp(path.data()) == nullptr) return UsageError(StrCat("cannot make a directory like ", path));
  return path;
}

absl::Status MakeDirectories(const std::string& data) {
  for (const char* name : {"", "/redis", "/log", "/secrets", "/keys", "/keys/journal", "/keys/messaging", "/audit"}) {
    std::error_code error;
    fs::create_directories(data + name, error);
    if (!error) fs::permissions(data + name, fs::perms::owner_all, error);
    if (error) return UsageError(StrCat("cannot use ", data, name, ": ", error.message()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Workspace> Workspace::Open(const std::string& data_directory) {
  Workspace workspace;
  ASSIGN_OR_RETURN(workspace.run_, NewRunDirectory());
  workspace.data_ = data_directory.empty() ? workspace.InRun("data") : fs::absolute(data_directory).string();
  RETURN_IF_ERROR(MakeDirectories(workspace.data_));
  RETURN_IF_ERROR(workspace.Lock());
  return workspace;
}

Workspace::Workspace(Workspace&& other) noexcept
    : run_(std::exchange(other.run_, "")), data_(std::move(other.data_)), lock_(std::exchange(other.lock_, -1)) {}

Workspace::~Workspace() {
  std::error_code ignored;
  if (!run_.empty()) fs::remove_all(run_, ignored);
  if (lock_ >= 0) close(lock_);
}

absl::Status Workspace::Lock() {
  lock_ = open(InData("lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  return UsageError(StrCat("--data: ", data_, " is in use by another careloop dev"));
}

absl::StatusOr<std::string> Workspace::Password(const std::string& user) const {
  const std::string path = InData(StrCat("secrets/", user, ".password"));
  if (!fs::exists(path)) {
    SodiumRandom random;
    RETURN_IF_ERROR(WriteFile(path, NewId(random), 0600));
  }
  return ReadFile(path);
}

absl::Status Workspace::WriteKeys() const {
  SodiumRandom random;
  for (const char* service : {"content", "journal", "messaging"}) {
    const std::string path = InData(StrCat("secrets/", service, ".secret"));
    if (!fs::exists(path)) RETURN_IF_ERROR(CreateSiteSecret(path, random));
  }
  const std::string wrapping = InData("secrets/key-encryption-keys");
  if (!fs::exists(wrapping)) RETURN_IF_ERROR(CreateSiteSecret(wrapping, random));  // of the same format
  const std::string key = InData("secrets/signing-key.json");
  if (fs::exists(key)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const TokenSigner signer, TokenSigner::Create("careloop-dev"));
  RETURN_IF_ERROR(WriteFile(InData("jwks.json"), signer.PublicJwks(), 0600));
  return WriteFile(key, signer.PrivateJwk(), 0600);
}

absl::Status Workspace::WriteSecrets(const std::string& acl_template) const {
  RETURN_IF_ERROR(WriteKeys());
  std::map<std::string, std::string> passwords;
  for (const char* user : {"content", "journal", "messaging", "loader"}) {
    ASSIGN_OR_RETURN(passwords[user], Password(user));
  }
  ASSIGN_OR_RETURN(const std::string text, ReadFile(acl_template));
  ASSIGN_OR_RETURN(const std::string users, redis::RenderAcl(text, passwords));
  return WriteFile(InData("secrets/users.acl"), users, 0600);
}

absl::StatusOr<TokenSigner> Workspace::Signer() const {
  ASSIGN_OR_RETURN(const std::string key, ReadFile(InData("secrets/signing-key.json")));
  return TokenSigner::FromPrivateJwk(key);
}

}  // namespace careloop::cli
