#include "common/service/key_settings.h"

#include <string_view>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/key_encryption_keys.h"

namespace careloop::service {
namespace {

absl::Status Bad(std::string_view setting, const absl::Status& status) {
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, StrCat(setting, ": ", status.message()));
}

absl::StatusOr<KeyEncryptionKeys> KeysOf(const KeySettings& settings) {
  const bool from_file = settings.encryption_key_command.empty();
  auto keys = from_file ? LoadKeyEncryptionKeys(settings.encryption_key_file)
                        : PrintedKeyEncryptionKeys(settings.encryption_key_command);
  if (keys.ok()) return keys;
  return Bad(from_file ? "--key-encryption-key-file" : "--key-encryption-key-command", keys.status());
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyStore>> OpenKeyStore(const KeySettings& settings, Random& random,
                                                       const Clock& clock) {
  const auto source = [settings] { return KeysOf(settings); };
  RETURN_IF_ERROR(source().status());
  auto store = KeyStore::Open(settings.folder, source, random, clock);
  if (!store.ok()) return Bad("--key-folder", store.status());
  return store;
}

}  // namespace careloop::service
