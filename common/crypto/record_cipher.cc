#include "common/crypto/record_cipher.h"

#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/aead.h"

namespace careloop {
namespace {

constexpr char kVersion = 2;  // 1 is the first byte of a record that is not encrypted
constexpr size_t kHeaderSize = 1 + DataKey::kIdSize;

absl::Status Unreadable(std::string_view why) { return Error(absl::StatusCode::kInternal, reason::kInternal, why); }

// Each part with its length before it, so that no two places have the same text.
std::string AssociatedData(std::string_view header, const RecordPlace& place) {
  std::string data(header);
  for (const std::string_view part : {place.owner, place.parent, place.type, place.record}) {
    for (int shift = 56; shift >= 0; shift -= 8) data.push_back(static_cast<char>(part.size() >> shift & 0xff));
    data.append(part);
  }
  return data;
}

}  // namespace

std::string EncryptRecord(const DataKey& key, std::string_view plain, const RecordPlace& place, Random& random) {
  std::string bytes = std::string(1, kVersion) + key.id;
  bytes += aead::Seal(key.key, plain, AssociatedData(bytes, place), random);
  return bytes;
}

absl::StatusOr<std::string> KeyIdOfRecord(std::string_view bytes) {
  if (bytes.size() < kHeaderSize + aead::kOverhead || bytes.front() != kVersion)
    return Unreadable("a stored record is not encrypted as this release does it");
  return std::string(bytes.substr(1, DataKey::kIdSize));
}

absl::StatusOr<std::string> DecryptRecord(const DataKey& key, std::string_view bytes, const RecordPlace& place) {
  ASSIGN_OR_RETURN(const std::string id, KeyIdOfRecord(bytes));
  if (id != key.id) return Unreadable("a stored record is encrypted with another key");
  const std::string associated = AssociatedData(bytes.substr(0, kHeaderSize), place);
  std::optional<std::string> plain = aead::Open(key.key, bytes.substr(kHeaderSize), associated);
  if (!plain) return Unreadable("a stored record is damaged, or is not in its own place");
  return *std::move(plain);
}

}  // namespace careloop
