#ifndef CARELOOP_COMMON_AUTH_FOLLOWED_FILE_H_
#define CARELOOP_COMMON_AUTH_FOLLOWED_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace careloop {

// The whole of a file that is read again and again while others replace it. An error names `kind` ("JWKS file") and the
// path, never what is in the file; one of more than `limit` bytes is an error. Blocks while it reads.
absl::StatusOr<std::string> ReadFollowedFile(std::string_view kind, const std::string& path, size_t limit);

}  // namespace careloop

#endif  // CARELOOP_COMMON_AUTH_FOLLOWED_FILE_H_
