#include "common/crypto/patient_keys.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/mark.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop {
namespace {

constexpr size_t kChangedInATurn = 20;

// Those whose keys could not be rotated, which keep nobody else from it.
class Failures {
 public:
  void Add(const std::string& owner, const absl::Status& status) {
    if (status.ok() || ++count_ > 1) return;
    const std::string why = HasReason(status) ? std::string(status.message()) : "its file cannot be read or written";
    first_ = StrCat("of ", owner, ": ", why);
  }
  absl::Status ToStatus() const {
    if (count_ == 0) return absl::OkStatus();
    return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                 StrCat("the keys of ", count_, " could not be rotated, those of all others were; ", first_));
  }

 private:
  int count_ = 0;
  std::string first_;
};

absl::Status MayGoOn(bool stopping, Deadline deadline) {
  if (stopping) return StoreUnavailable("the service stops; a part is rotated");
  if (std::chrono::steady_clock::now() < deadline) return absl::OkStatus();
  return Error(absl::StatusCode::kDeadlineExceeded, reason::kDeadlineExceeded, "a part of the keys is rotated");
}

// Of a patient whose records are there.
absl::Status KeysMissing() {
  return Error(absl::StatusCode::kInternal, reason::kInternal, "the keys of a patient are not in the key store");
}

}  // namespace

PatientKeys::PatientKeys(KeyStore& store, const SecretKey& secret, Threads threads, Random& random, const Clock& clock,
                         PatientRecords* records)
    : store_(store),
      pseudonyms_(secret),
      threads_(threads),
      random_(random),
      clock_(clock),
      records_(records),
      seen_(clock, kIdle, kMostKept) {}

Task<absl::StatusOr<PatientKeys::Keys>> PatientKeys::ForWriting(std::string patient, Deadline deadline) {
  const std::string owner = PseudonymOf(patient);
  Found found = Remembered(owner);
  if (!found || (!found->on_disk && !found->erased)) {
    const IfNone if_none = records_ == nullptr ? IfNone::kMake : IfNone::kRefuse;
    CO_ASSIGN_OR_RETURN(found, co_await FindToWrite(owner, patient, if_none));
  }
  if (records_ != nullptr && !found->keys && !found->erased) {
    CO_ASSIGN_OR_RETURN(found, co_await MakeUnlessLost(owner, std::move(patient), deadline));
    if (!found->keys && !found->erased) records_->SayKeysMissing();
  }
  if (found->keys && !found->erased) co_return found->keys;
  if (!found->erased) co_return KeysMissing();
  co_return WithMark(Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, kRecordErased),
                     Mark::kPatientErased);
}

Task<absl::StatusOr<PatientKeys::Keys>> PatientKeys::ForReading(std::string patient) {
  CO_ASSIGN_OR_RETURN(const Found found, co_await Find(PseudonymOf(patient)));
  if (found->erased) co_return NotFound("patient");
  if (found->keys) co_return found->keys;
  std::string owner = PseudonymOf(patient);
  co_return std::make_shared<const OwnerKeys>(std::move(owner), std::move(patient), std::vector<DataKey>(), random_);
}

Task<absl::StatusOr<PatientKeys::Keys>> PatientKeys::OfPseudonym(std::string pseudonym) {
  CO_ASSIGN_OR_RETURN(const Found found, co_await Find(std::move(pseudonym)));
  if (found->erased) co_return NotFound("patient");
  if (found->keys) co_return found->keys;
  co_return KeysMissing();
}

Task<absl::StatusOr<PatientKeys::Many>> PatientKeys::OfPseudonyms(std::vector<std::string> pseudonyms) {
  Many many;
  std::vector<std::string> unseen;
  for (std::string& pseudonym : pseudonyms) {
    const Found found = Remembered(pseudonym);
    if (found && !found->erased) many.emplace(pseudonym, found->keys);
    if (!found) unseen.push_back(std::move(pseudonym));
  }
  if (unseen.empty()) co_return many;
  co_await threads_.workers.Turn();
  const absl::Status looked = LookAtAll(std::move(unseen), many);
  co_await ResumeOn{threads_.home};
  if (!looked.ok()) co_return looked;
  co_return many;
}

Task<absl::Status> PatientKeys::Destroy(std::string patient) {
  const std::string owner = PseudonymOf(patient);
  co_await threads_.workers.Turn();
  const absl::Status destroyed = DestroyNow(owner);
  co_await ResumeOn{threads_.home};
  co_return destroyed;
}

absl::Status PatientKeys::DestroyNow(const std::string& owner) {
  const std::unique_lock alone(reading_);
  seen_.Forget(owner);
  RETURN_IF_ERROR(store_.Destroy(owner));
  return LookNow(owner).status();
}

absl::Status PatientKeys::DestroyUnlessDone(const std::string& owner) {
  ASSIGN_OR_RETURN(const bool done, store_.IsDestroyed(owner));
  return done ? absl::OkStatus() : DestroyNow(owner);
}

// In turns, between which others look for their keys.
Task<PatientKeys::Undestroyed> PatientKeys::DestroyWhatIsLeft(std::vector<std::string> pseudonyms) {
  Undestroyed left;
  for (size_t i = 0; i < pseudonyms.size() && !stopping_; ++i) {
    if (i % kChangedInATurn == 0) co_await threads_.workers.Turn();
    const absl::Status destroyed = DestroyUnlessDone(pseudonyms[i]);
    if (!destroyed.ok() && ++left.count == 1) left.why = destroyed.code();
  }
  co_await ResumeOn{threads_.home};
  co_return left;
}

Task<absl::StatusOr<std::vector<std::string>>> PatientKeys::Destroyed() {
  auto destroyed = co_await FindDestroyed();
  co_await ResumeOn{threads_.home};
  co_return destroyed;
}

// In turns too.
Task<absl::StatusOr<std::vector<std::string>>> PatientKeys::FindDestroyed() {
  co_await threads_.workers.Turn();
  CO_ASSIGN_OR_RETURN(const std::vector<std::string> owners, store_.Owners());
  std::vector<std::string> destroyed;
  for (size_t i = 0; i < owners.size(); ++i) {
    if (stopping_) co_return StoreUnavailable("the service stops");
    if (i % kChangedInATurn == 0) co_await threads_.workers.Turn();
    const auto is_destroyed = store_.IsDestroyed(owners[i]);
    if (is_destroyed.ok() && *is_destroyed) destroyed.push_back(owners[i]);
  }
  co_return destroyed;
}

Task<absl::StatusOr<PatientKeys::Rotated>> PatientKeys::Rotate(bool renew, Deadline deadline) {
  if (rotating_.exchange(true))
    co_return Error(absl::StatusCode::kAborted, reason::kVersionConflict, "a rotation is running");
  auto rotated = co_await RotateAll(renew, deadline);
  rotating_ = false;
  co_await ResumeOn{threads_.home};
  co_return rotated;
}

// In turns, between which others look for their keys. One that goes on where another ran out of time wraps all anew
// nonetheless: it may be with another key.
Task<absl::StatusOr<PatientKeys::Rotated>> PatientKeys::RotateAll(bool renew, Deadline deadline) {
  co_await threads_.workers.Turn();
  CO_RETURN_IF_ERROR(store_.TakeNewKeys());
  CO_ASSIGN_OR_RETURN(std::vector<std::string> owners, store_.Owners());
  std::sort(owners.begin(), owners.end());
  Rotated rotated;
  Failures failures;
  for (size_t i = 0; i < owners.size(); ++i) {
    if (i % kChangedInATurn == 0) {
      if (renew) renewed_before_ = std::max(renewed_before_, owners[i]);
      CO_RETURN_IF_ERROR(MayGoOn(stopping_, deadline));
      co_await threads_.workers.Turn();
    }
    failures.Add(owners[i], RotateOne(owners[i], renew && owners[i] >= renewed_before_, rotated));
  }
  if (renew) renewed_before_.clear();
  CO_RETURN_IF_ERROR(failures.ToStatus());
  co_return rotated;
}

// The new one first: its age is that of the file.
absl::Status PatientKeys::RotateOne(const std::string& owner, bool renew, Rotated& rotated) {
  if (renew) {
    const absl::Status renewed = store_.Renew(owner).status();
    if (renewed.ok()) ++rotated.renewed;
    const bool needless = absl::IsNotFound(renewed) || absl::IsAlreadyExists(renewed);  // destroyed; made just now
    if (!renewed.ok() && !needless) return renewed;
  }
  ASSIGN_OR_RETURN(const bool changed, store_.RewrapOne(owner));
  if (changed) ++rotated.rewrapped;
  return absl::OkStatus();
}

PatientKeys::Found PatientKeys::Remembered(const std::string& owner) const {
  if (Found found = seen_.Get(owner, kNoticed).value_or(nullptr)) return found;
  Found found = seen_.Get(owner, AgeOfWhatHolds()).value_or(nullptr);
  return found && found->settled ? found : nullptr;
}

// How long ago somebody's keys may have been looked at for what was found to hold now.
absl::Duration PatientKeys::AgeOfWhatHolds() const {
  const absl::Time now = clock_.Now();
  const MutexLock lock(mutex_);
  if (quiet_.until > now || now - quiet_.until >= kNoticed) return kNoticed;
  return std::clamp(now - quiet_.from, kNoticed, kLookedAgain);
}

// A change within the tick in which a stamp was taken leaves it as it is; until it is seen once more, a tick later,
// there may have been one. The clocks of the file system and of this machine are not compared.
void PatientKeys::Poll() {
  seen_.DropExpired();
  const absl::Time asked = clock_.Now();
  const absl::StatusOr<KeyStamp> stamp = store_.StampOfAll();
  const MutexLock lock(mutex_);
  if (!stamp.ok() || quiet_.stamp != *stamp || asked < quiet_.until) {
    quiet_ = {.stamp = stamp.ok() ? std::make_optional(*stamp) : std::nullopt};
    return;
  }
  quiet_.from = std::min(quiet_.from, asked);
  quiet_.until = asked;
}

Task<absl::StatusOr<PatientKeys::Found>> PatientKeys::Find(std::string owner) {
  if (Found found = Remembered(owner)) co_return found;
  co_await threads_.workers.Turn();
  auto looked = Look(owner);
  co_await ResumeOn{threads_.home};
  co_return looked;
}

absl::Status PatientKeys::LookAtAll(std::vector<std::string> pseudonyms, Many& many) {
  for (std::string& pseudonym : pseudonyms) {
    if (many.contains(pseudonym)) continue;
    const auto found = Look(pseudonym);
    const bool known = found.ok() && ((*found)->keys || (*found)->erased);
    if (!known && MayPass(found.status())) return StoreUnavailable("the key store cannot be read");
    if (!found.ok() || !(*found)->erased) many.emplace(std::move(pseudonym), found.ok() ? (*found)->keys : nullptr);
  }
  return absl::OkStatus();
}

// Why there are no keys of somebody: not because of their file alone, or for want of descriptors or memory.
bool PatientKeys::MayPass(const absl::Status& why) const {
  return absl::IsUnavailable(why) || absl::IsResourceExhausted(why) || !store_.CanBeRead();
}

absl::StatusOr<PatientKeys::Found> PatientKeys::Look(const std::string& owner) {
  const std::shared_lock not_while_destroyed(reading_);
  return LookNow(owner);
}

absl::StatusOr<PatientKeys::Found> PatientKeys::LookNow(const std::string& owner) {
  const absl::Time asked = clock_.Now();
  const Found seen = seen_.Get(owner).value_or(nullptr);
  ASSIGN_OR_RETURN(const KeyStamp stamp, store_.StampOf(owner));
  if (seen && seen->settled && seen->stamp == stamp) {
    seen_.Put(owner, seen, asked);
    return seen;
  }
  return Load(owner, false);
}

absl::StatusOr<PatientKeys::Found> PatientKeys::Load(const std::string& owner, bool on_disk) {
  const absl::Time asked = clock_.Now();
  ASSIGN_OR_RETURN(StoredKeys stored, store_.All(owner));
  return Know(owner, std::move(stored), on_disk, asked);
}

PatientKeys::Found PatientKeys::Know(const std::string& owner, StoredKeys stored, bool on_disk, absl::Time asked) {
  auto known = std::make_shared<Known>();
  known->stamp = stored.stamp;
  known->erased = stored.destroyed;
  known->on_disk = on_disk;
  known->settled = stored.keys.size() < 2 || store_.AgeOf(stored.stamp) >= kSettled;
  if (!known->settled) std::swap(stored.keys.back(), *(stored.keys.end() - 2));  // the last one encrypts
  if (!stored.keys.empty()) {
    known->keys =
        std::make_shared<const OwnerKeys>(owner, std::move(stored.name), std::move(stored.keys), random_,
                                          [this, owner, stamp = stored.stamp] { return NewerThan(stamp, owner); });
  }
  if (known->keys || known->erased) seen_.Put(owner, known, asked);  // who has none may have one at any time
  return known;
}

// On the Redis loop as elsewhere: so it waits for no source, nor for who destroys keys, and reads a file of a few
// hundred bytes only when it has changed. Damaged records, of keys that never were, cost a look at its stamp.
PatientKeys::Keys PatientKeys::NewerThan(const KeyStamp& stamp, const std::string& owner) {
  const std::shared_lock not_while_destroyed(reading_, std::try_to_lock);
  if (!not_while_destroyed) return nullptr;
  const absl::Time asked = clock_.Now();
  const auto now = store_.StampOf(owner);
  if (!now.ok() || *now == stamp) return nullptr;
  auto stored = store_.AllAtOnce(owner);
  return stored.ok() ? Know(owner, *std::move(stored), false, asked)->keys : nullptr;
}

Task<absl::StatusOr<PatientKeys::Found>> PatientKeys::FindToWrite(std::string owner, std::string patient,
                                                                  IfNone if_none) {
  co_await threads_.workers.Turn();
  auto looked = LookToWrite(owner, patient, if_none);
  co_await ResumeOn{threads_.home};
  co_return looked;
}

absl::StatusOr<PatientKeys::Found> PatientKeys::LookToWrite(const std::string& owner, const std::string& patient,
                                                            IfNone if_none) {
  const std::shared_lock not_while_destroyed(reading_);
  ASSIGN_OR_RETURN(Found found, LookNow(owner));
  if (found->erased || found->on_disk) return found;
  const absl::Status there = store_.ForWriting(owner, patient, if_none).status();
  if (!there.ok() && !absl::IsNotFound(there)) return there;  // destroyed or gone meanwhile: so it is found
  return Load(owner, true);
}

// Of who had no keys a moment ago. Where there are records another instance may have made keys, and then these, in
// between, so it is looked once more. Where there are none, and another does the same, all get what the first one made.
Task<absl::StatusOr<PatientKeys::Found>> PatientKeys::MakeUnlessLost(std::string owner, std::string patient,
                                                                     Deadline deadline) {
  CO_ASSIGN_OR_RETURN(const PatientRecords::Found records, co_await records_->Of(owner, deadline));
  if (records == PatientRecords::Found::kErased) {
    auto erased = std::make_shared<Known>();
    erased->erased = true;  // and will be marked so in the folder
    co_return erased;
  }
  const IfNone if_none = records == PatientRecords::Found::kNone ? IfNone::kMake : IfNone::kRefuse;
  auto found = co_await FindToWrite(std::move(owner), std::move(patient), if_none);
  co_return found;
}

}  // namespace careloop
