#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_PUBLICATION_STATES_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_PUBLICATION_STATES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/expiring_cache.h"
#include "common/base/mutex.h"
#include "common/base/task.h"
#include "services/messaging/domain/publication_source.h"

namespace careloop::messaging {

// Says of publications in messages where they stand now. It never fails and never takes long, since a conversation must
// not wait for what is beside it: what content does not say at once is not known. Thread-safe.
class PublicationStates {
 public:
  static constexpr absl::Duration kLimit = absl::Milliseconds(200);  // of all that one call waits
  static constexpr absl::Duration kKept = absl::Seconds(60);
  static constexpr absl::Duration kPause = absl::Seconds(1);    // after content has not answered
  static constexpr absl::Duration kFailed = absl::Seconds(10);  // of a publication at which content failed
  static constexpr size_t kMostKept = 10'000;
  static constexpr size_t kAtOnce = 8;

  PublicationStates(PublicationSource& source, const Clock& clock)
      : source_(source), clock_(clock), recent_(clock, kKept, kMostKept), failed_(clock, kFailed, kMostKept) {}

  // From what content has said within the last minute, else from content: at most kAtOnce questions at a time, and none
  // by a caller who has no time to wait for it.
  Task<std::vector<Message>> Marked(const Call& call, std::vector<Message> messages);

 private:
  using Key = std::pair<std::string, int>;  // publication, revision

  std::vector<Key> Unknown(const std::vector<Message>& messages) const;
  Task<void> Ask(const Call& call, std::vector<Key> keys);
  Task<bool> AskOne(const Call& call, Key key, Deadline deadline);
  bool Pauses() const;
  void Pause();

  PublicationSource& source_;
  const Clock& clock_;
  ExpiringCache<Key, std::optional<PublicationState>> recent_;
  ExpiringCache<Key, bool> failed_;  // those that are in it
  mutable Mutex mutex_;
  std::optional<absl::Time> unanswered_ ABSL_GUARDED_BY(mutex_);  // when content last did not answer
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_PUBLICATION_STATES_H_
