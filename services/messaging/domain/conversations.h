#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_CONVERSATIONS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_CONVERSATIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/task.h"
#include "services/messaging/domain/access.h"
#include "services/messaging/domain/publication_source.h"
#include "services/messaging/domain/thread_store.h"

namespace careloop::messaging {

// Threads between patients and their care teams: the use cases of MessagingService but Watch. Thread-safe.
class Conversations {
 public:
  struct Parts {
    ThreadStore& store;
    Access& access;
    PublicationSource& publications;
    const Clock& clock;
    Random& random;
  };
  explicit Conversations(Parts parts) : parts_(parts) {}

  struct Opening {
    std::string patient;
    std::string care_team;  // empty: the only one
    std::string subject;
    std::string text;
  };
  struct Opened {
    Thread thread;
    Message first;
  };
  Task<absl::StatusOr<Opened>> Start(const Call& call, Opening opening);

  struct Draft {
    ThreadRef thread;
    std::string text;
    std::vector<std::string> publications;
  };
  Task<absl::StatusOr<Message>> Send(const Call& call, Draft draft);

  Task<absl::StatusOr<ReadMark>> MarkRead(const Call& call, ThreadRef thread, int64_t up_to);
  Task<absl::StatusOr<ThreadSnapshot>> Get(const Call& call, ThreadRef thread);
  Task<absl::StatusOr<MessagePage>> Messages(const Call& call, MessageQuery query);

  struct Listing {
    std::optional<std::string> patient;
    std::optional<std::string> care_team;
    std::optional<ThreadCursor> after;
    int most = 50;
  };
  Task<absl::StatusOr<ThreadPage>> List(const Call& call, Listing listing);

 private:
  Task<absl::StatusOr<std::optional<Message>>> Earlier(const Call& call, ThreadRef thread);
  Task<absl::StatusOr<Opened>> OpenedBefore(const Call& call, ThreadRef thread);
  Task<absl::StatusOr<std::string>> TeamFor(const Call& call, const Opening& opening);
  Task<absl::StatusOr<std::vector<Disclaimed<AttachedPublication>>>> Resolve(const Call& call,
                                                                             std::vector<std::string> ids);

  const Parts parts_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_CONVERSATIONS_H_
