#ifndef CARELOOP_COMMON_AUTH_JWKS_FILE_H_
#define CARELOOP_COMMON_AUTH_JWKS_FILE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/jwks.h"
#include "common/base/mutex.h"

namespace careloop {

// The keys of a JWKS file, followed as the file changes. Thread-safe, but one thread at a time calls Poll.
class JwksFile final : public KeySource {
 public:
  // How often a service polls: a new key is known, and a removed one refused, within this time.
  static constexpr absl::Duration kPollInterval = absl::Milliseconds(250);

  // An unreadable or bad file is an error, which stops the start of a service.
  static absl::StatusOr<std::unique_ptr<JwksFile>> Load(std::string path);

  // Reads the file again and takes its keys if it has changed. A file that has become bad or unreadable is logged once,
  // and the keys stay as they were. Blocks while it reads.
  void Poll();

  std::shared_ptr<const KeySet> Current() const override;
  uint64_t version() const override { return version_.load(std::memory_order_acquire); }

 private:
  JwksFile(std::string path, std::string text, std::shared_ptr<const KeySet> keys);

  const std::string path_;
  std::string seen_;  // what the file held when last read, good or bad, or why it could not be read
  mutable Mutex mutex_;
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);
  std::atomic<uint64_t> version_ = 1;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_JWKS_FILE_H_
