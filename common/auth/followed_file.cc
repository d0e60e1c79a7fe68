#include "common/auth/followed_file.h"

#include <fstream>

#include "common/base/strings.h"

namespace careloop {

absl::StatusOr<std::string> ReadFollowedFile(std::string_view kind, const std::string& path, size_t limit) {
  std::ifstream file(path, std::ios::binary);
  std::string text(limit + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && file.fail()) return absl::NotFoundError(StrCat(kind, " ", path, ": cannot be read"));
  if (static_cast<size_t>(file.gcount()) > limit) {
    return absl::InvalidArgumentError(StrCat(kind, " ", path, ": is longer than ", limit, " bytes"));
  }
  text.resize(file.gcount());
  return text;
}

}  // namespace careloop
