#ifndef CARELOOP_COMMON_SERVICE_KEY_SETTINGS_H_
#define CARELOOP_COMMON_SERVICE_KEY_SETTINGS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/crypto/key_store.h"
#include "common/service/settings.h"

namespace careloop::service {

// Opens the key store that the settings name. FAILED_PRECONDITION, naming the setting and what is wrong with it.
absl::StatusOr<std::unique_ptr<KeyStore>> OpenKeyStore(const KeySettings& settings, Random& random, const Clock& clock);

}  // namespace careloop::service

#endif  // CARELOOP_COMMON_SERVICE_KEY_SETTINGS_H_
