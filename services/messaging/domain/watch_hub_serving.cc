#include <algorithm>
#include <string_view>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/when_all.h"
#include "services/messaging/domain/watch_hub.h"

// How WatchHub serves the log to those who have caught up with it.
namespace careloop::messaging {
namespace {

constexpr size_t kBatch = 64;  // events whose texts are fetched in one call
constexpr size_t kChunk = 1024;
constexpr size_t kMostUnserved = 100'000;

Audience PatientOf(const LogEntry& entry) { return {Audience::Kind::kPatient, entry.thread.patient}; }
Audience TeamOf(const LogEntry& entry) { return {Audience::Kind::kTeam, entry.team}; }
// What somebody may follow since a membership, or may not.
Audience FollowedSince(const LogEntry& entry) {
  return {entry.is_of_caregiver() ? Audience::Kind::kPatient : Audience::Kind::kTeam, entry.team};
}
bool IsEnd(const LogEntry& entry) {
  return entry.kind == LogEntry::Kind::kLeftTeam || entry.kind == LogEntry::Kind::kCaregiverRemoved;
}
Role RoleOf(const LogEntry& entry) { return entry.is_of_caregiver() ? Role::kCaregiver : Role::kClinician; }
// Who else helps a patient is no matter of a caregiver's.
bool IsOfOthers(const LogEntry& entry, const Caller& caller) {
  return entry.kind == LogEntry::Kind::kCaregiverChanged && caller.role == Role::kCaregiver &&
         entry.person != caller.subject;
}

bool Contains(const std::vector<Audience>& audiences, const Audience& audience) {
  return std::find(audiences.begin(), audiences.end(), audience) != audiences.end();
}

}  // namespace

void WatchHub::OnLogStart(LogEntries last) {
  connected_ = true;
  failed_ = false;
  unserved_.clear();
  chunk_.clear();
  history_.Restart(std::move(last));
  claimed_ = served_ = history_.end();
  if (log_++ == 0) return;
  for (const WatchPtr& watch : All()) {
    Gap(watch, history_.end());
    access_.Forget(watch->caller->subject);
    Refresh(watch);
  }
}

void WatchHub::OnLogResumed() { connected_ = true; }

void WatchHub::OnLogDown() { connected_ = false; }

void WatchHub::OnLog(LogEntries entries) {
  for (const auto& entry : entries) {
    if (entry->is_membership()) access_.Forget(entry->person);
    if (entry->kind == LogEntry::Kind::kThreadRerouted) access_.ForgetThread(entry->thread);
    unserved_.push_back(entry);
    history_.Append(entry);
  }
  // Who is ahead of this log, or is being looked at, may have been looked at with memberships of before it.
  for (const auto& entry : entries) {
    const auto person = entry->is_membership() ? by_person_.find(entry->person) : by_person_.end();
    if (person == by_person_.end()) continue;
    const auto watches = person->second;
    for (const WatchPtr& watch : watches) {
      if (!watch->over && (watch->refreshing || entry->place <= watch->place)) Refresh(watch);
    }
  }
  if (unserved_.size() > kMostUnserved) return OnLogStart({unserved_.back()});
  if (!failed_) Serve();
}

void WatchHub::Serve() {
  if (!std::exchange(serving_, true)) StartDetached(ServeTask());
}

// One at a time, so that everybody is told in the order of the log.
Task<void> WatchHub::ServeTask() {
  while (!chunk_.empty() || !unserved_.empty()) {
    if (chunk_.empty()) TakeChunk();
    const uint64_t log = log_;
    const absl::Status status = co_await ServeChunk();
    if (log != log_) continue;
    failed_ = !status.ok();
    if (failed_) break;
    chunk_.clear();
    served_ = claimed_;
  }
  serving_ = false;
}

void WatchHub::TakeChunk() {
  for (size_t taken = 0; taken < kChunk && chunk_.size() < kBatch && !unserved_.empty(); ++taken) {
    claimed_ = unserved_.front()->place;
    const std::shared_ptr<const LogEntry> entry = std::move(unserved_.front());
    unserved_.pop_front();
    if (!Concerns(*entry)) continue;
    chunk_.push_back(entry);
    if (entry->is_membership()) break;  // who joins a team is concerned by what comes next
  }
}

bool WatchHub::Concerns(const LogEntry& entry) const {
  if (entry.is_membership()) return by_person_.contains(entry.person);
  return followers_.contains(PatientOf(entry)) || followers_.contains(TeamOf(entry));
}

Task<absl::Status> WatchHub::ServeChunk() {
  if (chunk_.empty()) co_return absl::OkStatus();
  const LogEntries chunk = chunk_;
  const uint64_t log = log_;
  CO_ASSIGN_OR_RETURN(Events events, co_await EventsOf(chunk));
  const auto shared = std::make_shared<const Events>(std::move(events));
  std::vector<Task<void>> telling;
  if (log == log_) {
    for (std::vector<WatchPtr>& watches : ConcernedBy(chunk)) {
      telling.push_back(TellPerson(std::move(watches), chunk, shared));
    }
  }
  co_await WhenAll(std::move(telling));
  co_return absl::OkStatus();
}

// The streams of one person after each other, so that what is recorded once is not recorded for each.
Task<void> WatchHub::TellPerson(std::vector<WatchPtr> watches, LogEntries entries,
                                std::shared_ptr<const Events> events) {
  const uint64_t log = log_;
  for (const WatchPtr& watch : watches) {
    const absl::Status status = co_await TellAll(watch, entries, events);
    if (log != log_) break;
    if (!status.ok() && !watch->over) Fail(watch, status);
  }
}

// By person, each watch once, in the order in which the entries come to them.
std::vector<std::vector<WatchHub::WatchPtr>> WatchHub::ConcernedBy(const LogEntries& entries) const {
  std::vector<std::vector<WatchPtr>> people;
  absl::flat_hash_map<std::string_view, size_t> place_of;
  absl::flat_hash_set<WatchPtr> seen;
  const auto add = [&](const auto& group) {
    for (const WatchPtr& watch : group) {
      if (!watch->following || !seen.insert(watch).second) continue;
      const auto [place, is_new] = place_of.emplace(watch->caller->subject, people.size());
      if (is_new) people.emplace_back();
      people[place->second].push_back(watch);
    }
  };
  for (const auto& entry : entries) {
    if (entry->is_membership()) {
      if (const auto found = by_person_.find(entry->person); found != by_person_.end()) add(found->second);
      continue;
    }
    if (const auto found = followers_.find(PatientOf(*entry)); found != followers_.end()) add(found->second);
    if (const auto found = followers_.find(TeamOf(*entry)); found != followers_.end()) add(found->second);
  }
  return people;
}

// One for each entry; null views for a membership.
Task<absl::StatusOr<WatchHub::Events>> WatchHub::EventsOf(LogEntries entries) {
  LogEntries wanted;
  for (const auto& entry : entries) {
    if (!entry->is_membership() && entry->kind != LogEntry::Kind::kUnknown) wanted.push_back(entry);
  }
  Events found;
  if (!wanted.empty()) {
    CO_ASSIGN_OR_RETURN(found, co_await store_.Details(wanted));
  }
  Events events(entries.size());
  for (size_t i = 0, next = 0; i < entries.size() && next < wanted.size(); ++i) {
    if (entries[i] == wanted[next]) events[i] = std::move(found[next++]);
  }
  co_return events;
}

// What concerns the watch of these entries and comes after its place.
Task<absl::Status> WatchHub::TellAll(WatchPtr watch, LogEntries entries, std::shared_ptr<const Events> events) {
  const uint64_t log = log_;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (watch->over || log != log_) break;
    if (entries[i]->place <= watch->place || entries[i]->kind == LogEntry::Kind::kUnknown) continue;
    if (entries[i]->is_membership()) {
      CO_RETURN_IF_ERROR(co_await TellMembership(watch, entries[i]));
      if (watch->gained) break;
    } else {
      CO_RETURN_IF_ERROR(co_await TellEvent(watch, entries[i], (*events)[i]));
    }
  }
  co_return absl::OkStatus();
}

// Who has left a team is told so at this place, unless they are back or have been told; but who catches up without what
// happened in the team is told also when they are back. Who has joined a team has a gap: what it has they read, and
// what follows they are told.
Task<absl::Status> WatchHub::TellMembership(WatchPtr watch, std::shared_ptr<const LogEntry> entry) {
  if (entry->person != watch->caller->subject || watch->caller->role != RoleOf(*entry)) co_return absl::OkStatus();
  const uint64_t log = log_;
  const Audience followed = FollowedSince(*entry);
  CO_ASSIGN_OR_RETURN(const bool may_follow, co_await MayFollow(watch, followed));
  if (watch->over || log != log_) co_return absl::OkStatus();
  watch->place = entry->place;
  const bool held = Contains(watch->audiences, followed);
  const bool missed = held ? !may_follow : !watch->following;
  if (IsEnd(*entry) && missed) Leave(watch, followed);
  if (entry->kind == LogEntry::Kind::kJoinedTeam && may_follow) Gap(watch, entry->place);
  // What comes next is its own to read: looking at what it may follow takes time in which the log goes on.
  if (may_follow && !held && watch->following) {
    StopFollowing(watch);
  } else if (may_follow && !held && entry->place > watch->matched) {
    watch->audiences.push_back(followed);
    watch->gained = true;
  }
  // A refresh that is under way may have asked before this.
  if (watch->refreshing || may_follow != Contains(watch->audiences, followed)) Refresh(watch);
  co_return absl::OkStatus();
}

Task<absl::Status> WatchHub::TellEvent(WatchPtr watch, std::shared_ptr<const LogEntry> entry, EventViews views) {
  const bool patients = Contains(watch->audiences, PatientOf(*entry));
  if (!patients && !Contains(watch->audiences, TeamOf(*entry))) co_return absl::OkStatus();
  const uint64_t log = log_;
  const Audience audience = patients ? PatientOf(*entry) : TeamOf(*entry);
  CO_ASSIGN_OR_RETURN(const bool may_follow, co_await MayFollow(watch, audience));
  if (may_follow && accesses_ != nullptr) {
    CO_RETURN_IF_ERROR(co_await accesses_->Told(watch->caller, entry->thread.patient));
  }
  if (watch->over || log != log_ || entry->place <= watch->place) co_return absl::OkStatus();
  if (!may_follow) {
    Leave(watch, audience);
    co_return absl::OkStatus();
  }
  watch->place = entry->place;
  if (IsOfOthers(*entry, *watch->caller)) co_return absl::OkStatus();
  watch->told = clock_.Now();
  const auto& event = patients ? views.of_patient : views.of_team;
  event ? watch->sink->OnEvent(*event, watch->place) : watch->sink->OnGap(watch->place);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<bool>> WatchHub::MayFollow(WatchPtr watch, Audience audience) {
  if (audience.kind == Audience::Kind::kPatient) {
    co_return co_await access_.MayReadMessages(watch->caller, std::move(audience.id), DeadlineAfter(kAccessLimit));
  }
  CO_ASSIGN_OR_RETURN(const auto memberships,
                      co_await access_.MembershipsOf(watch->caller->subject, DeadlineAfter(kAccessLimit)));
  co_return memberships->contains(audience.id);
}

}  // namespace careloop::messaging
