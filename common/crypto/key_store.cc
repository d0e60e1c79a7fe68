#include "common/crypto/key_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "common/base/descriptor.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/aead.h"
#include "common/crypto/durable_file.h"

namespace careloop {
namespace {

constexpr char kEnding[] = ".keys";
constexpr char kIdFile[] = "/store-id";
constexpr char kInUseFile[] = "/key-encryption-key-in-use";
constexpr size_t kIdBytes = 16;
constexpr char kIdFormat[] = "careloop store 1";
constexpr char kNew[] = "new";

absl::Status BadFolder(const std::string& folder, std::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, StrCat("key store ", folder, ": ", what));
}

absl::Status NotGiven(std::string_view kek_id) {
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat("the key-encryption key ", kek_id, " is in use, and is not given"));
}

absl::Status Unreadable(const std::string& path) { return absl::ErrnoToStatus(errno, ForAbsl(StrCat(path, ": stat"))); }

// What the encrypted name of an owner is bound to.
std::string NameOf(std::string_view owner) { return StrCat("name of ", owner); }

// A line with the format, one with the id, and one more while that is new.
std::string ToText(const KeyStore::StoreId& id) {
  return StrCat(kIdFormat, "\n", id.id, "\n", id.is_new ? StrCat(kNew, "\n") : "");
}

absl::StatusOr<KeyStore::StoreId> IdFrom(const std::string& text, const std::string& path) {
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  const bool whole = lines.size() >= 2 && lines[0] == kIdFormat && lines[1].size() == 2 * kIdBytes;
  if (whole && (lines.size() == 2 || (lines.size() == 3 && lines[2] == kNew)))
    return KeyStore::StoreId{.id = lines[1], .is_new = lines.size() == 3};
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, StrCat(path, ": is damaged"));
}

// What is left of keys that were destroyed.
std::string Mark() { return ToText(WrappedKeys{.rows = {}, .sealed_name = "", .destroyed = true}); }

KeyStamp StampFrom(const struct stat& info) {
  return {info.st_ino, absl::ToUnixNanos(absl::TimeFromTimespec(info.st_ctim)), info.st_size};
}

absl::StatusOr<WrappedKeys> ReadKeys(const std::string& path, KeyStamp* stamp = nullptr) {
  struct stat info{};
  ASSIGN_OR_RETURN(const std::optional<std::string> text, ReadIfThere(path, &info));
  if (!text) return WrappedKeys();
  if (stamp != nullptr) *stamp = StampFrom(info);
  return FromText(*text);
}

}  // namespace

// Of those who change, one at a time: threads and processes. Made only where a store is opened: a folder that has lost
// it while the store is in use is another one, such as what lies under a file system that is not mounted any more.
class KeyStore::Lock {
 public:
  explicit Lock(const std::string& path, int flags = 0) : fd_(open(path.c_str(), O_RDWR | O_CLOEXEC | flags, 0600)) {
    do {
      held_ = fd_ >= 0 && flock(fd_, LOCK_EX) == 0;
    } while (fd_ >= 0 && !held_ && errno == EINTR);
  }
  absl::Status status() const { return held_ ? absl::OkStatus() : StoreUnavailable("the key store cannot be locked"); }

 private:
  const Descriptor fd_;
  bool held_ = false;
};

absl::StatusOr<std::unique_ptr<KeyStore>> KeyStore::Open(std::string folder, KeyEncryptionKeys keys, Random& random,
                                                         const Clock& clock) {
  return Open(std::move(folder), [keys] { return keys; }, random, clock);
}

absl::StatusOr<std::unique_ptr<KeyStore>> KeyStore::Open(std::string folder, KeySource source, Random& random,
                                                         const Clock& clock) {
  struct stat info{};
  if (stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return BadFolder(folder, "is not a folder");
  if ((info.st_mode & 077) != 0) return BadFolder(folder, "others may use it; make it 0700");
  ASSIGN_OR_RETURN(KeyEncryptionKeys keys, source());
  auto store =
      std::unique_ptr<KeyStore>(new KeyStore(std::move(folder), std::move(source), std::move(keys), random, clock));
  const Lock lock(store->lock_, O_CREAT);
  if (!lock.status().ok()) return BadFolder(store->folder_, "cannot be written");
  return store;
}

KeyStore::KeyStore(std::string folder, KeySource source, KeyEncryptionKeys keys, Random& random, const Clock& clock)
    : folder_(std::move(folder)),
      lock_(folder_ + "/lock"),
      source_(std::move(source)),
      random_(random),
      clock_(clock),
      wrapping_(std::make_shared<const KeyEncryptionKeys>(std::move(keys))) {}

KeyStore::Wrapping KeyStore::Known() const {
  const MutexLock lock(mutex_);
  return wrapping_;
}

absl::Status KeyStore::AskSource() {
  {
    const MutexLock lock(mutex_);
    being_asked_ = true;
  }
  const absl::StatusOr<KeyEncryptionKeys> keys = source_();
  const MutexLock lock(mutex_);
  being_asked_ = false;
  if (keys.ok()) wrapping_ = std::make_shared<const KeyEncryptionKeys>(keys->With(*wrapping_));
  return keys.status();
}

// Who comes while another asks waits for that answer, the first time: then nobody knows yet whether it is given.
absl::StatusOr<KeyStore::Wrapping> KeyStore::WithKey(const std::string& kek_id) {
  bool again = false;
  if (auto known = KnownOf(kek_id, again)) return *std::move(known);
  const MutexLock asking(asking_);
  if (!again) {
    if (auto known = KnownOf(kek_id, again)) return *std::move(known);
  }
  return NoteAsked(kek_id, AskSource());
}

// Nothing if the source is to be asked by the caller, `again` if that was done before. One that takes long, or fails,
// again and again, would else hold up all who look for keys of any patient.
std::optional<absl::StatusOr<KeyStore::Wrapping>> KeyStore::KnownOf(const std::string& kek_id, bool& again) {
  const MutexLock lock(mutex_);
  if (wrapping_->Has(kek_id)) return wrapping_;
  const auto missed = missed_.find(kek_id);
  again = missed != missed_.end();
  if (!again) return std::nullopt;
  const absl::Time now = clock_.Now();
  const absl::Duration since = now - missed->second.asked;  // below 0: the clock was set back
  const bool pauses = since >= absl::ZeroDuration() && since < missed->second.pause;
  if (pauses || being_asked_) return AnswerOf(missed->second);
  missed->second.asked = now;  // whoever comes next leaves it to this one
  return std::nullopt;
}

absl::StatusOr<KeyStore::Wrapping> KeyStore::NoteAsked(const std::string& kek_id, absl::Status source) {
  const MutexLock lock(mutex_);
  if (wrapping_->Has(kek_id)) {
    missed_.erase(kek_id);
    return wrapping_;
  }
  Missed& missed = missed_[kek_id];
  missed.asked = clock_.Now();
  missed.pause = std::clamp(2 * missed.pause, kFirstPause, kLongestPause);
  missed.not_given |= source.ok();
  missed.source = std::move(source);
  return AnswerOf(missed);
}

absl::StatusOr<KeyStore::Wrapping> KeyStore::AnswerOf(const Missed& missed) const {
  if (!missed.source.ok() && !missed.not_given) return StoreUnavailable("the key-encryption keys cannot be asked for");
  return wrapping_;
}

// Empty before one was taken into use: then each process wraps with its first.
absl::StatusOr<std::string> KeyStore::InUse() const {
  ASSIGN_OR_RETURN(const std::optional<std::string> text, ReadIfThere(folder_ + kInUseFile));
  return std::string(absl::StripTrailingAsciiWhitespace(text.value_or("")));
}

absl::StatusOr<KeyStore::Wrapper> KeyStore::ToWrap() {
  ASSIGN_OR_RETURN(std::string id, InUse());
  if (id.empty()) id = Known()->current_id();
  Wrapper wrapper{.id = std::move(id), .keys = nullptr};
  ASSIGN_OR_RETURN(wrapper.keys, WithKey(wrapper.id));
  if (!wrapper.keys->Has(wrapper.id)) return NotGiven(wrapper.id);
  return wrapper;
}

// The source may take long, and everybody who changes a key waits for the lock: so it is asked before, and again when
// another key was taken into use meanwhile.
absl::StatusOr<KeyStore::Wrapper> KeyStore::LockToWrap(std::optional<Lock>& lock) {
  while (true) {
    ASSIGN_OR_RETURN(Wrapper with, ToWrap());
    lock.emplace(lock_);
    RETURN_IF_ERROR(lock->status());
    ASSIGN_OR_RETURN(const std::string in_use, InUse());
    if (in_use.empty() || in_use == with.id) return with;
    lock.reset();
  }
}

absl::StatusOr<KeyStore::StoreId> KeyStore::Id() {
  const Lock lock(lock_);
  RETURN_IF_ERROR(lock.status());
  const std::string path = folder_ + kIdFile;
  ASSIGN_OR_RETURN(const std::optional<std::string> text, ReadIfThere(path));
  if (text) return IdFrom(*text, path);
  StoreId made{.id = absl::BytesToHexString(random_.Bytes(kIdBytes)), .is_new = true};
  RETURN_IF_ERROR(WriteDurably(path, ToText(made)));
  return made;
}

absl::Status KeyStore::ConfirmId() {
  ASSIGN_OR_RETURN(StoreId known, Id());
  if (!known.is_new) return absl::OkStatus();
  const Lock lock(lock_);
  RETURN_IF_ERROR(lock.status());
  known.is_new = false;
  return WriteDurably(folder_ + kIdFile, ToText(known));
}

absl::StatusOr<std::string> KeyStore::PathOf(std::string_view owner) const {
  const bool named = !owner.empty() && owner.size() <= 64 && std::ranges::all_of(owner, [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c);
  });
  if (named) return StrCat(folder_, "/", owner, kEnding);
  return Error(absl::StatusCode::kInternal, reason::kInternal, "the owner of a data key has no name that it may have");
}

// Whoever wrote the file may not have come to make its name durable before we saw it.
absl::StatusOr<DataKey> KeyStore::NewestOf(const WrappedKeys& keys, std::string_view owner) {
  RETURN_IF_ERROR(SyncFolderOf(lock_));
  return UnwrapRow(keys.rows.back(), owner);
}

absl::StatusOr<DataKey> KeyStore::UnwrapRow(const WrappedKeys::Row& row, std::string_view owner) {
  ASSIGN_OR_RETURN(const Wrapping keys, WithKey(row.kek_id));
  return keys->Unwrap(row.kek_id, row.key_id, row.wrapped, owner);
}

absl::StatusOr<DataKey> KeyStore::ForWriting(std::string_view owner, std::string_view name, IfNone if_none) {
  ASSIGN_OR_RETURN(const std::string path, PathOf(owner));
  ASSIGN_OR_RETURN(const WrappedKeys known, ReadKeys(path));
  if (known.destroyed) return NotFound("data key");
  if (!known.rows.empty()) return NewestOf(known, owner);
  if (if_none == IfNone::kRefuse) return NotFound("data key");
  std::optional<Lock> lock;
  ASSIGN_OR_RETURN(const Wrapper with, LockToWrap(lock));
  ASSIGN_OR_RETURN(WrappedKeys now, ReadKeys(path));  // somebody may have been first
  if (now.destroyed) return NotFound("data key");
  if (now.rows.empty()) return Append(std::move(now), with, owner, name);
  lock.reset();  // to unwrap may ask the source
  return NewestOf(now, owner);
}

absl::StatusOr<StoredKeys> KeyStore::All(std::string_view owner) {
  return Stored(owner, [&](const WrappedKeys::Row& row) { return UnwrapRow(row, owner); });
}

absl::StatusOr<StoredKeys> KeyStore::AllAtOnce(std::string_view owner) const {
  const Wrapping known = Known();
  return Stored(owner,
                [&](const WrappedKeys::Row& row) { return known->Unwrap(row.kek_id, row.key_id, row.wrapped, owner); });
}

absl::StatusOr<StoredKeys> KeyStore::Stored(std::string_view owner, Unwrapper unwrap) const {
  ASSIGN_OR_RETURN(const std::string path, PathOf(owner));
  StoredKeys all;
  ASSIGN_OR_RETURN(const WrappedKeys wrapped, ReadKeys(path, &all.stamp));
  all.destroyed = wrapped.destroyed;
  for (const WrappedKeys::Row& row : wrapped.rows) {
    ASSIGN_OR_RETURN(DataKey key, unwrap(row));
    all.keys.push_back(std::move(key));
  }
  if (all.keys.empty() || wrapped.sealed_name.empty()) return all;
  std::optional<std::string> name = aead::Open(all.keys.front().key, wrapped.sealed_name, NameOf(owner));
  if (!name) return Error(absl::StatusCode::kInternal, reason::kInternal, "a file of the key store is damaged");
  all.name = *std::move(name);
  return all;
}

bool KeyStore::CanBeRead() const {
  const auto lock = ReadIfThere(lock_);  // which is there since Open
  return lock.ok() && lock->has_value();
}

absl::StatusOr<KeyStamp> KeyStore::StampOf(std::string_view owner) const {
  ASSIGN_OR_RETURN(const std::string path, PathOf(owner));
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) return errno == ENOENT ? absl::StatusOr<KeyStamp>(KeyStamp()) : Unreadable(path);
  return StampFrom(info);
}

// Every change ends with a name in the folder that comes or goes.
absl::StatusOr<KeyStamp> KeyStore::StampOfAll() const {
  struct stat info{};
  if (stat(folder_.c_str(), &info) != 0) return Unreadable(folder_);
  return StampFrom(info);
}

absl::StatusOr<DataKey> KeyStore::Renew(std::string_view owner) {
  ASSIGN_OR_RETURN(const std::string path, PathOf(owner));
  std::optional<Lock> lock;
  ASSIGN_OR_RETURN(const Wrapper with, LockToWrap(lock));
  KeyStamp stamp;
  ASSIGN_OR_RETURN(WrappedKeys keys, ReadKeys(path, &stamp));
  if (keys.destroyed || keys.rows.empty()) return NotFound("data key");
  if (keys.rows.size() > 1 && AgeOf(stamp) < kRenewedAgain)
    return absl::AlreadyExistsError("a new key was made just now");
  return Append(std::move(keys), with, owner, "");
}

absl::StatusOr<DataKey> KeyStore::Append(WrappedKeys keys, const Wrapper& with, std::string_view owner,
                                         std::string_view name) {
  ASSIGN_OR_RETURN(const std::string path, PathOf(owner));
  std::string random = random_.Bytes(SecretKey::kSize);
  DataKey key{random_.Bytes(DataKey::kIdSize), SecretKey::From(random)};
  if (keys.rows.empty() && !name.empty()) keys.sealed_name = aead::Seal(key.key, name, NameOf(owner), random_);
  keys.rows.push_back({key.id, with.id, with.keys->Wrap(with.id, key, owner, random_)});
  RETURN_IF_ERROR(WriteDurably(path, ToText(keys)));
  return key;
}

absl::StatusOr<std::vector<std::string>> KeyStore::Owners() const {
  std::vector<std::string> owners;
  std::error_code error;
  for (std::filesystem::directory_iterator file(folder_, error), end; !error && file != end; file.increment(error)) {
    if (file->path().extension() == kEnding) owners.push_back(file->path().stem().string());
  }
  if (error) return BadFolder(folder_, "cannot be read");
  return owners;
}

absl::StatusOr<bool> KeyStore::RewrapOne(const std::string& owner) {
  ASSIGN_OR_RETURN(const std::string path, PathOf(owner));
  std::optional<Lock> lock;
  ASSIGN_OR_RETURN(const Wrapper with, LockToWrap(lock));
  ASSIGN_OR_RETURN(WrappedKeys keys, ReadKeys(path));
  bool changed = false;
  for (WrappedKeys::Row& row : keys.rows) {
    if (row.kek_id == with.id) continue;
    if (!with.keys->Has(row.kek_id)) return NotGiven(row.kek_id);
    ASSIGN_OR_RETURN(const DataKey key, with.keys->Unwrap(row.kek_id, row.key_id, row.wrapped, owner));
    row.wrapped = with.keys->Wrap(with.id, key, owner, random_);
    row.kek_id = with.id;
    changed = true;
  }
  if (changed) RETURN_IF_ERROR(WriteDurably(path, ToText(keys)));
  return changed;
}

absl::Status KeyStore::TakeNewKeys() {
  {
    const MutexLock asking(asking_);
    RETURN_IF_ERROR(AskSource());
    const MutexLock lock(mutex_);
    missed_.clear();
  }
  const Lock lock(lock_);
  RETURN_IF_ERROR(lock.status());
  ASSIGN_OR_RETURN(const std::string former, InUse());
  const Wrapping known = Known();
  if (!former.empty() && !known->Has(former)) return NotGiven(former);
  return WriteDurably(folder_ + kInUseFile, StrCat(known->current_id(), "\n"));
}

absl::Status KeyStore::Destroy(std::string_view owner) {
  ASSIGN_OR_RETURN(const std::string path, PathOf(owner));
  const Lock lock(lock_);
  RETURN_IF_ERROR(lock.status());
  ASSIGN_OR_RETURN(const std::optional<std::string> there, ReadIfThere(path));
  if (there) RETURN_IF_ERROR(WipeInPlace(path));
  const std::string next = path + kUnfinished;
  ASSIGN_OR_RETURN(const std::optional<std::string> left, ReadIfThere(next));
  if (left) RETURN_IF_ERROR(WipeInPlace(next));
  unlink(next.c_str());  // so that the mark gets a file of its own
  return WriteDurably(path, Mark());
}

absl::StatusOr<bool> KeyStore::IsDestroyed(std::string_view owner) const {
  ASSIGN_OR_RETURN(const std::string path, PathOf(owner));
  ASSIGN_OR_RETURN(const std::optional<std::string> there, ReadIfThere(path));
  return there == Mark();
}

}  // namespace careloop
