#include "services/journal/domain/known_library.h"

namespace careloop::journal {

bool KnownLibrary::Holds(const std::string& library, absl::Time now) {
  const MutexLock lock(mutex_);
  if (library != library_) return false;
  if (Within(asked_, kSure, now)) return true;
  if (Within(asking_, kAsking, now) && Within(asked_, kSure + kAsking, now)) return true;
  asking_ = now;
  return false;
}

void KnownLibrary::Note(const std::string& library, absl::Time asked) {
  const MutexLock lock(mutex_);
  if (asked < asked_) return;
  library_ = library;
  asked_ = asked;
}

bool KnownLibrary::IsLast(const std::string& library) const {
  const MutexLock lock(mutex_);
  return library == library_;
}

}  // namespace careloop::journal
