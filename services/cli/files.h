#ifndef CARELOOP_SERVICES_CLI_FILES_H_
#define CARELOOP_SERVICES_CLI_FILES_H_

#include <sys/types.h>

#include <fstream>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace careloop::cli {

// The whole of a file. Errors name the file and what is wrong with it: a directory, or more than `most` bytes, of which
// then none is read.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t most = std::string::npos);

// Writes a file anew with these permissions, in one step: a reader sees all of the old or all of the new text.
absl::Status WriteFile(const std::string& path, std::string_view text, mode_t mode);

// A file that comes bit by bit: into PATH.part, which Complete puts in the place of PATH. Until then what was at PATH
// stays as it was, and without Complete for good: the part is removed. The permissions stay, too; a new file is the
// user's alone. What is no regular file, such as a pipe, is written directly.
class NewFile {
 public:
  explicit NewFile(std::string path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  absl::Status Open();
  std::ostream& out() { return out_; }
  absl::Status Complete();

 private:
  const std::string path_;
  const std::string part_;
  std::ofstream out_;
};

// `path` itself if it is a file, else the .md files in it, in the order of their names.
std::vector<std::string> MarkdownFiles(const std::string& path);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_FILES_H_
