#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_QUERY_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_QUERY_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/messaging/domain/event.h"
#include "services/messaging/domain/thread.h"

namespace careloop::messaging {

// What somebody looks for among the threads of their teams. All but kResolved are of open threads.
enum class InboxFilter { kUnread, kUnanswered, kUnassigned, kMine, kUrgent, kOverdue, kResolved, kAttention };

// Where a thread comes in the inbox: the urgent ones first, then those that wait, the longest first, then the others,
// the latest message first.
struct InboxOrder {
  int rank = 0;
  int64_t time = 0;  // ms; smaller comes first
  ThreadRef thread;

  friend std::strong_ordering operator<=>(const InboxOrder& a, const InboxOrder& b) {
    if (const auto by_rank = a.rank <=> b.rank; by_rank != 0) return by_rank;
    if (const auto by_time = a.time <=> b.time; by_time != 0) return by_time;
    if (const auto by_patient = a.thread.patient <=> b.thread.patient; by_patient != 0) return by_patient;
    return a.thread.thread <=> b.thread.thread;
  }
  friend bool operator==(const InboxOrder&, const InboxOrder&) = default;
};

struct InboxQuery {
  std::string reader;
  std::vector<std::string> teams;      // of which the reader may see the threads
  std::optional<std::string> patient;  // only this patient's
  std::vector<InboxFilter> filters;    // all of them
  std::string subject;                 // is part of the subject, without regard to case (FoldCase); empty: any
  std::optional<InboxOrder> after;
  int most = 50;
  absl::Time now;
};

// How many threads each filter alone would list, of the query's teams and patient.
struct InboxCounts {
  int64_t open = 0;
  int64_t unread = 0;
  int64_t unanswered = 0;
  int64_t unassigned = 0;
  int64_t mine = 0;
  int64_t urgent = 0;
  int64_t overdue = 0;
  int64_t resolved = 0;
  int64_t attention = 0;

  friend bool operator==(const InboxCounts&, const InboxCounts&) = default;
};

struct InboxPage {
  std::vector<Thread> threads;     // with the reader's marks
  std::optional<InboxOrder> next;  // set, also after fewer threads than asked for, while there may be more
  InboxCounts counts;
  Place place;  // up to which the changes are in it
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_QUERY_H_
