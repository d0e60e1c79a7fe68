#ifndef CARELOOP_COMMON_CRYPTO_DURABLE_FILE_H_
#define CARELOOP_COMMON_CRYPTO_DURABLE_FILE_H_

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

// Small secret files that survive a crash of the machine at any moment. Errors name the path. All of this blocks.
namespace careloop {

// Nothing if there is no such file. `info` gets what that file was before it was read.
absl::StatusOr<std::optional<std::string>> ReadIfThere(const std::string& path, struct stat* info = nullptr);

// What WriteDurably appends to a path for the file that it makes first, and that a crash leaves.
inline constexpr char kUnfinished[] = ".next";

// Replaces the file, or creates it, in one step, readable by its owner alone; on the disk when this returns. One writer
// of a path at a time.
absl::Status WriteDurably(const std::string& path, std::string_view text);

// What was renamed in the folder of `path` survives a crash after this.
absl::Status SyncFolderOf(const std::string& path);

// Writes zeros over what is in the file, so that on a disk that writes in place nothing is left of it.
absl::Status WipeInPlace(const std::string& path);

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_DURABLE_FILE_H_
