#include "common/crypto/key_encryption_keys.h"

#include <sodium.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/command_output.h"
#include "common/crypto/secret_file.h"

namespace careloop {
namespace {

constexpr size_t kMostText = 1024;
constexpr char kWhatIsNeeded[] = "does not hold keys of 32 bytes, one a line, as 64 hex digits or as base64";

// Nothing unless every line is a key, and there is one.
std::optional<KeyEncryptionKeys> KeysIn(std::string& text) {
  std::vector<SecretKey> keys;
  bool good = true;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
    const std::optional<SecretKey> key = SecretFromText({line.data(), line.size()});
    good = good && key;
    if (key) keys.push_back(*key);
  }
  sodium_memzero(text.data(), text.size());
  if (!good || keys.empty()) return std::nullopt;
  return KeyEncryptionKeys(std::move(keys));
}

absl::Status BadCommand(const std::string& command, std::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat("the command that prints keys, ", command, ": ", what));
}

}  // namespace

absl::StatusOr<KeyEncryptionKeys> LoadKeyEncryptionKeys(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, ReadSecretText(path, kMostText));
  std::optional<KeyEncryptionKeys> keys = KeysIn(text);
  if (!keys) return BadSecretFile(path, kWhatIsNeeded);
  return *std::move(keys);
}

absl::StatusOr<KeyEncryptionKeys> PrintedKeyEncryptionKeys(const std::string& command) {
  std::optional<std::string> text = OutputOfCommand(command, kMostText + 1);
  if (!text) return BadCommand(command, "failed");
  if (text->size() > kMostText) return BadCommand(command, StrCat("printed more than ", kMostText, " bytes"));
  std::optional<KeyEncryptionKeys> keys = KeysIn(*text);
  if (!keys) return BadCommand(command, StrCat("what it printed ", kWhatIsNeeded));
  return *std::move(keys);
}

}  // namespace careloop
