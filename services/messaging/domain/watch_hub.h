#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_WATCH_HUB_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_WATCH_HUB_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/scheduler.h"
#include "common/base/task.h"
#include "services/messaging/domain/access.h"
#include "services/messaging/domain/event.h"
#include "services/messaging/domain/event_history.h"
#include "services/messaging/domain/thread_store.h"
#include "services/messaging/domain/watch_accesses.h"

namespace careloop::messaging {

// The other end of one Watch. Called on the hub's thread; must not block. A sink that has failed is removed by
// WatchHub::Remove.
class WatchSink {
 public:
  virtual ~WatchSink() = default;

  // `place` is where to go on after this.
  virtual void OnEvent(const Event& event, Place place) = 0;
  virtual void OnHeartbeat(Place place) = 0;
  virtual void OnGap(Place place) = 0;
  virtual void OnTeamLeft(const std::string& team, Place place) = 0;
  // A caregiver may not see this patient's threads any more.
  virtual void OnPatientLeft(const std::string& patient, Place place) = 0;
  // The last event; the sink then ends with OK.
  virtual void OnReconnect(absl::Duration delay, Place place) = 0;
  // The sink ends with this error.
  virtual void OnError(const absl::Status& status) = 0;
};

// Tells those who watch what happens, each event once and in the order of the site's log.
//
// The log's entries come as they are written and say whom they concern. What nobody watches costs no more than that; of
// the rest, texts are fetched once for all who watch, many in one call. Who comes with a place of before catches up
// alone, from the entries in memory or else from the store, and then joins the others. A clinician's memberships, and
// what patients let a caregiver see, are looked at again with every batch, and at once when they change or end.
//
// Everything runs on the scheduler's thread, which is also where the event store answers; only Add, Remove and Drain
// may be called from elsewhere. Must outlive the scheduler's last run.
class WatchHub {
 public:
  struct Options {
    absl::Duration tick = absl::Seconds(1);
    absl::Duration heartbeat = absl::Seconds(25);  // of silence; the contract promises an event every 30 s
    absl::Duration life = absl::Minutes(10);       // shorter than the grace that a connection's age gives its streams
    size_t remembered = 20'000;                    // entries of the log in memory
  };
  // Of all who watch, so many are looked at in one go for what their age asks for, such as a heartbeat.
  static constexpr size_t kCheckedAtOnce = 128;

  WatchHub(EventStore& store, Access& access, Scheduler& scheduler, const Clock& clock, Random& random,
           Options options);

  // Nobody is told of another patient before it is recorded. Before Start; `accesses` outlives this.
  void RecordAccesses(WatchAccesses& accesses) { accesses_ = &accesses; }
  // Begins to tick.
  void Start();

  // From `from` on, or from now on. The sink is told an error instead if the start cannot be found out.
  void Add(std::shared_ptr<WatchSink> sink, std::shared_ptr<const Caller> caller, std::optional<Place> from);
  // Nothing more is told to this sink once the hub's thread has seen the removal.
  void Remove(std::shared_ptr<WatchSink> sink);

  // The log ends with these entries, and what comes next comes after them. A second time: the place up to which entries
  // came is not in the log any more, so that everybody has a gap.
  void OnLogStart(LogEntries last);
  // The next entries of the log.
  void OnLog(LogEntries entries);
  // Entries do not arrive at present: nothing can be said, so no heartbeat is sent.
  void OnLogDown();
  // They do again, and none was missed.
  void OnLogResumed();

  // Everybody is told to come back elsewhere.
  void Drain();

 private:
  struct Watch {
    std::shared_ptr<WatchSink> sink;
    std::shared_ptr<const Caller> caller;
    std::optional<Place> from;                     // as it came; of a caregiver until they are told what ended
    Place place;                                   // up to which it was told
    std::vector<Audience> audiences;               // that it belongs to
    absl::Time ends;                               // of old age
    absl::Time told;                               // the last event
    absl::Time next_end = absl::InfiniteFuture();  // of what a caregiver may see: then it is looked at again
    Place matched;                                 // the memberships up to here are in its audiences
    bool gained = false;                           // it catches up, and what comes next was read without this
    bool following = false;                        // it has caught up
    bool refreshing = false;
    bool refresh_again = false;
    bool over = false;
  };
  using WatchPtr = std::shared_ptr<Watch>;
  using Events = std::vector<EventViews>;
  static constexpr absl::Duration kAccessLimit = absl::Seconds(2);

  void Tick();
  void CheckAges(std::shared_ptr<const std::vector<WatchPtr>> watches, size_t from);
  void CheckAge(const WatchPtr& watch, absl::Time now);
  Place PlaceOf(const Watch& watch) const;
  void Reconnect(const WatchPtr& watch);
  void Fail(const WatchPtr& watch, const absl::Status& status);
  void Drop(const WatchPtr& watch);
  void Begin(const WatchPtr& watch);
  void Gap(const WatchPtr& watch, Place place);
  std::vector<WatchPtr> All() const;

  void Refresh(const WatchPtr& watch);
  Task<void> RefreshTask(WatchPtr watch);
  Task<absl::Status> MatchAudiences(WatchPtr watch);
  Task<absl::Status> TellEndedCares(WatchPtr watch);
  Task<absl::Status> AwaitNextEnd(WatchPtr watch);
  Task<absl::Status> CatchUp(WatchPtr watch);
  Task<absl::StatusOr<LogPage>> ReadFor(WatchPtr watch);
  void Follow(const WatchPtr& watch);
  void StopFollowing(const WatchPtr& watch);
  void Leave(const WatchPtr& watch, const Audience& audience);
  void Unfollow(const WatchPtr& watch, const Audience& audience);

  void Serve();
  Task<void> ServeTask();
  void TakeChunk();
  Task<absl::Status> ServeChunk();
  bool Concerns(const LogEntry& entry) const;
  std::vector<std::vector<WatchPtr>> ConcernedBy(const LogEntries& entries) const;
  Task<absl::StatusOr<Events>> EventsOf(LogEntries entries);
  Task<void> TellPerson(std::vector<WatchPtr> watches, LogEntries entries, std::shared_ptr<const Events> events);
  Task<absl::Status> TellAll(WatchPtr watch, LogEntries entries, std::shared_ptr<const Events> events);
  Task<absl::Status> TellMembership(WatchPtr watch, std::shared_ptr<const LogEntry> entry);
  Task<absl::Status> TellEvent(WatchPtr watch, std::shared_ptr<const LogEntry> entry, EventViews views);
  Task<absl::StatusOr<bool>> MayFollow(WatchPtr watch, Audience audience);

  EventStore& store_;
  Access& access_;
  Scheduler& scheduler_;
  const Clock& clock_;
  Random& random_;
  const Options options_;
  WatchAccesses* accesses_ = nullptr;

  absl::flat_hash_map<const WatchSink*, WatchPtr> watches_;
  absl::flat_hash_map<Audience, std::vector<WatchPtr>> followers_;  // those who have caught up
  absl::flat_hash_map<std::string, absl::flat_hash_set<WatchPtr>> by_person_;

  EventHistory history_;
  std::deque<std::shared_ptr<const LogEntry>> unserved_;
  LogEntries chunk_;  // being served; those that concern somebody
  Place claimed_;     // up to which entries have been taken to be served
  Place served_;      // up to which followers have been told
  uint64_t log_ = 0;  // a count of logs that were begun
  bool serving_ = false;
  bool failed_ = false;  // the chunk has to be served again
  bool connected_ = false;
  bool draining_ = false;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_WATCH_HUB_H_
