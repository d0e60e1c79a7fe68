#include "common/crypto/secret_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "common/base/descriptor.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/sodium_init.h"

namespace careloop {
namespace {

absl::Status Failed(const std::string& path, const char* verb) {
  return absl::ErrnoToStatus(errno, ForAbsl(StrCat("secret file ", path, ": cannot ", verb)));
}

absl::Status CheckIsPrivate(int fd, const std::string& path) {
  struct stat info;
  if (fstat(fd, &info) != 0) return Failed(path, "stat");
  if (!S_ISREG(info.st_mode)) return BadSecretFile(path, "is not a regular file");
  if ((info.st_mode & 077) == 0) return absl::OkStatus();
  return BadSecretFile(path, absl::StrFormat("others may use it (mode %04o); make it 0600", info.st_mode & 07777));
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

absl::Status BadSecretFile(const std::string& path, std::string_view what) {
  return absl::FailedPreconditionError(ForAbsl(StrCat("secret file ", path, ": ", what)));
}

absl::StatusOr<std::string> ReadSecretText(const std::string& path, size_t most) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (file < 0) return Failed(path, "open");
  RETURN_IF_ERROR(CheckIsPrivate(file, path));
  std::string text(most + 1, '\0');
  const ssize_t size = read(file, text.data(), text.size());
  if (size < 0) return Failed(path, "read");
  if (static_cast<size_t>(size) > most) return BadSecretFile(path, StrCat("is longer than ", most, " bytes"));
  text.resize(size);
  return text;
}

absl::Status CheckClosedToOthers(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0 || (info.st_mode & (S_IROTH | S_IWOTH)) == 0) return absl::OkStatus();
  const auto mode = absl::StrFormat("others may use it (mode %04o)", info.st_mode & 07777);
  return absl::FailedPreconditionError(StrCat(path, ": ", mode, "; make it 0600, or 0640 for a group"));
}

std::optional<SecretKey> SecretFromText(std::string_view text) {
  InitSodium();
  const absl::string_view stripped = absl::StripAsciiWhitespace(ForAbsl(text));
  const std::string_view digits(stripped.data(), stripped.size());
  SecretKey::Bytes bytes{};
  const bool decoded = DecodeHex(digits, bytes) || DecodeBase64(digits, bytes);
  std::optional<SecretKey> secret;
  if (decoded) secret = SecretKey(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return secret;
}

}  // namespace careloop
