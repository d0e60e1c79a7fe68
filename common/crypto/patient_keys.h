#ifndef CARELOOP_COMMON_CRYPTO_PATIENT_KEYS_H_
#define CARELOOP_COMMON_CRYPTO_PATIENT_KEYS_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/expiring_cache.h"
#include "common/base/mutex.h"
#include "common/base/random.h"
#include "common/base/scheduler.h"
#include "common/base/task.h"
#include "common/base/workers.h"
#include "common/crypto/key_store.h"
#include "common/crypto/owner_keys.h"
#include "common/crypto/patient_records.h"
#include "common/crypto/pseudonym.h"

namespace careloop {

// Of FAILED_PRECONDITION: who was erased is written about no more.
inline constexpr std::string_view kRecordErased =
    "the patient's record has been erased; nothing is added to it any more";

// The data keys of patients, as a store asks for them: from memory when they were looked at less than half a second
// ago, or since when nobody's have changed (Poll), else from the key store, on threads that may block. A task that has
// had to look resumes on the thread on which the store's tasks do, any other at once.
//
// What another process does to a patient's keys counts here half a second later: destroyed ones are not used any more,
// and a renewed one is used for what is written once every process has had time to see it (kSettled). Keys that nobody
// asks for leave the memory. Thread-safe; what it is built on outlives it.
class PatientKeys {
 public:
  static constexpr absl::Duration kNoticed = absl::Milliseconds(500);
  static constexpr absl::Duration kSettled = absl::Seconds(1);  // and a look takes its time
  // However quiet the store is: also what somebody has written into a file by hand is found.
  static constexpr absl::Duration kLookedAgain = absl::Seconds(10);
  static constexpr absl::Duration kIdle = absl::Minutes(1);
  static constexpr size_t kMostKept = 16384;

  using Keys = std::shared_ptr<const OwnerKeys>;

  // Where files are looked at, and where tasks then resume.
  struct Threads {
    Workers& workers;
    Scheduler& home;
  };

  // Pseudonyms derive from `secret`. Without `records`, as in tests, nobody is taken for one who has lost their keys.
  PatientKeys(KeyStore& store, const SecretKey& secret, Threads threads, Random& random, const Clock& clock,
              PatientRecords* records = nullptr);

  // The name that a patient has in Redis.
  std::string PseudonymOf(std::string_view patient) const { return pseudonyms_.Of(patient); }
  // The name that somebody has in Redis beside a patient's records: see OwnerKeys::NameOf.
  std::string NameOf(std::string somebody, std::string_view patient) const {
    return somebody == patient ? PseudonymOf(patient) : somebody;
  }

  // To encrypt what is written now, with a key that is on the disk: made if the patient has none and no records either,
  // for which these are asked only then. INTERNAL if the patient has records and no keys: they are lost until they are
  // put back. FAILED_PRECONDITION with Mark::kPatientErased if the patient was erased.
  Task<absl::StatusOr<Keys>> ForWriting(std::string patient, Deadline deadline = DeadlineAfter(absl::Seconds(10)));

  // To decrypt what was read just now: a record of a key that is not known yet has it looked for anew. NOT_FOUND if the
  // patient was erased.
  Task<absl::StatusOr<Keys>> ForReading(std::string patient);

  // The same by the pseudonym, to learn who that is. INTERNAL if there are no keys of it.
  Task<absl::StatusOr<Keys>> OfPseudonym(std::string pseudonym);

  // The same of several, each named once or more often, in one look: nothing of those who were erased, null where there
  // are no keys or none that can be read, of that patient alone. UNAVAILABLE while nobody's can be read, which may
  // pass: who is missing then is not known.
  using Many = absl::flat_hash_map<std::string, Keys>;
  Task<absl::StatusOr<Many>> OfPseudonyms(std::vector<std::string> pseudonyms);

  // Destroys all keys of a patient: from then on nobody is given them here. See KeyStore::Destroy.
  Task<absl::Status> Destroy(std::string patient);

  // The same of all these, by their pseudonyms, whose keys are not destroyed already, which is cheap to see. Of how
  // many they could not be, and why those of the first. Ends soon after Stop.
  struct Undestroyed {
    int count = 0;
    absl::StatusCode why = absl::StatusCode::kOk;
  };
  Task<Undestroyed> DestroyWhatIsLeft(std::vector<std::string> pseudonyms);

  // Whose keys are destroyed, by their pseudonyms: a small read for each patient. UNAVAILABLE after Stop.
  Task<absl::StatusOr<std::vector<std::string>>> Destroyed();

  // How many patients' keys were changed.
  struct Rotated {
    int rewrapped = 0;
    int renewed = 0;
  };
  // Asks for the key-encryption keys anew and wraps all keys with the first of them; with `renew`, makes a new data key
  // for each patient too. Takes two fsyncs for each that is changed; others read and write meanwhile. ABORTED if one is
  // running here; FAILED_PRECONDITION as KeyStore::TakeNewKeys, and when the keys of some cannot be rotated: all others
  // are; DEADLINE_EXCEEDED, and UNAVAILABLE after Stop, when a part is done: the next one with `renew` renews the rest.
  Task<absl::StatusOr<Rotated>> Rotate(bool renew, Deadline deadline);
  // Ends what takes long soon, for good.
  void Stop() { stopping_ = true; }

  // Looks whether anybody's keys have changed, and drops from the memory what nobody has asked for in a minute. To be
  // called at least twice in kNoticed, with more than a tick of the file system's clock between; where it is not, each
  // owner is looked at for itself. Blocks.
  void Poll();

 private:
  struct Known {
    Keys keys;  // null if there are none
    KeyStamp stamp;
    bool erased = false;
    bool on_disk = false;  // what ForWriting may give
    bool settled = false;
  };
  using Found = std::shared_ptr<const Known>;

  Task<absl::StatusOr<Rotated>> RotateAll(bool renew, Deadline deadline);
  absl::Status RotateOne(const std::string& owner, bool renew, Rotated& rotated);
  absl::Status DestroyNow(const std::string& owner);
  Task<absl::StatusOr<std::vector<std::string>>> FindDestroyed();
  absl::Status DestroyUnlessDone(const std::string& owner);
  absl::Status LookAtAll(std::vector<std::string> pseudonyms, Many& many);
  bool MayPass(const absl::Status& why) const;
  Found Remembered(const std::string& owner) const;
  absl::Duration AgeOfWhatHolds() const;
  Task<absl::StatusOr<Found>> Find(std::string owner);
  absl::StatusOr<Found> Look(const std::string& owner);
  absl::StatusOr<Found> LookNow(const std::string& owner);
  absl::StatusOr<Found> Load(const std::string& owner, bool on_disk);
  Found Know(const std::string& owner, StoredKeys stored, bool on_disk, absl::Time asked);
  Keys NewerThan(const KeyStamp& stamp, const std::string& owner);
  using IfNone = KeyStore::IfNone;
  Task<absl::StatusOr<Found>> FindToWrite(std::string owner, std::string patient, IfNone if_none);
  absl::StatusOr<Found> LookToWrite(const std::string& owner, const std::string& patient, IfNone if_none);
  Task<absl::StatusOr<Found>> MakeUnlessLost(std::string owner, std::string patient, Deadline deadline);

  KeyStore& store_;
  const Pseudonyms pseudonyms_;
  const Threads threads_;
  Random& random_;
  const Clock& clock_;
  PatientRecords* const records_;
  ExpiringCache<std::string, Found> seen_;
  // While `stamp` of all was seen and seen again, nobody's keys changed: from `from` to `until`.
  struct Quiet {
    std::optional<KeyStamp> stamp;
    absl::Time from = absl::InfiniteFuture();
    absl::Time until = absl::InfinitePast();
  };
  mutable Mutex mutex_;
  Quiet quiet_ ABSL_GUARDED_BY(mutex_);
  std::shared_mutex reading_;  // exclusive: of who destroys, so that nobody goes on with what was read just before
  std::atomic<bool> rotating_ = false;
  std::string renewed_before_;  // of who rotates: whose keys come before were renewed by what ran out of time
  std::atomic<bool> stopping_ = false;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_PATIENT_KEYS_H_
