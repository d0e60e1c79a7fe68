#include "common/base/site_file.h"

#include <fstream>
#include <sstream>

#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop {

absl::StatusOr<std::string> ReadSiteFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file || !text) {
    return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                 StrCat(path, ": cannot be read, or is empty"));
  }
  return text.str();
}

}  // namespace careloop
