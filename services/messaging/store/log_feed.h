#ifndef CARELOOP_SERVICES_MESSAGING_STORE_LOG_FEED_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_LOG_FEED_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/base/scheduler.h"
#include "common/base/task.h"
#include "common/crypto/owner_keys.h"
#include "common/crypto/patient_keys.h"
#include "common/redis/stream_tail.h"
#include "services/messaging/domain/event.h"

namespace careloop::messaging {

// Passes the log on as a tail reads it, in its order, with the patients' ids in the place of their pseudonyms. Who that
// is is known from the first entry on, which waits for a look at the key store, and so does what comes after it; a
// pseudonym stays that of nobody else. Of who was erased it is known from the entry that says so on. It is left in
// other entries of theirs, and of those whose keys are lost or damaged. While the key store cannot be read everything
// waits: nobody would be told, and no instance writes for whom it has to look up either. Of too much that waits only
// the end is passed on, as a start.
//
// Everything runs on the thread of the tail's callbacks, which is also where the tasks of `keys` resume. Must outlive
// the tail, and be told nothing after the loop has stopped.
class LogFeed {
 public:
  // As of redis::StreamTail::Callbacks.
  struct Listeners {
    std::function<void(const LogEntries&)> on_start;
    std::function<void(const LogEntries&)> on_entries;
    std::function<void()> on_resumed;
    std::function<void()> on_down;
    // For the log: it waits for the key store; it does not any more; it has given up what waited.
    std::function<void()> on_waiting = [] {};
    std::function<void()> on_waited = [] {};
    std::function<void()> on_skipped = [] {};
  };
  static constexpr size_t kMostWaiting = 100'000;  // entries, and things said, each: about 30 MB

  // `site`: of OwnerKeys::OfSite. `home`: that of `keys`.
  LogFeed(PatientKeys& keys, Scheduler& home, OwnerKeys site, Listeners listeners)
      : keys_(keys), home_(home), site_(std::move(site)), listeners_(std::move(listeners)) {}

  // For the tail. They refer to this.
  redis::StreamTail::Callbacks Callbacks();

 private:
  static constexpr absl::Duration kRetry = absl::Milliseconds(100);
  static constexpr size_t kMostKnown = 200'000;  // patients: about 30 MB

  using Rows = redis::StreamTail::Entries;
  // Something that the tail has said, and to whom it goes.
  struct Said {
    std::vector<LogEntry> entries;
    std::function<void(const LogEntries&)> listener;
  };

  void Take(const Rows& rows, std::function<void(const LogEntries&)> listener);
  void TakeState(bool is_up, const std::function<void()>& listener);
  void SkipToEnd();
  Task<void> PassOn();
  void Wait();
  Task<bool> LearnNames(std::vector<std::string> pseudonyms);  // whether it could look
  std::vector<std::string> UnknownIn(const std::vector<LogEntry>& entries) const;
  LogEntries Named(std::vector<LogEntry> entries) const;
  void LearnErased(std::vector<LogEntry>& entries);

  PatientKeys& keys_;
  Scheduler& home_;
  const OwnerKeys site_;
  const Listeners listeners_;
  std::deque<Said> said_;
  size_t entries_ = 0;  // of what was said
  LogEntry last_;       // that the tail has said
  bool is_up_ = true;   // as the tail has said last
  uint64_t skips_ = 0;  // how often what waited was given up
  bool passing_ = false;
  bool waiting_ = false;
  absl::flat_hash_map<std::string, std::string> patients_;  // by pseudonym
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_LOG_FEED_H_
