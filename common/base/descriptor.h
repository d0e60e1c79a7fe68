#ifndef CARELOOP_COMMON_BASE_DESCRIPTOR_H_
#define CARELOOP_COMMON_BASE_DESCRIPTOR_H_

#include <unistd.h>

namespace careloop {

// Owns a file descriptor and closes it; below 0 there is none.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return fd_; }  // NOLINT: it is one

 private:
  const int fd_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_DESCRIPTOR_H_
