#ifndef CARELOOP_COMMON_SERVICE_TOKEN_FILE_H_
#define CARELOOP_COMMON_SERVICE_TOKEN_FILE_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"

namespace careloop::service {

// The token with which a service calls another in its own name, followed as the file changes: tokens expire, and what
// renews them writes a new file. Thread-safe, but one thread at a time calls Poll.
class TokenFile {
 public:
  // FAILED_PRECONDITION, naming the file, if it cannot be read, is empty, or holds what cannot be a token.
  static absl::StatusOr<std::unique_ptr<TokenFile>> Load(std::string path);

  // Reads the file again. One that has become bad or unreadable is logged once, and the token stays as it was.
  void Poll();

  std::string Current() const;

 private:
  TokenFile(std::string path, std::string token) : path_(std::move(path)), token_(std::move(token)) {}

  const std::string path_;
  bool bad_ = false;  // when last read
  mutable Mutex mutex_;
  std::string token_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::service

#endif  // CARELOOP_COMMON_SERVICE_TOKEN_FILE_H_
