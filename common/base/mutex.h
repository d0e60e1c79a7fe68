#ifndef CARELOOP_COMMON_BASE_MUTEX_H_
#define CARELOOP_COMMON_BASE_MUTEX_H_

#include <mutex>

#include "absl/base/thread_annotations.h"

namespace careloop {

// std::mutex with clang's thread-safety annotations. absl::Mutex is not used: the packaged Abseil is not instrumented,
// so ThreadSanitizer reports races in correct programs that use it.
class ABSL_LOCKABLE Mutex {
 public:
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_MUTEX_H_
