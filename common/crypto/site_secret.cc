#include "common/crypto/site_secret.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/status_macros.h"
#include "common/crypto/sodium_init.h"

namespace careloop {
namespace {

constexpr size_t kMaxFileSize = 256;

class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0) : fd_(open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int fd() const { return fd_; }

 private:
  const int fd_;
};

absl::Status Bad(const std::string& path, const std::string& what) {
  return absl::FailedPreconditionError(absl::StrCat("secret file ", path, ": ", what));
}

absl::Status Failed(const std::string& path, const char* verb) {
  return absl::ErrnoToStatus(errno, absl::StrCat("secret file ", path, ": cannot ", verb));
}

absl::Status CheckIsPrivate(int fd, const std::string& path) {
  struct stat info;
  if (fstat(fd, &info) != 0) return Failed(path, "stat");
  if (!S_ISREG(info.st_mode)) return Bad(path, "is not a regular file");
  if ((info.st_mode & 077) == 0) return absl::OkStatus();
  return Bad(path, absl::StrFormat("others may use it (mode %04o); make it 0600", info.st_mode & 07777));
}

absl::StatusOr<std::string> ReadPrivate(const std::string& path) {
  const File file(path, O_RDONLY | O_NONBLOCK);
  if (file.fd() < 0) return Failed(path, "open");
  RETURN_IF_ERROR(CheckIsPrivate(file.fd(), path));
  std::string text(kMaxFileSize + 1, '\0');
  const ssize_t size = read(file.fd(), text.data(), text.size());
  if (size < 0) return Failed(path, "read");
  if (static_cast<size_t>(size) > kMaxFileSize)
    return Bad(path, absl::StrCat("is longer than ", kMaxFileSize, " bytes"));
  text.resize(size);
  return text;
}

bool DecodeHex(std::string_view text, SecretKey::Bytes& out) {
  size_t size = 0;
  return sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr) == 0 &&
         size == out.size();
}

bool DecodeBase64(std::string_view text, SecretKey::Bytes& out) {
  for (const int variant : {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
                            sodium_base64_VARIANT_URLSAFE, sodium_base64_VARIANT_URLSAFE_NO_PADDING}) {
    size_t size = 0;
    if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr, variant) == 0 &&
        size == out.size()) {
      return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<SecretKey> LoadSiteSecret(const std::string& path) {
  InitSodium();
  ASSIGN_OR_RETURN(std::string text, ReadPrivate(path));
  absl::StripTrailingAsciiWhitespace(&text);
  SecretKey::Bytes bytes{};
  const bool decoded = DecodeHex(text, bytes) || DecodeBase64(text, bytes);
  const SecretKey secret(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  sodium_memzero(text.data(), text.size());
  if (!decoded) return Bad(path, "does not hold 32 bytes as 64 hex digits or as base64");
  return secret;
}

absl::Status CreateSiteSecret(const std::string& path, Random& random) {
  const File file(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (file.fd() < 0) return Failed(path, "create");
  const std::string line = absl::StrCat(absl::BytesToHexString(random.Bytes(SecretKey::kSize)), "\n");
  if (write(file.fd(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) return Failed(path, "write");
  if (fsync(file.fd()) != 0) return Failed(path, "sync");
  return absl::OkStatus();
}

}  // namespace careloop
