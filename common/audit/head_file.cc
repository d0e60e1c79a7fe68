#include "common/audit/head_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/durable_file.h"

namespace careloop::audit {
namespace {

constexpr off_t kTail = 64 << 10;  // more than any two lines

absl::Status Failed(const std::string& path, const char* verb) {
  return absl::ErrnoToStatus(errno, StrCat(path, ": cannot ", verb));
}

}  // namespace

absl::StatusOr<std::unique_ptr<HeadFile>> HeadFile::Open(std::string path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (fd < 0) return Failed(path, "open");
  auto file = std::unique_ptr<HeadFile>(new HeadFile(path, fd));
  RETURN_IF_ERROR(SyncFolderOf(path.find('/') == std::string::npos ? "./" + path : path));
  return file;
}

absl::StatusOr<bool> HeadFile::TakeTurn() {
  if (flock(fd_, LOCK_EX | LOCK_NB) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  return Failed(path_, "lock");
}

absl::StatusOr<std::optional<std::string>> HeadFile::LastLine() const {
  struct stat info{};
  if (fstat(fd_, &info) != 0) return Failed(path_, "stat");
  const off_t start = std::max<off_t>(info.st_size - kTail, 0);
  std::string tail(static_cast<size_t>(info.st_size - start), '\0');
  if (pread(fd_, tail.data(), tail.size(), start) != static_cast<ssize_t>(tail.size())) return Failed(path_, "read");
  const size_t end = tail.rfind('\n');
  if (end == std::string::npos) return std::optional<std::string>();
  const size_t before = end == 0 ? std::string::npos : tail.rfind('\n', end - 1);
  const size_t first = before == std::string::npos ? 0 : before + 1;
  return std::optional<std::string>(tail.substr(first, end - first));
}

// In one write. A crash may leave a part of a line: the next one begins on its own.
absl::Status HeadFile::Append(std::string_view line) {
  struct stat info{};
  char last = '\n';
  if (fstat(fd_, &info) != 0) return Failed(path_, "stat");
  if (info.st_size > 0 && pread(fd_, &last, 1, info.st_size - 1) != 1) return Failed(path_, "read");
  const std::string text = StrCat(last == '\n' ? "" : "\n", line, "\n");
  const ssize_t written = write(fd_, text.data(), text.size());
  if (written < 0) return Failed(path_, "write");
  if (static_cast<size_t>(written) < text.size()) return absl::ResourceExhaustedError(StrCat(path_, ": is full"));
  return fdatasync(fd_) == 0 ? absl::OkStatus() : Failed(path_, "sync");
}

}  // namespace careloop::audit
