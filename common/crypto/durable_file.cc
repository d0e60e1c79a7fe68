#include "common/crypto/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "common/base/descriptor.h"
#include "common/base/status_macros.h"

namespace careloop {
namespace {

absl::Status Failed(const std::string& path, const char* verb) {
  return absl::ErrnoToStatus(errno, absl::StrCat(path, ": cannot ", verb));
}

absl::Status WriteAll(int fd, const std::string& path, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0) return Failed(path, "write");
    text.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(fd) == 0 ? absl::OkStatus() : Failed(path, "sync");
}

}  // namespace

absl::StatusOr<std::optional<std::string>> ReadIfThere(const std::string& path, struct stat* info) {
  const Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd < 0 && errno == ENOENT) return std::optional<std::string>();
  if (fd < 0 || (info != nullptr && fstat(fd, info) != 0)) return Failed(path, "open");
  std::string text;
  char buffer[4096];
  while (true) {
    const ssize_t size = read(fd, buffer, sizeof(buffer));
    if (size < 0) return Failed(path, "read");
    if (size == 0) return std::optional<std::string>(std::move(text));
    text.append(buffer, static_cast<size_t>(size));
  }
}

// A name is on the disk when its folder is.
absl::Status SyncFolderOf(const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/'));
  const Descriptor fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd >= 0 && fsync(fd) == 0 ? absl::OkStatus() : Failed(folder, "sync");
}

absl::Status WriteDurably(const std::string& path, std::string_view text) {
  const std::string next = path + kUnfinished;
  {
    const Descriptor fd(open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (fd < 0) return Failed(next, "create");
    RETURN_IF_ERROR(WriteAll(fd, next, text));
  }
  if (rename(next.c_str(), path.c_str()) != 0) return Failed(path, "replace");
  return SyncFolderOf(path);
}

absl::Status WipeInPlace(const std::string& path) {
  const Descriptor fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  struct stat info{};
  if (fd < 0 || fstat(fd, &info) != 0) return Failed(path, "open");
  return WriteAll(fd, path, std::string(static_cast<size_t>(info.st_size), '\0'));
}

}  // namespace careloop
