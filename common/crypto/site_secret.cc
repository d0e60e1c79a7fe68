#include "common/crypto/site_secret.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/descriptor.h"
#include "common/base/status_macros.h"
#include "common/crypto/secret_file.h"

namespace careloop {
namespace {

constexpr size_t kMaxFileSize = 256;

absl::Status Failed(const std::string& path, const char* verb) {
  return absl::ErrnoToStatus(errno, absl::StrCat("secret file ", path, ": cannot ", verb));
}

}  // namespace

absl::StatusOr<SecretKey> LoadSiteSecret(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, ReadSecretText(path, kMaxFileSize));
  const std::optional<SecretKey> secret = SecretFromText(text);
  sodium_memzero(text.data(), text.size());
  if (!secret) return BadSecretFile(path, "does not hold 32 bytes as 64 hex digits or as base64");
  return *secret;
}

absl::Status CreateSiteSecret(const std::string& path, Random& random) {
  const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file < 0) return Failed(path, "create");
  const std::string line = absl::StrCat(absl::BytesToHexString(random.Bytes(SecretKey::kSize)), "\n");
  if (write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size())) return Failed(path, "write");
  if (fsync(file) != 0) return Failed(path, "sync");
  return absl::OkStatus();
}

}  // namespace careloop
