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
#include "services/messaging/domain/inbox.h"
#include "services/messaging/domain/publication_source.h"
#include "services/messaging/domain/publication_states.h"
#include "services/messaging/domain/team_calendars.h"
#include "services/messaging/domain/templates.h"
#include "services/messaging/domain/thread_store.h"
#include "services/messaging/domain/warning_words.h"

namespace careloop::messaging {

// Threads between patients and their care teams: the use cases of MessagingService but Watch. Thread-safe.
class Conversations {
 public:
  struct Parts {
    ThreadStore& store;
    Access& access;
    TeamCalendars& calendars;
    const WarningWords& warning_words;
    PublicationSource& publications;
    PublicationStates& states;
    Inbox& inbox;
    Templates& templates;
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

  // Whether this caller's text has to be answered with the emergency text at once.
  bool IsWarning(const Call& call, std::string_view text) const;

  struct Draft {
    ThreadRef thread;
    std::string text;
    std::vector<std::string> publications;
    std::optional<Templates::Use> filled_in = std::nullopt;  // instead of a text
  };
  Task<absl::StatusOr<Message>> Send(const Call& call, Draft draft);

  Task<absl::StatusOr<ReadMark>> MarkRead(const Call& call, ThreadRef thread, int64_t up_to);
  // The message as it is since.
  Task<absl::StatusOr<Message>> Retract(const Call& call, ThreadRef thread, int64_t number, std::string reason);
  struct ReceiptPage {
    std::vector<ReadReceipt> receipts;
    bool more = false;
  };
  Task<absl::StatusOr<ReceiptPage>> Receipts(const Call& call, ThreadRef thread, int64_t above, int most);
  Task<absl::StatusOr<ThreadSnapshot>> Get(const Call& call, ThreadRef thread);
  Task<absl::StatusOr<MessagePage>> Messages(const Call& call, MessageQuery query);
  // The same, with the states of publications now.
  Task<absl::StatusOr<MessagePage>> MessagesToShow(const Call& call, MessageQuery query);
  // All threads of a patient that the caller may see, page by page. NOT_FOUND unless they may see the patient.
  Task<absl::StatusOr<ThreadsById>> ListById(const Call& call, std::string patient, std::string after, int most);

  struct Listing {
    std::optional<std::string> patient;
    std::optional<std::string> care_team;
    std::vector<InboxFilter> filters;  // of a clinician, as `subject` is
    std::string subject;
    std::optional<ThreadCursor> after;         // of a patient, or a caregiver
    std::optional<InboxOrder> after_in_inbox;  // of a clinician
    int most = 50;
  };
  struct Listed {
    std::vector<Thread> threads;
    std::optional<ThreadCursor> next;
    std::optional<InboxOrder> next_in_inbox;
    std::optional<InboxCounts> counts;
    Place place;
  };
  // A patient's own threads, or those of all patients who let a caregiver read messages, latest message first; a
  // clinician's inbox.
  Task<absl::StatusOr<Listed>> List(const Call& call, Listing listing);

 private:
  Task<absl::StatusOr<std::vector<std::string>>> PatientsOf(const Call& call, std::optional<std::string> patient);
  Task<absl::StatusOr<ThreadPage>> ListOf(const Call& call, std::vector<std::string> patients, ThreadQuery query);
  bool HasWarning(std::string_view subject, std::string_view text) const;
  Task<absl::StatusOr<Message>> ReadMessage(const Call& call, ThreadRef thread, int64_t number);
  Task<absl::StatusOr<std::optional<Message>>> Earlier(const Call& call, ThreadRef thread);
  Task<absl::StatusOr<Listed>> ListOwn(const Call& call, Listing listing);
  Task<absl::StatusOr<Listed>> ListInbox(const Call& call, Listing listing);
  Task<absl::StatusOr<Opened>> OpenedBefore(const Call& call, ThreadRef thread);
  Task<absl::Status> FillIn(const Call& call, ThreadRef thread, Templates::Use use, Access::ToThread& access,
                            Message& message);
  Task<absl::StatusOr<ThreadStore::Started>> StartReceived(const Call& call, Thread thread, Message first);
  Task<absl::StatusOr<Sent>> SendReceived(const Call& call, ThreadRef thread, std::string team, Message message);
  Task<absl::Status> DescribeAsStarted(const Call& call, Opened& opened);
  Task<absl::Status> Describe(const Call& call, Thread& thread);
  Task<absl::StatusOr<std::string>> TeamFor(const Call& call, const Opening& opening);
  Task<absl::StatusOr<std::vector<Disclaimed<AttachedPublication>>>> Resolve(const Call& call,
                                                                             std::vector<std::string> ids);

  const Parts parts_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_CONVERSATIONS_H_
