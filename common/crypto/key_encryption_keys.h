#ifndef CARELOOP_COMMON_CRYPTO_KEY_ENCRYPTION_KEYS_H_
#define CARELOOP_COMMON_CRYPTO_KEY_ENCRYPTION_KEYS_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/crypto/wrapped_keys.h"

namespace careloop {

// Key-encryption keys as text: one of 32 bytes on each line, as 64 hex digits or as base64, the current one first.

// From a file that nobody but its owner may read. Errors name the file and what is wrong with it, never what it holds.
absl::StatusOr<KeyEncryptionKeys> LoadKeyEncryptionKeys(const std::string& path);

// From what a command of the shell prints, such as one that asks a key service or a security module. Errors name the
// command. Blocks until it has ended, for ten seconds at most.
absl::StatusOr<KeyEncryptionKeys> PrintedKeyEncryptionKeys(const std::string& command);

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_KEY_ENCRYPTION_KEYS_H_
