#ifndef CARELOOP_COMMON_AUTH_REVOCATION_FILE_H_
#define CARELOOP_COMMON_AUTH_REVOCATION_FILE_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "common/auth/revocation_list.h"
#include "common/base/mutex.h"

namespace careloop {

// The list in a revocation file, followed as the file changes. Thread-safe, but one thread at a time calls Poll.
class RevocationFile final : public RevocationSource {
 public:
  // An unreadable or bad file is an error, which names it and stops the start of a service.
  static absl::StatusOr<std::unique_ptr<RevocationFile>> Load(std::string path);

  // Reads the file again and takes its list if it has changed. A file that has become bad or unreadable is logged once,
  // as an error, and the list stays as it was: who was revoked remains so. Blocks while it reads.
  void Poll();

  std::shared_ptr<const RevocationList> Current() const override;

 private:
  RevocationFile(std::string path, std::string text, std::shared_ptr<const RevocationList> list);

  const std::string path_;
  std::string seen_;  // what the file held when last read, good or bad, or why it could not be read
  mutable Mutex mutex_;
  std::shared_ptr<const RevocationList> list_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_REVOCATION_FILE_H_
