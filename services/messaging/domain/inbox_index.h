#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_INDEX_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_INDEX_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "services/messaging/domain/event.h"
#include "services/messaging/domain/inbox_query.h"
#include "services/messaging/domain/thread.h"

namespace careloop::messaging {

// All that the inbox knows of a thread, at a place in the log.
struct InboxRow {
  Thread thread;  // nobody's read mark
  // Up to which number each member of a team has read; the patient's own mark is not among them.
  std::map<std::string, int64_t> marks;
  Place place;  // the changes up to here are in it

  // At whatever place.
  bool SaysTheSameAs(const InboxRow& other) const { return thread == other.thread && marks == other.marks; }
};

// The threads of a site, in memory, by what a care team looks for. It is made of rows of the store and of the entries
// of the log that came after them, in any order and any number of times: what is older than what is known changes
// nothing. A page looks at what it shows and at no more than kMostLookedAt threads besides; the counts are kept, not
// counted.
//
// About 1,600 bytes a thread. Not thread-safe.
class InboxIndex {
 public:
  static constexpr int kMostLookedAt = 10'000;

  InboxIndex() = default;
  InboxIndex(const InboxIndex&) = delete;
  InboxIndex& operator=(const InboxIndex&) = delete;

  // The thread as it is at `row.place`.
  void Put(InboxRow row);
  // False if the entry does not say all that it changes: `entry.thread` has then to be read anew, and put. Where that
  // is of kAllThreads it is all those of the patient.
  bool Apply(const LogEntry& entry);

  // Without its place. What is overdue is so at `query.now`, which does not go back.
  InboxPage List(InboxQuery query);

  size_t size() const { return entries_.size(); }
  std::vector<ThreadRef> Refs() const;
  // Whether both know the same of a thread, also that there is none.
  bool AgreesWith(const InboxIndex& other, const ThreadRef& thread) const;

 private:
  struct Entry;
  struct Order {
    bool operator()(const Entry* a, const Entry* b) const;
  };
  struct EarlierDue {
    bool operator()(const Entry* a, const Entry* b) const;
  };
  using Threads = absl::btree_set<const Entry*, Order>;
  // What decides where a thread is listed.
  struct Listing {
    std::string team;
    InboxOrder order;
    bool enrolled = false;  // else it is in no list
    bool resolved = false;
    bool waiting = false;
    bool warned = false;  // what waits has a warning word
    bool urgent = false;
    std::string assignee;
    absl::Time due = absl::InfiniteFuture();

    friend bool operator==(const Listing&, const Listing&) = default;
  };
  struct Entry {
    InboxRow row;
    std::string subject;  // of the row, FoldCase: a search looks at that of every thread
    Listing listed;
  };
  // The open threads of one team, and the resolved ones. Several lists hold the same thread.
  struct Team {
    Threads open;
    Threads resolved;
    Threads waiting;
    Threads warned;
    Threads unassigned;
    Threads urgent;
    Threads overdue;
    absl::btree_set<const Entry*, EarlierDue> due_later;
    absl::flat_hash_map<std::string, Threads> claimed_by;
    absl::flat_hash_map<std::string, int64_t> read_by;  // how many of the open ones somebody has read to the end
  };

  static Listing ListingOf(const InboxRow& row);
  template <typename Mutation>
  void Change(Entry& entry, const Mutation& mutation);
  const InboxRow* Find(const ThreadRef& thread) const;
  void Unenrol(const LogEntry& ended);
  void Erase(const std::string& patient);
  void Enlist(const Entry& entry);
  void Delist(const Entry& entry);
  void CountReaders(const Entry& entry, int64_t by);
  void NoteOverdue(Team& team, absl::Time now);

  std::vector<const Threads*> ListsFor(const InboxQuery& query) const;
  static const Threads* ListOf(const Team& team, InboxFilter filter, const std::string& reader);
  static bool Matches(const Entry& entry, const InboxQuery& query);
  static bool Passes(const Entry& entry, InboxFilter filter, const InboxQuery& query);
  InboxCounts Count(const InboxQuery& query) const;
  static void CountOne(const Entry& entry, const InboxQuery& query, InboxCounts& counts);

  absl::flat_hash_map<ThreadRef, std::unique_ptr<Entry>> entries_;
  absl::flat_hash_map<std::string, Team> teams_;
  absl::flat_hash_map<std::string, Threads> of_patient_;
  absl::flat_hash_set<std::string> erased_;  // patients whose rows were read before they were, and may come after
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_INDEX_H_
