#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_WATCH_HUB_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_WATCH_HUB_H_

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
#include "services/messaging/domain/thread_store.h"

namespace careloop::messaging {

// The other end of one Watch. Called on the hub's thread; must not block. A sink that has failed is removed by
// WatchHub::Remove.
class WatchSink {
 public:
  virtual ~WatchSink() = default;

  // `positions` is where to go on after this.
  virtual void OnEvent(const Event& event, const Positions& positions) = 0;
  virtual void OnHeartbeat(const Positions& positions) = 0;
  virtual void OnGap(const Positions& positions) = 0;
  virtual void OnTeamLeft(const std::string& team, const Positions& positions) = 0;
  // The last event; the sink then ends with OK.
  virtual void OnReconnect(absl::Duration delay, const Positions& positions) = 0;
  // The sink ends with this error.
  virtual void OnError(const absl::Status& status) = 0;
};

// Tells those who watch what happens, each event once and in the order of its thread.
//
// Everybody follows the histories of their audiences by place: a wake-up only says that it is worth looking. New events
// of an audience are read once and given to all who have caught up with it; who has not reads alone until they have. A
// clinician's memberships are looked at again with every batch, and at once when they change.
//
// Everything runs on the scheduler's thread, which is also where the event store answers; only Add, Remove and the
// wake-ups may be called from elsewhere. Must outlive the scheduler's last run.
class WatchHub {
 public:
  struct Options {
    absl::Duration tick = absl::Seconds(1);
    absl::Duration heartbeat = absl::Seconds(25);  // of silence; the contract promises an event every 30 s
    absl::Duration life = absl::Minutes(10);       // shorter than the grace that a connection's age gives its streams
  };
  WatchHub(EventStore& store, Access& access, Scheduler& scheduler, const Clock& clock, Random& random,
           Options options);

  // Begins to tick.
  void Start();

  // From `from` on, or from now on. The sink is told an error instead if the start cannot be found out.
  void Add(std::shared_ptr<WatchSink> sink, std::shared_ptr<const Caller> caller, std::optional<Positions> from);
  // Nothing more is told to this sink once the hub's thread has seen the removal.
  void Remove(std::shared_ptr<WatchSink> sink);

  // The payload of a wake-up: "p:PATIENT", "t:TEAM", "s:PERSON", separated by spaces.
  void Wake(std::string_view payload);
  // Wake-ups may have been lost: look at everything.
  void WakeAll();
  // Wake-ups do not arrive at present: nothing can be said, so no heartbeat is sent.
  void Disconnected();
  // Everybody is told to come back elsewhere.
  void Drain();

 private:
  struct Watch {
    std::shared_ptr<WatchSink> sink;
    std::shared_ptr<const Caller> caller;
    Positions positions;
    std::vector<Audience> following;  // those of positions that it has caught up with
    absl::Time ends;                  // of old age
    absl::Time told;                  // the last event
    bool refreshing = false;
    bool refresh_again = false;
    bool over = false;
  };
  using WatchPtr = std::shared_ptr<Watch>;
  // Those who have caught up with one audience, and the place up to which events were read for them.
  struct Followers {
    std::vector<WatchPtr> watches;
    Place place;
    bool reading = false;
    bool again = false;  // there may be more than has been read
  };

  void Tick();
  void CheckAge(const WatchPtr& watch, absl::Time now);
  bool IsCurrent(const Watch& watch) const;
  void Reconnect(const WatchPtr& watch);
  void Fail(const WatchPtr& watch, const absl::Status& status);
  void Drop(const WatchPtr& watch);

  void Refresh(const WatchPtr& watch);
  Task<void> RefreshTask(WatchPtr watch);
  Task<absl::Status> MatchAudiences(WatchPtr watch);
  Task<absl::Status> AddPositions(WatchPtr watch, std::vector<Audience> audiences);
  Task<absl::Status> CatchUp(WatchPtr watch, Audience audience);
  void LeaveTeam(const WatchPtr& watch, const Audience& audience);
  void Unfollow(const WatchPtr& watch, const Audience& audience);

  void Look(const Audience& audience);
  void LookAgain();
  Task<void> LookTask(Audience audience);
  Task<void> Serve(Audience audience, std::shared_ptr<const EventBatch> batch);
  Task<absl::StatusOr<bool>> MayFollow(WatchPtr watch, Audience audience);
  void Tell(const WatchPtr& watch, const Audience& audience, const Event& event);

  EventStore& store_;
  Access& access_;
  Scheduler& scheduler_;
  const Clock& clock_;
  Random& random_;
  const Options options_;

  absl::flat_hash_map<const WatchSink*, WatchPtr> watches_;
  absl::flat_hash_map<Audience, Followers> followers_;
  absl::flat_hash_map<std::string, absl::flat_hash_set<WatchPtr>> by_person_;
  bool connected_ = false;
  bool draining_ = false;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_WATCH_HUB_H_
