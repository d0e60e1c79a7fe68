#include "common/crypto/wrapped_keys.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/crypto/aead.h"

namespace careloop {
namespace {

constexpr char kFormat[] = "careloop data keys 1";
constexpr char kDestroyed[] = "destroyed";
constexpr char kOwner[] = "owner";

absl::Status Damaged() {
  return Error(absl::StatusCode::kInternal, reason::kInternal, "a file of the key store is damaged");
}

std::string IdOf(const SecretKey& key) {
  const SecretKey name = key.ForPurpose("name of a key-encryption key");
  return absl::BytesToHexString({reinterpret_cast<const char*>(name.data()), 8});
}

std::string AssociatedData(std::string_view owner, std::string_view key_id) {
  return StrCat("data key ", key_id, " of ", owner);  // the id has a fixed length
}

std::optional<std::string> Unhex(absl::string_view hex) {
  if (hex.empty() || hex.size() % 2 != 0 || !std::all_of(hex.begin(), hex.end(), absl::ascii_isxdigit))
    return std::nullopt;
  return absl::HexStringToBytes(hex);
}

bool AddLine(const std::vector<std::string>& words, WrappedKeys& keys) {
  if (words.size() == 2 && words[0] == kOwner && keys.sealed_name.empty()) {
    const auto name = Unhex(words[1]);
    if (name) keys.sealed_name = *name;
    return name.has_value();
  }
  if (words.size() != 3) return false;
  const auto key_id = Unhex(words[0]);
  const auto wrapped = Unhex(words[2]);
  if (!key_id || key_id->size() != DataKey::kIdSize || !Unhex(words[1]) || !wrapped) return false;
  keys.rows.push_back({*key_id, words[1], *wrapped});
  return true;
}

}  // namespace

KeyEncryptionKeys::KeyEncryptionKeys(std::vector<SecretKey> keys) {
  for (const SecretKey& key : keys) keys_.push_back({IdOf(key), key});
}

const SecretKey* KeyEncryptionKeys::Find(std::string_view kek_id) const {
  const auto kek = std::ranges::find(keys_, kek_id, &Kek::id);
  return kek == keys_.end() ? nullptr : &kek->key;
}

bool KeyEncryptionKeys::Has(std::string_view kek_id) const { return Find(kek_id) != nullptr; }

KeyEncryptionKeys KeyEncryptionKeys::With(const KeyEncryptionKeys& former) const {
  KeyEncryptionKeys all = *this;
  for (const Kek& kek : former.keys_) {
    if (!all.Has(kek.id)) all.keys_.push_back(kek);
  }
  return all;
}

std::string KeyEncryptionKeys::Wrap(std::string_view kek_id, const DataKey& key, std::string_view owner,
                                    Random& random) const {
  const std::string_view plain(reinterpret_cast<const char*>(key.key.data()), SecretKey::kSize);
  return aead::Seal(*Find(kek_id), plain, AssociatedData(owner, key.id), random);
}

absl::StatusOr<DataKey> KeyEncryptionKeys::Unwrap(std::string_view kek_id, std::string_view key_id,
                                                  std::string_view wrapped, std::string_view owner) const {
  const SecretKey* const kek = Find(kek_id);
  if (kek == nullptr) {
    return Error(absl::StatusCode::kInternal, reason::kInternal,
                 StrCat("a data key is wrapped with the key-encryption key ", kek_id, ", which is not given"));
  }
  std::optional<std::string> plain = aead::Open(*kek, wrapped, AssociatedData(owner, key_id));
  if (!plain || plain->size() != SecretKey::kSize) return Damaged();
  return DataKey{std::string(key_id), SecretKey::From(*plain)};
}

std::string ToText(const WrappedKeys& keys) {
  std::string text = StrCat(kFormat, "\n");
  for (const WrappedKeys::Row& row : keys.rows) {
    text += StrCat(absl::BytesToHexString(row.key_id), " ", row.kek_id, " ", absl::BytesToHexString(row.wrapped), "\n");
  }
  if (!keys.sealed_name.empty()) text += StrCat(kOwner, " ", absl::BytesToHexString(keys.sealed_name), "\n");
  if (keys.destroyed) text += StrCat(kDestroyed, "\n");
  return text;
}

absl::StatusOr<WrappedKeys> FromText(std::string_view text) {
  WrappedKeys keys;
  keys.destroyed = !text.empty() && text.find_first_not_of('\0') == std::string_view::npos;
  if (keys.destroyed) return keys;
  const std::vector<std::string> lines = absl::StrSplit(ForAbsl(text), '\n');
  if (lines.size() < 3 || lines.front() != kFormat || !lines.back().empty()) return Damaged();
  if (lines.size() == 3 && lines[1] == kDestroyed) {
    keys.destroyed = true;
    return keys;
  }
  for (size_t i = 1; i + 1 < lines.size(); ++i) {
    if (!AddLine(absl::StrSplit(lines[i], ' '), keys)) return Damaged();
  }
  if (keys.rows.empty()) return Damaged();
  return keys;
}

}  // namespace careloop
