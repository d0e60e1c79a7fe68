#ifndef CARELOOP_COMMON_AUDIT_HEAD_FILE_H_
#define CARELOOP_COMMON_AUDIT_HEAD_FILE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/descriptor.h"

namespace careloop::audit {

// The file of the heads of one log, to which lines are only ever appended: it may be made append-only (chattr +a). All
// of this blocks. Errors name the path. Of one thread.
class HeadFile {
 public:
  // Creates it if it is not there.
  static absl::StatusOr<std::unique_ptr<HeadFile>> Open(std::string path);

  // Whether this process is the one that may append: for as long as it lives, once it was told so. An error where no
  // process can be.
  absl::StatusOr<bool> TakeTurn();

  // The last line that is whole; nothing in an empty file.
  absl::StatusOr<std::optional<std::string>> LastLine() const;

  // On the disk when this returns.
  absl::Status Append(std::string_view line);

 private:
  HeadFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  const std::string path_;
  const Descriptor fd_;
};

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_HEAD_FILE_H_
