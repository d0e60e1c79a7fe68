#ifndef CARELOOP_COMMON_CRYPTO_RECORD_CIPHER_H_
#define CARELOOP_COMMON_CRYPTO_RECORD_CIPHER_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/random.h"
#include "common/crypto/data_key.h"

namespace careloop {

// What a stored record is, and whose: it opens only in its own place, so that nobody who can write the store can pass
// one person's or one kind of record off as another. All of it is made by the client side of a write; the sequence
// number, which the store gives, is not in it.
struct RecordPlace {
  std::string_view owner;   // the patient's pseudonym
  std::string_view parent;  // the thread, the journal
  std::string_view type;    // "message", "entry"
  std::string_view record;  // the id that the client side chose, such as the request id
};

// version (1) | key id (16) | nonce (24) | ciphertext with its tag (plain + 16).
std::string EncryptRecord(const DataKey& key, std::string_view plain, const RecordPlace& place, Random& random);

// The id of the key that decrypts `bytes`. INTERNAL if they are no encrypted record of this release.
absl::StatusOr<std::string> KeyIdOfRecord(std::string_view bytes);

// INTERNAL unless `bytes` were encrypted with this key for this place, and are whole.
absl::StatusOr<std::string> DecryptRecord(const DataKey& key, std::string_view bytes, const RecordPlace& place);

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_RECORD_CIPHER_H_
