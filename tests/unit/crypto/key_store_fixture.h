#ifndef CARELOOP_TESTS_UNIT_CRYPTO_KEY_STORE_FIXTURE_H_
#define CARELOOP_TESTS_UNIT_CRYPTO_KEY_STORE_FIXTURE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_store.h"
#include "common/crypto/sodium_random.h"
#include "tests/support/fake_clock.h"
#include "tests/support/site_folder.h"

namespace careloop {

inline constexpr char kOwner[] = "0123456789abcdef0123456789abcdef";

inline bool Same(const DataKey& a, const DataKey& b) {
  return a.id == b.id && std::equal(a.key.data(), a.key.data() + SecretKey::kSize, b.key.data());
}

// A key store in a folder of its own, opened as often as a test likes.
class KeyStoreTest : public ::testing::Test {
 protected:
  static KeyEncryptionKeys Keks(std::vector<unsigned char> seeds) {
    std::vector<SecretKey> keys;
    for (const unsigned char seed : seeds) keys.push_back(SecretKey({seed}));
    return KeyEncryptionKeys(std::move(keys));
  }
  std::unique_ptr<KeyStore> Open(std::vector<unsigned char> keks = {1}) {
    return KeyStore::Open(folder_.path(), Keks(std::move(keks)), random_, clock_).value();
  }
  // The key of that id; NOT_FOUND if there is none.
  static absl::StatusOr<DataKey> Find(KeyStore& store, const std::string& owner, const std::string& id) {
    ASSIGN_OR_RETURN(StoredKeys all, store.All(owner));
    const auto key = std::ranges::find(all.keys, id, &DataKey::id);
    if (key == all.keys.end()) return NotFound("data key");
    return *key;
  }
  // As an operator has it done; how many owners had another key.
  static absl::StatusOr<int> Rewrap(KeyStore& store) {
    RETURN_IF_ERROR(store.TakeNewKeys());
    ASSIGN_OR_RETURN(const std::vector<std::string> owners, store.Owners());
    int changed = 0;
    for (const std::string& owner : owners) {
      ASSIGN_OR_RETURN(const bool one, store.RewrapOne(owner));
      changed += one ? 1 : 0;
    }
    return changed;
  }
  std::string File(const std::string& owner = kOwner) const { return folder_.path() + "/" + owner + ".keys"; }
  std::string ContentOf(const std::string& path) const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  SodiumRandom random_;
  testing::FakeClock clock_{absl::Now()};  // files have times of the system's
  const testing::SiteFolder folder_;
};

}  // namespace careloop

#endif  // CARELOOP_TESTS_UNIT_CRYPTO_KEY_STORE_FIXTURE_H_
