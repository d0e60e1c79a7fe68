#include "common/rpc/memory_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "common/base/strings.h"

namespace careloop::rpc {

MemoryFile::MemoryFile(std::string_view content) : fd_(New(content)) {}
MemoryFile::~MemoryFile() { close(fd_); }

std::string MemoryFile::path() const { return StrCat("/proc/self/fd/", fd_); }

// What fails here has no memory left.
int MemoryFile::New(std::string_view content) {
  const int fd = memfd_create("careloop", MFD_CLOEXEC);
  if (fd < 0 || write(fd, content.data(), content.size()) != static_cast<ssize_t>(content.size())) std::abort();
  // Each version has a time of its own, by which a reader of two parts sees that they belong together.
  const timespec time{.tv_sec = ++versions_, .tv_nsec = 0};
  const timespec times[] = {time, time};
  futimens(fd, times);
  return fd;
}

void MemoryFile::Replace(std::string_view content) {
  const int next = New(content);
  dup3(next, fd_, O_CLOEXEC);  // in one step for those who open the path
  close(next);
}

}  // namespace careloop::rpc
