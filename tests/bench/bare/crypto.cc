// What stands in the place of encryption at rest in the services that the bench compares with: records stay as they
// are, patients keep their ids, nobody has a key. Linked before common_crypto, whose files it replaces: aead.cc,
// pseudonym.cc, patient_keys.cc.

#include <utility>

#include "common/base/error.h"
#include "common/crypto/aead.h"
#include "common/crypto/patient_keys.h"

namespace careloop {

// As many bytes, so that Redis has as much to keep.
std::string aead::Seal(const SecretKey&, std::string_view plain, std::string_view, Random&) {
  return std::string(kOverhead, '0').append(plain);
}
std::optional<std::string> aead::Open(const SecretKey&, std::string_view sealed, std::string_view) {
  if (sealed.size() < kOverhead) return std::nullopt;
  return std::string(sealed.substr(kOverhead));
}

Pseudonyms::Pseudonyms(const SecretKey&) : keyed_() {}
Pseudonyms::~Pseudonyms() { sodium_memzero(&keyed_, sizeof(keyed_)); }
std::string Pseudonyms::Of(std::string_view person) const { return std::string(person); }

namespace {

absl::Status KeysMissing() { return Error(absl::StatusCode::kInternal, reason::kInternal, "no patient is so named"); }

}  // namespace

PatientKeys::PatientKeys(KeyStore& store, const SecretKey& secret, Threads threads, Random& random, const Clock& clock,
                         PatientRecords* records)
    : store_(store),
      pseudonyms_(secret),
      threads_(threads),
      random_(random),
      clock_(clock),
      records_(records),
      seen_(clock, absl::Hours(24), kMostKept) {}

// The same for whoever asks.
PatientKeys::Found PatientKeys::Remembered(const std::string& owner) const {
  if (auto found = seen_.Get(owner)) return *std::move(found);
  auto known = std::make_shared<Known>();
  const std::vector<DataKey> keys = {{std::string(DataKey::kIdSize, '0'), SecretKey(SecretKey::Bytes{})}};
  known->keys = std::make_shared<const OwnerKeys>(owner, owner, keys, random_);
  return known;
}

Task<absl::StatusOr<PatientKeys::Keys>> PatientKeys::ForWriting(std::string patient, Deadline) {
  Found found = Remembered(patient);
  seen_.Put(patient, found);
  co_return found->keys;
}
Task<absl::StatusOr<PatientKeys::Keys>> PatientKeys::ForReading(std::string patient) { return ForWriting(patient); }
Task<absl::StatusOr<PatientKeys::Keys>> PatientKeys::OfPseudonym(std::string patient) { return ForWriting(patient); }

Task<absl::StatusOr<PatientKeys::Many>> PatientKeys::OfPseudonyms(std::vector<std::string> patients) {
  Many many;
  for (const std::string& patient : patients) many.emplace(patient, Remembered(patient)->keys);
  co_return many;
}

Task<absl::Status> PatientKeys::Destroy(std::string) { co_return KeysMissing(); }
Task<PatientKeys::Undestroyed> PatientKeys::DestroyWhatIsLeft(std::vector<std::string>) { co_return Undestroyed{}; }
Task<absl::StatusOr<std::vector<std::string>>> PatientKeys::Destroyed() { co_return std::vector<std::string>(); }
void PatientKeys::Poll() {}
Task<absl::StatusOr<PatientKeys::Rotated>> PatientKeys::Rotate(bool, Deadline) { co_return KeysMissing(); }

}  // namespace careloop
