#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_EVENT_HISTORY_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_EVENT_HISTORY_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "services/messaging/domain/event.h"
#include "services/messaging/domain/thread_store.h"

namespace careloop::messaging {

// The last entries of the log, in memory, found by whom they concern: for those who come back after a moment. About 400
// bytes an entry. Not thread-safe.
class EventHistory {
 public:
  explicit EventHistory(size_t most) : most_(most) {}

  // Forgets everything. `last` are the entries at the end of the log, which is empty if there are none.
  void Restart(LogEntries last);
  void Append(std::shared_ptr<const LogEntry> entry);

  Place end() const { return slots_.empty() ? start_ : slots_.back().entry->place; }
  // From which place on the log is known.
  Place start() const { return start_; }
  // Whether the log has this place, and all that came after it is here. A place between two entries is of another log.
  bool Has(Place place) const;

  // As EventStore::Read, of a place that is here.
  LogPage After(const LogQuery& query) const;

 private:
  using Key =
      std::pair<char, std::string>;  // whom an entry concerns: 'p' a patient, 't' a team, 's' who joins or leaves one
  // An entry, and the numbers of the ones before it of the same two keys: chains instead of lists, since most keys have
  // few entries.
  struct Slot {
    std::shared_ptr<const LogEntry> entry;
    uint64_t before_of_first = 0;
    uint64_t before_of_second = 0;
  };

  static Key FirstKey(const LogEntry& entry);
  static Key SecondKey(const LogEntry& entry) { return {'t', entry.team}; }
  void Forget();
  void Collect(const Key& key, Place after, LogEntries& found) const;

  const size_t most_;
  std::deque<Slot> slots_;
  uint64_t first_ = 1;  // the number of slots_.front()
  Place start_;
  absl::flat_hash_map<Key, uint64_t> last_of_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_EVENT_HISTORY_H_
