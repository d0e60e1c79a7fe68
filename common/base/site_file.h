#ifndef CARELOOP_COMMON_BASE_SITE_FILE_H_
#define CARELOOP_COMMON_BASE_SITE_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace careloop {

// The whole of a small file of the site's data. FAILED_PRECONDITION, which stops the start of a service, if it cannot
// be read or is empty; the error names it.
absl::StatusOr<std::string> ReadSiteFile(const std::string& path);

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_SITE_FILE_H_
