#include "services/messaging/domain/watch_hub.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::messaging {
namespace {

constexpr int kBatch = 64;
constexpr absl::Duration kAccessLimit = absl::Seconds(2);
constexpr absl::Duration kLongestReconnectDelay = absl::Seconds(2);

double Fraction(Random& random) { return static_cast<unsigned char>(random.Bytes(1)[0]) / 256.0; }

Position* PositionOf(Positions& positions, const Audience& audience) {
  const auto found =
      std::find_if(positions.begin(), positions.end(), [&](const Position& p) { return p.audience == audience; });
  return found == positions.end() ? nullptr : &*found;
}

bool Contains(const std::vector<Audience>& audiences, const Audience& audience) {
  return std::find(audiences.begin(), audiences.end(), audience) != audiences.end();
}

}  // namespace

WatchHub::WatchHub(EventStore& store, Access& access, Scheduler& scheduler, const Clock& clock, Random& random,
                   Options options)
    : store_(store), access_(access), scheduler_(scheduler), clock_(clock), random_(random), options_(options) {}

void WatchHub::Start() {
  scheduler_.After(options_.tick, [this] { Tick(); });
}

void WatchHub::Add(std::shared_ptr<WatchSink> sink, std::shared_ptr<const Caller> caller,
                   std::optional<Positions> from) {
  auto watch = std::make_shared<Watch>();
  watch->sink = std::move(sink);
  watch->caller = std::move(caller);
  if (from) watch->positions = *std::move(from);
  scheduler_.Post([this, watch] {
    watch->told = clock_.Now();
    watch->ends = watch->told + options_.life * (0.8 + 0.2 * Fraction(random_));
    watches_.emplace(watch->sink.get(), watch);
    by_person_[watch->caller->subject].insert(watch);
    if (draining_) return Reconnect(watch);
    Refresh(watch);
  });
}

void WatchHub::Remove(std::shared_ptr<WatchSink> sink) {
  scheduler_.Post([this, sink] {
    const auto entry = watches_.find(sink.get());
    if (entry == watches_.end()) return;
    const WatchPtr watch = entry->second;
    Drop(watch);
  });
}

// ---- Age ------------------------------------------------------------------------------------------------------------

void WatchHub::Tick() {
  const absl::Time now = clock_.Now();
  std::vector<WatchPtr> all;
  all.reserve(watches_.size());
  for (const auto& [sink, watch] : watches_) all.push_back(watch);
  for (const WatchPtr& watch : all) CheckAge(watch, now);
  LookAgain();
  scheduler_.After(options_.tick, [this] { Tick(); });
}

void WatchHub::CheckAge(const WatchPtr& watch, absl::Time now) {
  if (watch->caller->expires <= now) {
    Fail(watch,
         Error(absl::StatusCode::kUnauthenticated, reason::kTokenExpired, "the token of this stream has expired"));
  } else if (watch->ends <= now) {
    Reconnect(watch);
  } else if (connected_ && now - watch->told >= options_.heartbeat && IsCurrent(*watch)) {
    watch->told = now;
    watch->sink->OnHeartbeat(watch->positions);
  }
}

// Whether nothing is known to be missing: a heartbeat says that the stream is complete.
bool WatchHub::IsCurrent(const Watch& watch) const {
  return !watch.refreshing && std::none_of(watch.following.begin(), watch.following.end(),
                                           [this](const Audience& audience) { return followers_.at(audience).again; });
}

void WatchHub::Reconnect(const WatchPtr& watch) {
  Drop(watch);
  watch->sink->OnReconnect(kLongestReconnectDelay * Fraction(random_), watch->positions);
}

void WatchHub::Fail(const WatchPtr& watch, const absl::Status& status) {
  Drop(watch);
  watch->sink->OnError(status);
}

void WatchHub::Drop(const WatchPtr& watch) {
  if (std::exchange(watch->over, true)) return;
  watches_.erase(watch->sink.get());
  const auto person = by_person_.find(watch->caller->subject);
  person->second.erase(watch);
  if (person->second.empty()) by_person_.erase(person);
  for (const Audience& audience : std::exchange(watch->following, {})) Unfollow(watch, audience);
}

void WatchHub::Drain() {
  scheduler_.Post([this] {
    draining_ = true;
    std::vector<WatchPtr> all;
    for (const auto& [sink, watch] : watches_) all.push_back(watch);
    for (const WatchPtr& watch : all) Reconnect(watch);
  });
}

// ---- Which audiences a watch follows --------------------------------------------------------------------------------

void WatchHub::Refresh(const WatchPtr& watch) {
  if (watch->refreshing) {
    watch->refresh_again = true;
    return;
  }
  watch->refreshing = true;
  StartDetached(RefreshTask(watch));
}

Task<void> WatchHub::RefreshTask(WatchPtr watch) {
  do {
    watch->refresh_again = false;
    const absl::Status status = co_await MatchAudiences(watch);
    if (!status.ok() && !watch->over) Fail(watch, status);
  } while (watch->refresh_again && !watch->over);
  watch->refreshing = false;
}

// Drops the audiences that the caller no longer belongs to, joins the new ones.
Task<absl::Status> WatchHub::MatchAudiences(WatchPtr watch) {
  CO_ASSIGN_OR_RETURN(const std::vector<Audience> allowed,
                      co_await access_.Audiences(watch->caller, DeadlineAfter(kAccessLimit)));
  const Positions held = watch->positions;
  for (const Position& position : held) {
    if (!Contains(allowed, position.audience)) LeaveTeam(watch, position.audience);
  }
  std::vector<Audience> unplaced;
  for (const Audience& audience : allowed) {
    if (PositionOf(watch->positions, audience) == nullptr) unplaced.push_back(audience);
  }
  if (!unplaced.empty()) CO_RETURN_IF_ERROR(co_await AddPositions(watch, std::move(unplaced)));
  for (const Audience& audience : allowed) {
    if (!Contains(watch->following, audience)) CO_RETURN_IF_ERROR(co_await CatchUp(watch, audience));
    if (watch->over) break;
  }
  co_return absl::OkStatus();
}

Task<absl::Status> WatchHub::AddPositions(WatchPtr watch, std::vector<Audience> audiences) {
  CO_ASSIGN_OR_RETURN(const Positions ends, co_await store_.Ends(std::move(audiences)));
  watch->positions.insert(watch->positions.end(), ends.begin(), ends.end());
  co_return absl::OkStatus();
}

// Reads alone until there is nothing that the followers of the audience have already had, then joins them. They look
// once more at once: a wake-up that came during the last read found nobody to look for.
Task<absl::Status> WatchHub::CatchUp(WatchPtr watch, Audience audience) {
  while (true) {
    Position* position = PositionOf(watch->positions, audience);
    if (watch->over || position == nullptr) co_return absl::OkStatus();
    CO_ASSIGN_OR_RETURN(const EventBatch batch, co_await store_.Read(audience, position->place, kBatch));
    if (batch.gap) {
      CO_ASSIGN_OR_RETURN(const Positions ends, co_await store_.Ends({audience}));
      position = PositionOf(watch->positions, audience);
      if (watch->over || position == nullptr) co_return absl::OkStatus();
      position->place = ends.front().place;
      watch->sink->OnGap(watch->positions);
      continue;
    }
    CO_ASSIGN_OR_RETURN(const bool may_follow, co_await MayFollow(watch, audience));
    if (!may_follow) {
      LeaveTeam(watch, audience);
      co_return absl::OkStatus();
    }
    for (const auto& event : batch.events) Tell(watch, audience, *event);
    position = PositionOf(watch->positions, audience);
    if (watch->over || position == nullptr) co_return absl::OkStatus();
    if (batch.events.size() == kBatch) continue;
    Followers& followers = followers_[audience];
    if (followers.watches.empty() && !followers.reading) followers.place = position->place;
    if (position->place < followers.place) continue;
    followers.watches.push_back(watch);
    watch->following.push_back(audience);
    Look(audience);
    co_return absl::OkStatus();
  }
}

void WatchHub::LeaveTeam(const WatchPtr& watch, const Audience& audience) {
  if (watch->over || PositionOf(watch->positions, audience) == nullptr) return;
  std::erase_if(watch->positions, [&](const Position& p) { return p.audience == audience; });
  if (std::erase(watch->following, audience) > 0) Unfollow(watch, audience);
  watch->told = clock_.Now();
  watch->sink->OnTeamLeft(audience.id, watch->positions);
}

void WatchHub::Unfollow(const WatchPtr& watch, const Audience& audience) {
  const auto entry = followers_.find(audience);
  if (entry == followers_.end()) return;
  std::erase(entry->second.watches, watch);
  if (entry->second.watches.empty() && !entry->second.reading) followers_.erase(entry);
}

// ---- What happens ---------------------------------------------------------------------------------------------------

void WatchHub::Wake(std::string_view payload) {
  scheduler_.Post([this, payload = std::string(payload)] {
    for (const absl::string_view word : absl::StrSplit(payload, ' ', absl::SkipEmpty())) {
      const bool changed = absl::StartsWith(word, "s:");
      if (followers_.empty() && !changed) continue;
      const std::string id(absl::ClippedSubstr(word, 2));
      if (absl::StartsWith(word, "p:")) Look({Audience::Kind::kPatient, id});
      if (absl::StartsWith(word, "t:")) Look({Audience::Kind::kTeam, id});
      if (!changed) continue;
      access_.Forget(id);
      const auto person = by_person_.find(id);
      if (person == by_person_.end()) continue;
      const auto watches = person->second;
      for (const WatchPtr& watch : watches) Refresh(watch);
    }
  });
}

void WatchHub::WakeAll() {
  scheduler_.Post([this] {
    connected_ = true;
    std::vector<Audience> audiences;
    for (const auto& [audience, followers] : followers_) audiences.push_back(audience);
    for (const Audience& audience : audiences) Look(audience);
    std::vector<WatchPtr> all;
    for (const auto& [sink, watch] : watches_) {
      if (watch->caller->role == Role::kClinician) all.push_back(watch);
    }
    for (const WatchPtr& watch : all) {
      access_.Forget(watch->caller->subject);
      Refresh(watch);
    }
  });
}

void WatchHub::Disconnected() {
  scheduler_.Post([this] { connected_ = false; });
}

void WatchHub::Look(const Audience& audience) {
  const auto entry = followers_.find(audience);
  if (entry == followers_.end()) return;
  entry->second.again = true;
  if (!std::exchange(entry->second.reading, true)) StartDetached(LookTask(audience));
}

// Makes up for the reads that have failed: only theirs is `again` without `reading`.
void WatchHub::LookAgain() {
  std::vector<Audience> missed;
  for (const auto& [audience, followers] : followers_) {
    if (followers.again) missed.push_back(audience);
  }
  for (const Audience& audience : missed) Look(audience);
}

// The one reader of an audience. A read that fails is made up for with the next tick.
Task<void> WatchHub::LookTask(Audience audience) {
  bool more = true;
  bool gap = false;
  while (more) {
    Followers& before = followers_[audience];
    before.again = false;
    auto batch = co_await store_.Read(audience, before.place, kBatch);
    Followers& after = followers_[audience];
    if (!batch.ok()) after.again = true;
    gap = batch.ok() && batch->gap;
    if (!batch.ok() || gap || after.watches.empty()) break;
    if (!batch->events.empty()) {
      after.place = batch->events.back()->place;
      auto shared = std::make_shared<const EventBatch>(*std::move(batch));
      const bool full = shared->events.size() == kBatch;
      co_await Serve(audience, std::move(shared));
      more = full || followers_[audience].again;
    } else {
      more = after.again;
    }
  }
  const auto entry = followers_.find(audience);
  entry->second.reading = false;
  std::vector<WatchPtr> lost;
  if (gap) lost = std::exchange(entry->second.watches, {});
  if (entry->second.watches.empty()) followers_.erase(entry);
  for (const WatchPtr& watch : lost) {  // each finds its own way, with a gap, as one that comes with an old token
    std::erase(watch->following, audience);
    Refresh(watch);
  }
}

Task<void> WatchHub::Serve(Audience audience, std::shared_ptr<const EventBatch> batch) {
  const std::vector<WatchPtr> watches = followers_[audience].watches;
  for (const WatchPtr& watch : watches) {
    const auto may_follow = co_await MayFollow(watch, audience);
    if (watch->over) continue;
    if (!may_follow.ok()) {
      Fail(watch, may_follow.status());
    } else if (!*may_follow) {
      LeaveTeam(watch, audience);
    } else {
      for (const auto& event : batch->events) Tell(watch, audience, *event);
    }
  }
}

Task<absl::StatusOr<bool>> WatchHub::MayFollow(WatchPtr watch, Audience audience) {
  if (audience.kind == Audience::Kind::kPatient) co_return audience.id == watch->caller->subject;
  CO_ASSIGN_OR_RETURN(const auto memberships,
                      co_await access_.MembershipsOf(watch->caller->subject, DeadlineAfter(kAccessLimit)));
  co_return memberships->contains(audience.id);
}

void WatchHub::Tell(const WatchPtr& watch, const Audience& audience, const Event& event) {
  Position* position = PositionOf(watch->positions, audience);
  if (watch->over || position == nullptr || event.place <= position->place) return;
  position->place = event.place;
  watch->told = clock_.Now();
  watch->sink->OnEvent(event, watch->positions);
}

}  // namespace careloop::messaging
