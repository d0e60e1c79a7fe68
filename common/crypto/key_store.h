#ifndef CARELOOP_COMMON_CRYPTO_KEY_STORE_H_
#define CARELOOP_COMMON_CRYPTO_KEY_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/random.h"
#include "common/crypto/data_key.h"
#include "common/crypto/wrapped_keys.h"

namespace careloop {

// Tells one state of an owner's keys from every other.
struct KeyStamp {
  uint64_t file = 0;
  int64_t changed_ns = 0;  // when it came to its name, not when it was written before that: others saw it then
  int64_t size = 0;

  friend bool operator==(const KeyStamp&, const KeyStamp&) = default;
};

// All that there is of one owner.
struct StoredKeys {
  std::vector<DataKey> keys;  // the newest last
  std::string name;
  bool destroyed = false;
  KeyStamp stamp;  // of what was read
};

// The data keys of all owners: a file for each, in a folder that is neither Redis' nor in Redis' backups. An owner is
// named by 1 to 64 of a-z 0-9, such as a pseudonym; who that is lies, encrypted, with the keys.
//
// What is given out to write with is on the disk, fsynced, before it is: nothing is ever encrypted with a key that a
// crash could lose. Several processes may share the folder, also as they start and create at once; those that change
// take a lock on it, under which nobody waits for the source of the keys that wrap. All of this blocks: not for the
// Redis loop. Thread-safe.
class KeyStore {
 public:
  // Gives the key-encryption keys of now. Asked again by TakeNewKeys, and when one is met that was not among them: so
  // others may take a new one into use first. For one that it does not give it is asked again after a pause, which
  // grows to kLongestPause, by one at a time, for whom nobody waits. What it gave once is remembered. May block.
  using KeySource = std::function<absl::StatusOr<KeyEncryptionKeys>()>;
  static constexpr absl::Duration kFirstPause = absl::Seconds(1);
  static constexpr absl::Duration kLongestPause = absl::Seconds(30);

  // `folder` exists and is nobody else's to read or write. `random` and `clock`, which is that of the folder's files,
  // outlive this. FAILED_PRECONDITION that names the folder; else what `source` fails with.
  static absl::StatusOr<std::unique_ptr<KeyStore>> Open(std::string folder, KeySource source, Random& random,
                                                        const Clock& clock);
  // With these keys for ever.
  static absl::StatusOr<std::unique_ptr<KeyStore>> Open(std::string folder, KeyEncryptionKeys keys, Random& random,
                                                        const Clock& clock);

  struct StoreId {
    std::string id;       // 32 hex digits
    bool is_new = false;  // ConfirmId has not been called yet
  };
  // Which store the folder is of: an id of its own, made and on the disk before it is answered; the same one for all
  // who ask first at once.
  absl::StatusOr<StoreId> Id();

  // The Redis of the store has the id now, for ever. Costs an fsync the first time.
  absl::Status ConfirmId();

  const std::string& folder() const { return folder_; }

  enum class IfNone { kMake, kRefuse };
  // Costs an fsync. The key for what is written now; if the owner has none, one is made, and `name` kept with it, or it
  // is NOT_FOUND. NOT_FOUND if their keys were destroyed: nothing of them is written any more.
  absl::StatusOr<DataKey> ForWriting(std::string_view owner, std::string_view name = "",
                                     IfNone if_none = IfNone::kMake);

  // All keys of an owner, and who it is; none for one that has none. INTERNAL for good: the file is damaged, or the
  // key that wraps is not given; UNAVAILABLE while the source of those fails; the file system's errors.
  absl::StatusOr<StoredKeys> All(std::string_view owner);
  // The same with the keys that wrap which are known here, asking no source: waits for a disk at most.
  absl::StatusOr<StoredKeys> AllAtOnce(std::string_view owner) const;

  // Whether the folder is there and can be read at this moment, whatever is wrong with the file of an owner.
  bool CanBeRead() const;

  // Cheap: for whoever has All, to see whether it still holds.
  absl::StatusOr<KeyStamp> StampOf(std::string_view owner) const;
  // For how long it has been so.
  absl::Duration AgeOf(const KeyStamp& stamp) const { return clock_.Now() - absl::FromUnixNanos(stamp.changed_ns); }
  // The same of all owners together: it is another one, a tick of the file system's clock later at most, when anybody's
  // keys were made, replaced or destroyed to the end. What is written into a file by other means does not change it.
  absl::StatusOr<KeyStamp> StampOfAll() const;

  // Makes a new key, which ForWriting gives from now on; the older ones go on to read. NOT_FOUND of who has none;
  // ALREADY_EXISTS within kRenewedAgain of the last: whoever looks now and then, while others encrypt with the one
  // before the newest, would miss one in between.
  static constexpr absl::Duration kRenewedAgain = absl::Seconds(1);
  absl::StatusOr<DataKey> Renew(std::string_view owner);

  // Takes another key-encryption key into use, for all processes that share the folder: asks the source, and writes
  // into the folder that its first one wraps from now on. When thereafter RewrapOne was done for all owners, no other
  // is needed. FAILED_PRECONDITION if the one that wraps now is not given here.
  absl::Status TakeNewKeys();
  absl::StatusOr<std::vector<std::string>> Owners() const;
  // Wraps with the key-encryption key in use what is wrapped with another; whether an owner had such. Others read and
  // write meanwhile. FAILED_PRECONDITION if something is wrapped with a key that is not given.
  absl::StatusOr<bool> RewrapOne(const std::string& owner);

  // Destroys all keys of an owner for ever, here: what was encrypted with them cannot be read again, wherever it lies.
  // A mark stays behind, so that nobody makes new ones; one that a crash cut short is made whole by another. Copies of
  // the folder are the operator's to destroy; earlier versions of the file, from before a Renew or Rewrap, are wiped by
  // no more than what the disk does with free blocks.
  absl::Status Destroy(std::string_view owner);

  // Cheap: whether that has been done to its end, so that the mark is there.
  absl::StatusOr<bool> IsDestroyed(std::string_view owner) const;

 private:
  class Lock;

  using Wrapping = std::shared_ptr<const KeyEncryptionKeys>;

  KeyStore(std::string folder, KeySource source, KeyEncryptionKeys keys, Random& random, const Clock& clock);

  absl::StatusOr<std::string> PathOf(std::string_view owner) const;
  Wrapping Known() const;
  absl::Status AskSource() ABSL_EXCLUSIVE_LOCKS_REQUIRED(asking_);
  absl::StatusOr<Wrapping> WithKey(const std::string& kek_id);
  // A key that wraps which the source did not give.
  struct Missed {
    absl::Time asked = absl::InfinitePast();
    absl::Duration pause;
    absl::Status source;     // what it failed with, if it did
    bool not_given = false;  // it answered once, without that key: what that wraps is lost, whatever it answers now
  };
  std::optional<absl::StatusOr<Wrapping>> KnownOf(const std::string& kek_id, bool& again);
  absl::StatusOr<Wrapping> NoteAsked(const std::string& kek_id, absl::Status source);
  absl::StatusOr<Wrapping> AnswerOf(const Missed& missed) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::string> InUse() const;
  struct Wrapper {
    std::string id;
    Wrapping keys;  // with that of the id
  };
  absl::StatusOr<Wrapper> ToWrap();
  // Takes the lock, and tells with what to wrap under it.
  absl::StatusOr<Wrapper> LockToWrap(std::optional<Lock>& lock);
  absl::StatusOr<DataKey> NewestOf(const WrappedKeys& keys, std::string_view owner);
  absl::StatusOr<DataKey> UnwrapRow(const WrappedKeys::Row& row, std::string_view owner);
  using Unwrapper = absl::FunctionRef<absl::StatusOr<DataKey>(const WrappedKeys::Row&)>;
  absl::StatusOr<StoredKeys> Stored(std::string_view owner, Unwrapper unwrap) const;
  absl::StatusOr<DataKey> Append(WrappedKeys keys, const Wrapper& with, std::string_view owner, std::string_view name);

  const std::string folder_;
  const std::string lock_;  // the file on which Lock is taken
  const KeySource source_;
  Random& random_;
  const Clock& clock_;
  mutable Mutex mutex_;
  Wrapping wrapping_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Missed> missed_ ABSL_GUARDED_BY(mutex_);  // by their ids
  bool being_asked_ ABSL_GUARDED_BY(mutex_) = false;
  Mutex asking_;  // the source, one at a time; locked before mutex_
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_KEY_STORE_H_
