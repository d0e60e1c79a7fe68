#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_LIVE_LIBRARY_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_LIVE_LIBRARY_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "common/base/task.h"
#include "services/content/domain/library.h"
#include "services/content/domain/publication_store.h"
#include "services/content/domain/shared_rounds.h"
#include "services/content/domain/site.h"

namespace careloop::content {

// The library as it is now, kept in memory, so that reading needs no store: it goes on while the store is away. What
// another instance publishes is here within a second. Thread-safe.
class LiveLibrary {
 public:
  static constexpr absl::Duration kPollInterval = absl::Milliseconds(500);
  static constexpr absl::Duration kPollLimit = absl::Seconds(2);
  static constexpr absl::Duration kLoadLimit = absl::Seconds(60);  // of all that there is

  // All outlive this.
  LiveLibrary(PublicationStore& store, const Site& site, const Clock& clock)
      : store_(store), site_(site), clock_(clock) {}

  // UNAVAILABLE (STORE_UNAVAILABLE) until it has been loaded for the first time.
  absl::StatusOr<std::shared_ptr<const Library>> Current() const;

  // Brings it up to date with the store as that is now. Safe to run at any time and many times at once: the store is
  // read once for all who come while it is read before. Before it loads the first time, and whenever the store was set
  // back, it offers the store the site's disclaimers: FAILED_PRECONDITION if one of their versions has been published
  // with another text; nothing changes then. A reading ends at the deadline of one of those whom it is for; waiting for
  // the reading before may take longer than `deadline`.
  Task<absl::Status> Refresh(Deadline deadline);

  // Refreshes now and every kPollInterval from then on. `failed` is told of each failure that follows a success or
  // another kind of failure; it runs on the thread of the scheduler or of the store. This outlives the scheduler's last
  // run.
  void Follow(Scheduler& scheduler, std::function<void(const absl::Status&)> failed);

  // Runs `work` once, when the library has been loaded for the first time, on the thread of the store. Before any
  // refresh.
  void OnLoaded(std::function<void()> work) { on_loaded_ = std::move(work); }
  // Runs `work` after each change of the library, on the thread of the store: it may not block. Before any refresh.
  void OnChange(std::function<void()> work) { on_change_ = std::move(work); }

  // Refreshes once more, now: the store has just come back.
  void Wake();

  // The disclaimer that is current in a language, also if it was published just now by another instance.
  // FAILED_PRECONDITION (FAILED_STATE) if there is none.
  Task<absl::StatusOr<Disclaimer>> RequiredDisclaimer(std::string language, Deadline deadline);

 private:
  std::shared_ptr<const Library> Snapshot() const;
  // All that the store has beyond `base`, or nothing if there is nothing.
  Task<absl::StatusOr<std::shared_ptr<const Library>>> LoadAfter(std::shared_ptr<const Library> base,
                                                                 Deadline deadline);
  Task<absl::Status> OfferDisclaimers(Deadline deadline);
  Deadline PollDeadline() const;
  // One reading of the store. One at a time.
  Task<absl::Status> ReadChanges(Deadline deadline);
  void Replace(std::shared_ptr<const Library> next);
  Task<void> RefreshOnce();
  Task<void> Poll(Scheduler& scheduler, std::function<void(const absl::Status&)> failed, absl::StatusCode before);

  PublicationStore& store_;
  const Site& site_;
  const Clock& clock_;
  std::function<void()> on_loaded_ = [] {};
  std::function<void()> on_change_ = [] {};
  SharedRounds readings_;
  mutable Mutex mutex_;
  std::shared_ptr<const Library> current_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_LIVE_LIBRARY_H_
