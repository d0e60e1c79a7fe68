#include "services/messaging/domain/inbox_index.h"

#include <algorithm>
#include <queue>
#include <tuple>

#include "absl/strings/match.h"
#include "services/messaging/domain/case_folding.h"

namespace careloop::messaging {
namespace {

int64_t MarkOf(const InboxRow& row, const std::string& person) {
  const auto mark = row.marks.find(person);
  return mark == row.marks.end() ? 0 : mark->second;
}

bool HasRead(const InboxRow& row, const std::string& person) { return MarkOf(row, person) >= row.thread.last_number; }

bool AsksForResolved(const InboxQuery& query) { return std::ranges::count(query.filters, InboxFilter::kResolved) > 0; }

void Raise(int64_t& value, int64_t to) { value = std::max(value, to); }

}  // namespace

// ---- What is known --------------------------------------------------------------------------------------------------

bool InboxIndex::Order::operator()(const Entry* a, const Entry* b) const { return a->listed.order < b->listed.order; }

bool InboxIndex::EarlierDue::operator()(const Entry* a, const Entry* b) const {
  return std::tie(a->listed.due, a->listed.order) < std::tie(b->listed.due, b->listed.order);
}

void InboxIndex::Put(InboxRow row) {
  if (erased_.contains(row.thread.ref.patient)) return;
  std::unique_ptr<Entry>& entry = entries_[row.thread.ref];
  if (entry) {
    if (entry->row.place > row.place) return;
    entry->subject = FoldCase(row.thread.subject);
    return Change(*entry, [&](InboxRow& known) { known = std::move(row); });
  }
  entry = std::make_unique<Entry>();
  entry->row = std::move(row);
  entry->subject = FoldCase(entry->row.thread.subject);
  entry->listed = ListingOf(entry->row);
  Enlist(*entry);
  CountReaders(*entry, 1);
  of_patient_[entry->row.thread.ref.patient].insert(entry.get());
}

bool InboxIndex::Apply(const LogEntry& entry) {
  const bool of_caregivers = entry.kind == LogEntry::Kind::kCaregiverChanged;
  if (entry.is_membership() || of_caregivers || entry.thread.patient.empty()) return true;  // of no thread
  if (entry.kind == LogEntry::Kind::kPatientErased) {
    Erase(entry.thread.patient);
    return true;
  }
  if (entry.kind == LogEntry::Kind::kEnrolmentEnded) Unenrol(entry);
  const auto found = entries_.find(entry.thread);
  if (found == entries_.end()) return false;
  Entry& known = *found->second;
  if (entry.place <= known.row.place) return true;
  const bool of_words = entry.kind == LogEntry::Kind::kMessageRetracted || entry.kind == LogEntry::Kind::kShareRevoked;
  if (of_words) return true;  // of which nothing is shown
  if (entry.kind == LogEntry::Kind::kThreadRerouted) {
    Change(known, [&](InboxRow& row) { row.thread.care_team = entry.person; });
    return false;
  }
  if (entry.kind == LogEntry::Kind::kReadMark) {
    Change(known, [&](InboxRow& row) {
      if (entry.person != row.thread.ref.patient) Raise(row.marks[entry.person], entry.number);
      row.place = entry.place;
    });
    return true;
  }
  // A message of the patient's side may open the thread again, or be of somebody whose mark it moves: what follows from
  // that is in the store.
  const bool moves_no_mark = entry.person == entry.thread.patient || entry.person == kAutomaticSender;
  const bool says_when = known.listed.waiting || entry.due;
  const bool says_all = entry.kind == LogEntry::Kind::kMessage && (entry.of_staff || (says_when && moves_no_mark));
  if (!says_all) return false;
  Change(known, [&](InboxRow& row) {
    Raise(row.thread.last_number, entry.number);
    row.thread.last_time = std::max(row.thread.last_time, entry.time);
    if (entry.of_staff) {
      Raise(row.marks[entry.person], entry.number);
      Work& work = row.thread.work;
      work.waiting_since = work.due = std::nullopt;
      work.overdue = false;
      work.escalation.reset();
      work.attention = 0;
    } else if (entry.due) {
      row.thread.work.waiting_since = entry.time;
      row.thread.work.due = entry.due;
    }
    row.place = entry.place;
  });
  return true;
}

// Nobody is shown what they have lost for as long as it takes to read it anew, or while it cannot be read.
void InboxIndex::Unenrol(const LogEntry& ended) {
  const auto threads = of_patient_.find(ended.thread.patient);
  if (threads == of_patient_.end()) return;
  std::vector<ThreadRef> refs;
  for (const Entry* entry : threads->second) refs.push_back(entry->row.thread.ref);
  for (const ThreadRef& ref : refs) {
    Entry& entry = *entries_.at(ref);
    if (entry.row.thread.care_team != ended.team || ended.place <= entry.row.place) continue;
    Change(entry, [](InboxRow& row) { row.thread.enrolled = false; });
  }
}

void InboxIndex::Erase(const std::string& patient) {
  erased_.insert(patient);
  const auto threads = of_patient_.extract(patient);
  if (threads.empty()) return;
  for (const Entry* entry : threads.mapped()) {
    CountReaders(*entry, -1);
    Delist(*entry);
    entries_.erase(ThreadRef(entry->row.thread.ref));
  }
}

std::vector<ThreadRef> InboxIndex::Refs() const {
  std::vector<ThreadRef> refs;
  refs.reserve(entries_.size());
  for (const auto& [ref, entry] : entries_) refs.push_back(ref);
  return refs;
}

const InboxRow* InboxIndex::Find(const ThreadRef& thread) const {
  const auto found = entries_.find(thread);
  return found == entries_.end() ? nullptr : &found->second->row;
}

bool InboxIndex::AgreesWith(const InboxIndex& other, const ThreadRef& thread) const {
  const InboxRow* a = Find(thread);
  const InboxRow* b = other.Find(thread);
  if (a == nullptr || b == nullptr) return a == b;
  return a->SaysTheSameAs(*b);
}

// ---- The lists ------------------------------------------------------------------------------------------------------

InboxIndex::Listing InboxIndex::ListingOf(const InboxRow& row) {
  const Work& work = row.thread.work;
  Listing listing{.team = row.thread.care_team,
                  .order = {.rank = 0, .time = -absl::ToUnixMillis(row.thread.last_time), .thread = row.thread.ref},
                  .enrolled = row.thread.enrolled,
                  .resolved = work.state == ThreadState::kResolved,
                  .waiting = work.waiting_since.has_value(),
                  .warned = work.attention > 0,
                  .urgent = work.urgency == Urgency::kUrgent,
                  .assignee = work.assignment ? work.assignment->person.id : "",
                  .due = work.due.value_or(absl::InfiniteFuture())};
  listing.order.rank = (listing.urgent ? 0 : 2) + (listing.waiting ? 0 : 1);
  if (listing.waiting) listing.order.time = absl::ToUnixMillis(*work.waiting_since);
  if (listing.resolved) listing.order = {0, -absl::ToUnixMillis(row.thread.last_time), row.thread.ref};
  return listing;
}

// The lists are ordered by what they hold, so an entry is in none of them while that changes. Most changes leave it.
template <typename Mutation>
void InboxIndex::Change(Entry& entry, const Mutation& mutation) {
  CountReaders(entry, -1);
  mutation(entry.row);
  Listing listing = ListingOf(entry.row);
  if (listing != entry.listed) {
    Threads& patients = of_patient_[entry.row.thread.ref.patient];
    Delist(entry);
    patients.erase(&entry);
    entry.listed = std::move(listing);
    Enlist(entry);
    patients.insert(&entry);
  }
  CountReaders(entry, 1);
}

void InboxIndex::Enlist(const Entry& entry) {
  const Listing& listed = entry.listed;
  if (!listed.enrolled) return;
  Team& team = teams_[listed.team];
  if (listed.resolved) {
    team.resolved.insert(&entry);
    return;
  }
  team.open.insert(&entry);
  if (listed.waiting) team.waiting.insert(&entry);
  if (listed.warned) team.warned.insert(&entry);
  if (listed.urgent) team.urgent.insert(&entry);
  if (listed.due < absl::InfiniteFuture()) team.due_later.insert(&entry);
  if (listed.assignee.empty()) {
    team.unassigned.insert(&entry);
  } else {
    team.claimed_by[listed.assignee].insert(&entry);
  }
}

void InboxIndex::Delist(const Entry& entry) {
  const Listing& listed = entry.listed;
  if (!listed.enrolled) return;
  Team& team = teams_[listed.team];
  if (listed.resolved) {
    team.resolved.erase(&entry);
    return;
  }
  team.open.erase(&entry);
  if (listed.waiting) team.waiting.erase(&entry);
  if (listed.warned) team.warned.erase(&entry);
  if (listed.urgent) team.urgent.erase(&entry);
  if (listed.due < absl::InfiniteFuture() && team.due_later.erase(&entry) == 0) team.overdue.erase(&entry);
  if (listed.assignee.empty()) {
    team.unassigned.erase(&entry);
    return;
  }
  const auto claimed = team.claimed_by.find(listed.assignee);
  if (claimed == team.claimed_by.end()) return;
  claimed->second.erase(&entry);
  if (claimed->second.empty()) team.claimed_by.erase(claimed);
}

void InboxIndex::CountReaders(const Entry& entry, int64_t by) {
  if (entry.listed.resolved || !entry.listed.enrolled) return;
  Team& team = teams_[entry.listed.team];
  for (const auto& [person, mark] : entry.row.marks) {
    if (mark >= entry.row.thread.last_number) team.read_by[person] += by;
  }
}

void InboxIndex::NoteOverdue(Team& team, absl::Time now) {
  while (!team.due_later.empty() && (*team.due_later.begin())->listed.due <= now) {
    team.overdue.insert(*team.due_later.begin());
    team.due_later.erase(team.due_later.begin());
  }
}

// ---- Pages ----------------------------------------------------------------------------------------------------------

const InboxIndex::Threads* InboxIndex::ListOf(const Team& team, InboxFilter filter, const std::string& reader) {
  switch (filter) {
    case InboxFilter::kUnanswered:
      return &team.waiting;
    case InboxFilter::kUnassigned:
      return &team.unassigned;
    case InboxFilter::kUrgent:
      return &team.urgent;
    case InboxFilter::kOverdue:
      return &team.overdue;
    case InboxFilter::kResolved:
      return &team.resolved;
    case InboxFilter::kAttention:
      return &team.warned;
    case InboxFilter::kMine: {
      static const Threads& none = *new Threads;
      const auto mine = team.claimed_by.find(reader);
      return mine == team.claimed_by.end() ? &none : &mine->second;
    }
    case InboxFilter::kUnread:
      break;
  }
  return &team.open;
}

// Of each team the shortest list that holds everything that is looked for.
std::vector<const InboxIndex::Threads*> InboxIndex::ListsFor(const InboxQuery& query) const {
  std::vector<const Threads*> lists;
  if (query.patient) {
    const auto found = of_patient_.find(*query.patient);
    if (found != of_patient_.end()) lists.push_back(&found->second);
    return lists;
  }
  for (const std::string& id : query.teams) {
    const auto team = teams_.find(id);
    if (team == teams_.end()) continue;
    const Threads* shortest = AsksForResolved(query) ? &team->second.resolved : &team->second.open;
    for (const InboxFilter filter : query.filters) {
      const Threads* list = ListOf(team->second, filter, query.reader);
      if (!AsksForResolved(query) && list->size() < shortest->size()) shortest = list;
    }
    lists.push_back(shortest);
  }
  return lists;
}

bool InboxIndex::Passes(const Entry& entry, InboxFilter filter, const InboxQuery& query) {
  const Listing& listed = entry.listed;
  switch (filter) {
    case InboxFilter::kUnread:
      return !HasRead(entry.row, query.reader);
    case InboxFilter::kUnanswered:
      return listed.waiting;
    case InboxFilter::kUnassigned:
      return listed.assignee.empty();
    case InboxFilter::kMine:
      return listed.assignee == query.reader;
    case InboxFilter::kUrgent:
      return listed.urgent;
    case InboxFilter::kOverdue:
      return listed.due <= query.now;
    case InboxFilter::kResolved:
      return listed.resolved;
    case InboxFilter::kAttention:
      return listed.warned;
  }
  return false;
}

bool InboxIndex::Matches(const Entry& entry, const InboxQuery& query) {
  if (!entry.listed.enrolled || entry.listed.resolved != AsksForResolved(query)) return false;
  if (query.patient && std::ranges::count(query.teams, entry.listed.team) == 0) return false;
  for (const InboxFilter filter : query.filters) {
    if (!Passes(entry, filter, query)) return false;
  }
  return query.subject.empty() || absl::StrContains(entry.subject, query.subject);
}

InboxPage InboxIndex::List(InboxQuery query) {
  query.subject = FoldCase(query.subject);
  for (const std::string& id : query.teams) {
    if (const auto team = teams_.find(id); team != teams_.end()) NoteOverdue(team->second, query.now);
  }
  InboxPage page{.counts = Count(query)};
  Entry start;  // stands for the last thread of the page before
  if (query.after) start.listed.order = *query.after;
  using Run = std::pair<Threads::const_iterator, Threads::const_iterator>;
  const auto later = [](const Run& a, const Run& b) { return (*b.first)->listed.order < (*a.first)->listed.order; };
  std::priority_queue<Run, std::vector<Run>, decltype(later)> runs(later);
  for (const Threads* list : ListsFor(query)) {
    const Run run(query.after ? list->upper_bound(&start) : list->begin(), list->end());
    if (run.first != run.second) runs.push(run);
  }
  const Entry* last = nullptr;
  for (int looked_at = 0; !runs.empty(); ++looked_at) {
    Run run = runs.top();
    const Entry* entry = *run.first;
    const bool full = static_cast<int>(page.threads.size()) == query.most;
    if (last != nullptr && (full || looked_at == kMostLookedAt)) {
      page.next = last->listed.order;
      break;
    }
    runs.pop();
    if (++run.first != run.second) runs.push(run);
    last = entry;
    if (!Matches(*entry, query)) continue;
    Thread& thread = page.threads.emplace_back(entry->row.thread);
    thread.read_up_to = MarkOf(entry->row, query.reader);
    thread.unread = thread.last_number - thread.read_up_to;
    thread.work.overdue = entry->listed.due <= query.now;
  }
  return page;
}

void InboxIndex::CountOne(const Entry& entry, const InboxQuery& query, InboxCounts& counts) {
  if (!entry.listed.enrolled || std::ranges::count(query.teams, entry.listed.team) == 0) return;
  if (entry.listed.resolved) {
    ++counts.resolved;
    return;
  }
  ++counts.open;
  counts.unread += Passes(entry, InboxFilter::kUnread, query);
  counts.unanswered += Passes(entry, InboxFilter::kUnanswered, query);
  counts.unassigned += Passes(entry, InboxFilter::kUnassigned, query);
  counts.mine += Passes(entry, InboxFilter::kMine, query);
  counts.urgent += Passes(entry, InboxFilter::kUrgent, query);
  counts.overdue += Passes(entry, InboxFilter::kOverdue, query);
  counts.attention += Passes(entry, InboxFilter::kAttention, query);
}

InboxCounts InboxIndex::Count(const InboxQuery& query) const {
  InboxCounts counts;
  if (query.patient) {
    const auto found = of_patient_.find(*query.patient);
    if (found == of_patient_.end()) return counts;
    for (const Entry* entry : found->second) CountOne(*entry, query, counts);
    return counts;
  }
  for (const std::string& id : query.teams) {
    const auto found = teams_.find(id);
    if (found == teams_.end()) continue;
    const Team& team = found->second;
    const auto read = team.read_by.find(query.reader);
    const auto size = [](const Threads* list) { return static_cast<int64_t>(list->size()); };
    counts.open += size(&team.open);
    counts.unread += size(&team.open) - (read == team.read_by.end() ? 0 : read->second);
    counts.unanswered += size(&team.waiting);
    counts.unassigned += size(&team.unassigned);
    counts.mine += size(ListOf(team, InboxFilter::kMine, query.reader));
    counts.urgent += size(&team.urgent);
    counts.overdue += size(&team.overdue);
    counts.resolved += size(&team.resolved);
    counts.attention += size(&team.warned);
  }
  return counts;
}

}  // namespace careloop::messaging
