#include "common/crypto/owner_keys.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/record_cipher.h"

namespace careloop {
namespace {

RecordPlace PlaceOf(const std::string& owner, const RecordName& name) {
  return {.owner = owner, .parent = name.parent, .type = name.type, .record = name.id};
}

absl::Status Unreadable(std::string_view why) { return Error(absl::StatusCode::kInternal, reason::kInternal, why); }

}  // namespace

OwnerKeys::OwnerKeys(std::string owner, std::string person, std::vector<DataKey> keys, Random& random, Newer newer)
    : owner_(std::move(owner)),
      person_(std::move(person)),
      keys_(std::move(keys)),
      random_(random),
      newer_(std::move(newer)) {}

OwnerKeys OwnerKeys::OfSite(const SecretKey& secret, Random& random) {
  const SecretKey id = secret.ForPurpose("id of the site's data key");
  std::vector<DataKey> keys = {{std::string(reinterpret_cast<const char*>(id.data()), DataKey::kIdSize),
                                secret.ForPurpose("the site's data key")}};
  return {"site", "", std::move(keys), random};
}

std::string OwnerKeys::Encrypt(std::string_view plain, const RecordName& name) const {
  return EncryptRecord(keys_.back(), plain, PlaceOf(owner_, name), random_);
}

const DataKey* OwnerKeys::Find(std::string_view id) const {
  const auto key = std::ranges::find(keys_, id, &DataKey::id);
  return key == keys_.end() ? nullptr : &*key;
}

absl::StatusOr<std::string> OwnerKeys::Decrypt(std::string_view bytes, const RecordName& name) const {
  ASSIGN_OR_RETURN(const std::string id, KeyIdOfRecord(bytes));
  const DataKey* key = Find(id);
  const std::shared_ptr<const OwnerKeys> newer = key == nullptr && newer_ ? newer_() : nullptr;
  if (newer) key = newer->Find(id);
  if (key == nullptr) return Unreadable("a stored record is encrypted with a key that is not there");
  return DecryptRecord(*key, bytes, PlaceOf(owner_, name));
}

std::string OwnerKeys::EncryptNamed(std::string_view plain, std::string_view type, std::string_view parent,
                                    std::string_view id) const {
  std::string bytes(1, static_cast<char>(id.size()));
  bytes += id;
  bytes += Encrypt(plain, {.type = type, .parent = parent, .id = id});
  return bytes;
}

std::string_view OwnerKeys::IdBefore(std::string_view bytes) {
  const size_t size = bytes.empty() ? 0 : static_cast<unsigned char>(bytes.front());
  return bytes.size() > size ? bytes.substr(1, size) : std::string_view();
}

absl::StatusOr<std::string> OwnerKeys::DecryptNamed(std::string_view bytes, std::string_view type,
                                                    std::string_view parent) const {
  const std::string_view id = IdBefore(bytes);
  if (id.empty()) return Unreadable("a stored record does not say its id");
  return Decrypt(bytes.substr(1 + id.size()), {.type = type, .parent = parent, .id = id});
}

}  // namespace careloop
