#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_SCRATCH_DIRECTORY_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_SCRATCH_DIRECTORY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace careloop::content {

// A directory for files that are worth nothing once the process has ended. Nobody else may read it. It is removed with
// this object; what a process that was killed has left behind, a later one removes.
class ScratchDirectory {
 public:
  // In the folder `parent`. FAILED_PRECONDITION (FAILED_STATE) that names it if nothing can be made there.
  static absl::StatusOr<std::unique_ptr<ScratchDirectory>> Create(const std::string& parent);
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  ScratchDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  const std::string path_;
  const int lock_;  // a file that is locked for as long as somebody uses the directory
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_SCRATCH_DIRECTORY_H_
