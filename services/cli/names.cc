#include "services/cli/names.h"

#include "absl/strings/escaping.h"
#include "common/base/strings.h"
#include "common/crypto/sodium_random.h"

namespace careloop::cli {

std::string ResourceName(std::string_view collection, std::string_view typed) {
  if (typed.empty() || typed.find('/') != typed.npos) return std::string(typed);
  return StrCat(collection, "/", typed);
}

std::function<std::string(std::string)> Named(std::string_view collection) {
  return [collection = std::string(collection)](const std::string& typed) { return ResourceName(collection, typed); };
}

std::string NewRequestId() {
  static SodiumRandom random;
  std::string bytes = random.Bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);  // version 4
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);  // the variant of RFC 4122
  const std::string hex = absl::BytesToHexString(bytes);
  return StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                hex.substr(20));
}

}  // namespace careloop::cli
