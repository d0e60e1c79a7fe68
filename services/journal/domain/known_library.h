#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_KNOWN_LIBRARY_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_KNOWN_LIBRARY_H_

#include <string>

#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace careloop::journal {

// Which library content had when it was asked last. Content that was withdrawn is no longer shown within a second:
// content tells of it within half of one, and for the other half it is asked again, by one call for all that go on
// meanwhile. Thread-safe.
class KnownLibrary {
 public:
  static constexpr absl::Duration kSure = absl::Milliseconds(200);    // after a question
  static constexpr absl::Duration kAsking = absl::Milliseconds(200);  // more, while the next one is under way

  // Whether what was found in `library` may be shown as it is. If not, the caller asks content, from now on.
  bool Holds(const std::string& library, absl::Time now);
  // What content said when it was asked at that time. What it says now may have been asked before what is known.
  void Note(const std::string& library, absl::Time asked);
  // Whether content had this library when it was asked last.
  bool IsLast(const std::string& library) const;

 private:
  static bool Within(absl::Time since, absl::Duration time, absl::Time now) {
    return since <= now && now - since < time;  // not if the clock was set back
  }

  mutable Mutex mutex_;
  std::string library_ ABSL_GUARDED_BY(mutex_);
  absl::Time asked_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time asking_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_KNOWN_LIBRARY_H_
