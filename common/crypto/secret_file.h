#ifndef CARELOOP_COMMON_CRYPTO_SECRET_FILE_H_
#define CARELOOP_COMMON_CRYPTO_SECRET_FILE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/crypto/secret_key.h"

namespace careloop {

// FAILED_PRECONDITION that names a secret file and says what is wrong with it.
absl::Status BadSecretFile(const std::string& path, std::string_view what);

// A secret file of at most `most` bytes. Errors name the file: it cannot be read, is longer, or somebody but its owner
// may use it.
absl::StatusOr<std::string> ReadSecretText(const std::string& path, size_t most);

// For what holds a password, a token or a TLS key, which a group of processes may share: FAILED_PRECONDITION, naming
// file and mode, if others than owner and group may read or write it. OK where there is no file: its reader says so.
absl::Status CheckClosedToOthers(const std::string& path);

// The key that 64 hex digits or base64 stand for; nothing for any other text. White space around it does not count.
std::optional<SecretKey> SecretFromText(std::string_view text);

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_SECRET_FILE_H_
