#include "services/messaging/domain/watch_hub.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace careloop::messaging {
namespace {

constexpr int kPage = 64;
constexpr absl::Duration kLongestReconnectDelay = absl::Seconds(2);
// How far the clock of the log, of which a place is, may be ahead of ours.
constexpr absl::Duration kClockDifference = absl::Minutes(1);

// Before the end of time, of a place that no log has.
absl::Time TimeOf(Place place) {
  constexpr uint64_t kLast = std::numeric_limits<int64_t>::max();
  return place.millis > kLast ? absl::InfiniteFuture() : absl::FromUnixMillis(static_cast<int64_t>(place.millis));
}

double Fraction(Random& random) { return static_cast<unsigned char>(random.Bytes(1)[0]) / 256.0; }

bool Contains(const std::vector<Audience>& audiences, const Audience& audience) {
  return std::find(audiences.begin(), audiences.end(), audience) != audiences.end();
}

}  // namespace

WatchHub::WatchHub(EventStore& store, Access& access, Scheduler& scheduler, const Clock& clock, Random& random,
                   Options options)
    : store_(store),
      access_(access),
      scheduler_(scheduler),
      clock_(clock),
      random_(random),
      options_(options),
      history_(options.remembered) {}

void WatchHub::Start() {
  scheduler_.After(options_.tick, [this] { Tick(); });
}

void WatchHub::Add(std::shared_ptr<WatchSink> sink, std::shared_ptr<const Caller> caller, std::optional<Place> from) {
  auto watch = std::make_shared<Watch>();
  watch->sink = std::move(sink);
  watch->caller = std::move(caller);
  watch->from = from;
  scheduler_.Post([this, watch] { Begin(watch); });
}

void WatchHub::Begin(const WatchPtr& watch) {
  const absl::Time now = clock_.Now();
  // As if it had been told something before: of many that begin at once each has its heartbeats at another time.
  watch->told = now - options_.heartbeat * Fraction(random_);
  watch->ends = now + options_.life * (0.8 + 0.2 * Fraction(random_));
  watch->place = watch->from.value_or(history_.end());
  watches_.emplace(watch->sink.get(), watch);
  by_person_[watch->caller->subject].insert(watch);
  if (draining_) return Reconnect(watch);
  if (log_ == 0) {
    return Fail(watch, StoreUnavailable("the store is not available"));
  }
  Refresh(watch);
}

void WatchHub::Remove(std::shared_ptr<WatchSink> sink) {
  scheduler_.Post([this, sink] {
    const auto entry = watches_.find(sink.get());
    if (entry == watches_.end()) return;
    const WatchPtr watch = entry->second;
    Drop(watch);
  });
}

std::vector<WatchHub::WatchPtr> WatchHub::All() const {
  std::vector<WatchPtr> all;
  all.reserve(watches_.size());
  for (const auto& [sink, watch] : watches_) all.push_back(watch);
  return all;
}

// ---- Age ------------------------------------------------------------------------------------------------------------

void WatchHub::Tick() {
  if (failed_) Serve();  // makes up for texts that could not be fetched
  CheckAges(std::make_shared<const std::vector<WatchPtr>>(All()), 0);
}

// A few at a time, between which the thread serves others: many that were opened at once have their heartbeats at once.
void WatchHub::CheckAges(std::shared_ptr<const std::vector<WatchPtr>> watches, size_t from) {
  const absl::Time now = clock_.Now();
  const size_t end = std::min(from + kCheckedAtOnce, watches->size());
  for (size_t i = from; i < end; ++i) {
    if (!(*watches)[i]->over) CheckAge((*watches)[i], now);
  }
  if (end < watches->size()) {
    scheduler_.Post([this, watches = std::move(watches), end] { CheckAges(watches, end); });
  } else {
    scheduler_.After(options_.tick, [this] { Tick(); });
  }
}

// A heartbeat says that the stream is complete: there is none while something is known to be missing.
void WatchHub::CheckAge(const WatchPtr& watch, absl::Time now) {
  if (watch->caller->expires <= now) {
    Fail(watch,
         Error(absl::StatusCode::kUnauthenticated, reason::kTokenExpired, "the token of this stream has expired"));
  } else if (watch->ends <= now) {
    Reconnect(watch);
  } else if (connected_ && !failed_ && watch->following && !watch->refreshing &&
             now - watch->told >= options_.heartbeat) {
    watch->told = now;
    watch->sink->OnHeartbeat(PlaceOf(*watch));
  }
}

// Where a watch goes on: whoever follows has been told everything up to where all have been served.
Place WatchHub::PlaceOf(const Watch& watch) const {
  return watch.following ? std::max(watch.place, served_) : watch.place;
}

void WatchHub::Reconnect(const WatchPtr& watch) {
  const Place place = PlaceOf(*watch);
  Drop(watch);
  watch->sink->OnReconnect(kLongestReconnectDelay * Fraction(random_), place);
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
  StopFollowing(watch);
}

void WatchHub::Gap(const WatchPtr& watch, Place place) {
  watch->place = place;
  watch->told = clock_.Now();
  watch->sink->OnGap(watch->place);
}

void WatchHub::Drain() {
  scheduler_.Post([this] {
    draining_ = true;
    for (const WatchPtr& watch : All()) Reconnect(watch);
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
    absl::Status status;
    if (accesses_ != nullptr && !watch->following) status = co_await accesses_->Opened(watch->caller);
    if (status.ok() && watch->caller->role == Role::kCaregiver) status = co_await TellEndedCares(watch);
    if (status.ok()) status = co_await MatchAudiences(watch);
    if (status.ok() && !watch->over && !watch->following) status = co_await CatchUp(watch);
    if (!status.ok() && !watch->over) Fail(watch, status);
  } while (watch->refresh_again && !watch->over);
  watch->refreshing = false;
}

// Drops the audiences that the caller no longer belongs to, joins the new ones.
Task<absl::Status> WatchHub::MatchAudiences(WatchPtr watch) {
  watch->matched = history_.end();
  CO_ASSIGN_OR_RETURN(const std::vector<Audience> allowed,
                      co_await access_.Audiences(watch->caller, DeadlineAfter(kAccessLimit)));
  const std::vector<Audience> held = watch->audiences;
  for (const Audience& audience : held) {
    if (!Contains(allowed, audience)) Leave(watch, audience);
  }
  for (const Audience& audience : allowed) {
    if (watch->over || Contains(watch->audiences, audience)) continue;
    watch->audiences.push_back(audience);
    if (watch->following) followers_[audience].push_back(watch);
  }
  if (watch->caller->role == Role::kCaregiver) CO_RETURN_IF_ERROR(co_await AwaitNextEnd(watch));
  co_return absl::OkStatus();
}

// Whose time with a patient ended by itself while they were away is told so when they come back, and perhaps once more
// when they come back with a place of before that.
Task<absl::Status> WatchHub::TellEndedCares(WatchPtr watch) {
  const std::optional<Place> from = std::exchange(watch->from, std::nullopt);
  if (!from) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(const auto cares, co_await access_.CaresOf(watch->caller->subject, DeadlineAfter(kAccessLimit)));
  const absl::Time now = clock_.Now();
  for (const auto& [patient, care] : *cares) {
    const bool ended = !care.IsCurrent(now) && care.scope.contains(CaregiverPermission::kReadMessages);
    if (ended && TimeOf(*from) < *care.expires + kClockDifference) Leave(watch, {Audience::Kind::kPatient, patient});
  }
  co_return absl::OkStatus();
}

// What a patient lets a caregiver see may end by itself, of which no log tells.
Task<absl::Status> WatchHub::AwaitNextEnd(WatchPtr watch) {
  CO_ASSIGN_OR_RETURN(const auto cares, co_await access_.CaresOf(watch->caller->subject, DeadlineAfter(kAccessLimit)));
  const absl::Time now = clock_.Now();
  absl::Time next = watch->ends;
  for (const auto& [patient, care] : *cares) {
    if (care.IsCurrent(now) && care.expires) next = std::min(next, *care.expires);
  }
  if (next >= watch->ends || next == watch->next_end) co_return absl::OkStatus();
  watch->next_end = next;
  scheduler_.After(next - now, [this, waiting = std::weak_ptr<Watch>(watch)] {
    const WatchPtr there = waiting.lock();
    if (there == nullptr || there->over) return;
    there->next_end = absl::InfiniteFuture();
    Refresh(there);
  });
  co_return absl::OkStatus();
}

// Reads alone until there is nothing that the followers have already had, then joins them.
Task<absl::Status> WatchHub::CatchUp(WatchPtr watch) {
  while (!watch->over) {
    const uint64_t log = log_;
    CO_ASSIGN_OR_RETURN(LogPage page, co_await ReadFor(watch));
    if (log != log_ || watch->over) continue;
    if (page.gap || page.unnamed) {
      Gap(watch, page.gap ? history_.end() : page.place);
      continue;
    }
    if (!page.entries.empty()) {
      CO_ASSIGN_OR_RETURN(Events events, co_await EventsOf(page.entries));
      const auto shared = std::make_shared<const Events>(std::move(events));
      if (log == log_) CO_RETURN_IF_ERROR(co_await TellAll(watch, std::move(page.entries), shared));
      if (log != log_ || std::exchange(watch->gained, false)) continue;
    }
    watch->place = std::max(watch->place, page.place);
    if (page.more || watch->place < claimed_ || watch->over) continue;
    Follow(watch);
    break;
  }
  co_return absl::OkStatus();
}

// What concerns the watch, from memory if its place is there. Only the store knows whether another place is one.
Task<absl::StatusOr<LogPage>> WatchHub::ReadFor(WatchPtr watch) {
  LogQuery query{.after = watch->place, .most = kPage};
  if (watch->caller->role == Role::kPatient) query.patient = watch->caller->subject;
  query.person = watch->caller->subject;
  for (const Audience& audience : watch->audiences) {
    if (audience.kind == Audience::Kind::kTeam) query.teams.push_back(audience.id);
    if (audience.kind == Audience::Kind::kPatient) query.patients.push_back(audience.id);
  }
  if (history_.Has(watch->place)) co_return history_.After(query);
  co_return co_await store_.Read(std::move(query));
}

void WatchHub::Follow(const WatchPtr& watch) {
  watch->following = true;
  for (const Audience& audience : watch->audiences) followers_[audience].push_back(watch);
}

// It catches up alone again, from its place.
void WatchHub::StopFollowing(const WatchPtr& watch) {
  watch->following = false;
  for (const Audience& audience : watch->audiences) Unfollow(watch, audience);
}

void WatchHub::Leave(const WatchPtr& watch, const Audience& audience) {
  if (watch->over) return;
  std::erase(watch->audiences, audience);
  Unfollow(watch, audience);
  watch->told = clock_.Now();
  const bool team = audience.kind == Audience::Kind::kTeam;
  team ? watch->sink->OnTeamLeft(audience.id, watch->place) : watch->sink->OnPatientLeft(audience.id, watch->place);
}

void WatchHub::Unfollow(const WatchPtr& watch, const Audience& audience) {
  const auto entry = followers_.find(audience);
  if (entry == followers_.end()) return;
  std::erase(entry->second, watch);
  if (entry->second.empty()) followers_.erase(entry);
}

}  // namespace careloop::messaging
