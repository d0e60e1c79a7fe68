#ifndef CARELOOP_COMMON_CRYPTO_SITE_SECRET_H_
#define CARELOOP_COMMON_CRYPTO_SITE_SECRET_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/random.h"
#include "common/crypto/secret_key.h"

namespace careloop {

// The secret that all instances of a service share, from a file that holds 32 bytes as 64 hex digits or as base64, and
// that nobody but its owner may read. All other keys but those of patients' data are derived from it with
// SecretKey::ForPurpose. Errors name the file and what is wrong with it, never what it holds.
absl::StatusOr<SecretKey> LoadSiteSecret(const std::string& path);

// Writes a new secret to `path`, readable by its owner alone. ALREADY_EXISTS if there is such a file.
absl::Status CreateSiteSecret(const std::string& path, Random& random);

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_SITE_SECRET_H_
