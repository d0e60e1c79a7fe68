#ifndef CARELOOP_COMMON_CRYPTO_OWNER_KEYS_H_
#define CARELOOP_COMMON_CRYPTO_OWNER_KEYS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/random.h"
#include "common/crypto/data_key.h"
#include "common/crypto/secret_key.h"

namespace careloop {

// What a record is and where it belongs, beside whose it is. See RecordPlace.
struct RecordName {
  std::string_view type;    // "entry", "share"
  std::string_view parent;  // what it is a part of; empty: of all that is the owner's
  std::string_view id;      // which the client side chose
};

// All data keys of one owner, ready to use: what encrypts and decrypts their records. Immutable, thread-safe.
class OwnerKeys {
 public:
  // Gives the keys that the owner has now, null if they are the same. Asked on any thread, also one that must not wait.
  using Newer = std::function<std::shared_ptr<const OwnerKeys>()>;

  // `owner` is the pseudonym that keys and records bear, `person` who that is. The last key encrypts; without one
  // nothing may be encrypted. `newer` is asked once for each record of a key that is not among these. `random` outlives
  // this.
  OwnerKeys(std::string owner, std::string person, std::vector<DataKey> keys, Random& random, Newer newer = nullptr);

  // The keys of what belongs to no patient, derived from the site's secret.
  static OwnerKeys OfSite(const SecretKey& secret, Random& random);

  // Whether none are there: nothing can be encrypted, nor decrypted.
  bool empty() const { return keys_.empty(); }
  const std::string& owner() const { return owner_; }
  const std::string& person() const { return person_; }

  // Somebody as the store has them beside this owner's records, and back: the owner by the pseudonym, others by their
  // ids.
  const std::string& NameOf(const std::string& somebody) const { return somebody == person_ ? owner_ : somebody; }
  const std::string& PersonOf(const std::string& name) const { return name == owner_ ? person_ : name; }

  // See EncryptRecord and DecryptRecord. INTERNAL also for a record of a key that is not there.
  std::string Encrypt(std::string_view plain, const RecordName& name) const;
  absl::StatusOr<std::string> Decrypt(std::string_view bytes, const RecordName& name) const;

  // The same for a record whose place in the store is chosen only as it is written, so that nothing there says its id:
  // that stands before it. `id` is 1 to 255 bytes long.
  std::string EncryptNamed(std::string_view plain, std::string_view type, std::string_view parent,
                           std::string_view id) const;
  absl::StatusOr<std::string> DecryptNamed(std::string_view bytes, std::string_view type,
                                           std::string_view parent) const;
  // The id that stands before such a record, true only if that opens. Empty if there is none.
  static std::string_view IdBefore(std::string_view bytes);

 private:
  const DataKey* Find(std::string_view id) const;

  const std::string owner_;
  const std::string person_;
  const std::vector<DataKey> keys_;
  Random& random_;
  const Newer newer_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_OWNER_KEYS_H_
