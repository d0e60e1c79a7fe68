#include "services/cli/names.h"

#include "absl/strings/escaping.h"
#include "common/base/strings.h"
#include "common/crypto/keyed_hash.h"
#include "common/crypto/secret_key.h"
#include "common/crypto/sodium_random.h"

namespace careloop::cli {
namespace {

std::string Uuid(std::string bytes, int version) {
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | version << 4);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);  // the variant of RFC 4122
  const std::string hex = absl::BytesToHexString(bytes);
  return StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                hex.substr(20));
}

}  // namespace

std::string ResourceName(std::string_view collection, std::string_view typed) {
  if (typed.empty() || typed.find('/') != typed.npos) return std::string(typed);
  return StrCat(collection, "/", typed);
}

std::function<std::string(std::string)> Named(std::string_view collection) {
  return [collection = std::string(collection)](const std::string& typed) { return ResourceName(collection, typed); };
}

std::string NewRequestId() {
  static SodiumRandom random;
  return Uuid(random.Bytes(16), 4);
}

std::string PartRequestId(std::string_view intent, std::string_view part) {
  static const KeyedHash hash(SecretKey(SecretKey::Bytes{}), "part-request-id");  // to spread, not to hide
  return Uuid(hash.Hash16(StrCat(intent, "\n", part)), 8);
}

}  // namespace careloop::cli
