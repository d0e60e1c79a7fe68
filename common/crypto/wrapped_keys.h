#ifndef CARELOOP_COMMON_CRYPTO_WRAPPED_KEYS_H_
#define CARELOOP_COMMON_CRYPTO_WRAPPED_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/random.h"
#include "common/crypto/data_key.h"

namespace careloop {

// The keys that wrap data keys. The first one is to wrap, the others too where they still do. Immutable, thread-safe.
class KeyEncryptionKeys {
 public:
  // At least one, the current one first.
  explicit KeyEncryptionKeys(std::vector<SecretKey> keys);

  // Eight bytes in hex that tell keys apart and nothing about them.
  const std::string& current_id() const { return keys_.front().id; }
  bool Has(std::string_view kek_id) const;
  // These, and after them those of `former` that are not among them.
  KeyEncryptionKeys With(const KeyEncryptionKeys& former) const;

  // With the key of that id, which is among these.
  std::string Wrap(std::string_view kek_id, const DataKey& key, std::string_view owner, Random& random) const;
  // INTERNAL if the key of that id is not among these, which the operator has to mend and no caller can, or if
  // `wrapped` is not what Wrap made for this owner.
  absl::StatusOr<DataKey> Unwrap(std::string_view kek_id, std::string_view key_id, std::string_view wrapped,
                                 std::string_view owner) const;

 private:
  struct Kek {
    std::string id;
    SecretKey key;
  };
  const SecretKey* Find(std::string_view kek_id) const;

  std::vector<Kek> keys_;
};

// The data keys of one owner, as they are kept: wrapped, the newest last; none and `destroyed` when they were
// destroyed.
struct WrappedKeys {
  struct Row {
    std::string key_id;  // raw bytes
    std::string kek_id;  // hex
    std::string wrapped;
  };
  std::vector<Row> rows;
  std::string sealed_name;  // who the owner is, encrypted with the first key; empty if that was not said
  bool destroyed = false;
};

// As text, which a person can look at: a line with the format, then "KEY KEK WRAPPED" in hex for each and "owner NAME"
// with the sealed name in hex, or "destroyed".
std::string ToText(const WrappedKeys& keys);
// Zeros alone are what a destruction leaves that was cut short: `destroyed`. INTERNAL for anything else.
absl::StatusOr<WrappedKeys> FromText(std::string_view text);

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_WRAPPED_KEYS_H_
