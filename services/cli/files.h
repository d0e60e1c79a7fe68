#ifndef CARELOOP_SERVICES_CLI_FILES_H_
#define CARELOOP_SERVICES_CLI_FILES_H_

#include <sys/types.h>

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

// `path` itself if it is a file, else the .md files in it, in the order of their names.
std::vector<std::string> MarkdownFiles(const std::string& path);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_FILES_H_
