#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_STORE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "services/messaging/domain/inbox_index.h"

namespace careloop::messaging {

struct InboxRows {
  std::vector<InboxRow> rows;
  // Threads that are there and cannot be read: damaged, or of keys that are not to be had. For Again.
  std::vector<std::string> unreadable;
  std::string next;  // where the next page starts
  bool more = false;
};

// Where the inbox is made from: the port of Inbox. Each answer is of one moment. Tasks resume on the store's thread.
class InboxStore {
 public:
  virtual ~InboxStore() = default;

  // All threads of the site in the order in which they were started, from `start` on (empty: from the first).
  virtual Task<absl::StatusOr<InboxRows>> Threads(std::string start, int most) = 0;
  // These, and of a ref whose thread is kAllThreads those of the patient; those that are not there are left out.
  virtual Task<absl::StatusOr<InboxRows>> Threads(std::vector<ThreadRef> refs) = 0;
  // Those that could not be read.
  virtual Task<absl::StatusOr<InboxRows>> Again(std::vector<std::string> unreadable) = 0;
  // Where the log ends.
  virtual Task<absl::StatusOr<Place>> End(Deadline deadline) = 0;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_INBOX_STORE_H_
