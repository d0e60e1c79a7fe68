#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_THREAD_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_THREAD_STORE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/messaging/domain/event.h"
#include "services/messaging/domain/reception.h"
#include "services/messaging/domain/thread.h"

namespace careloop::messaging {

// A place in a patient's list of threads, latest message first.
struct ThreadCursor {
  absl::Time last_time;
  std::string thread;
};

struct ThreadQuery {
  std::string patient;
  std::string reader;  // whose marks are shown; empty: the patient's
  std::string team;    // only threads with it; empty: with any
  std::optional<ThreadCursor> after;
  int most = 50;
};

struct ThreadPage {
  std::vector<Thread> threads;
  std::optional<ThreadCursor> next;
  Place place;  // where the log ended in the moment in which the threads were read
};

// Some of a patient's threads by id, an order in which none moves while pages are read.
struct ThreadsById {
  std::vector<Thread> threads;
  std::string next;  // after which id the next page begins; empty at the end
};

struct MessageQuery {
  ThreadRef thread;
  bool newest_first = false;
  int64_t above = 0;  // only numbers above
  int64_t below = 0;  // only numbers below; 0: no limit
  int most = 50;
};

struct MessagePage {
  std::vector<Message> messages;
  bool more = false;
  Place place;
};

struct ThreadSnapshot {
  Thread thread;
  Place place;
};

struct ReadMark {
  int64_t up_to = 0;
  int64_t unread = 0;
};

struct Sent {
  int64_t number = 0;
  absl::Time time;
};

// The threads and their messages: the port of Conversations and Deliveries. Thread-safe; tasks resume on the store's
// thread.
//
// The changing calls are atomic and idempotent by the call's request id: a repeated call gives the first outcome. What
// they write is durable, visible to every reader and in the log when they answer. The order of a
// thread's messages is total and the same for everybody. All fail with UNAVAILABLE or DEADLINE_EXCEEDED as
// redis::Client does, and with ABORTED where a reception is that of another team or follows from settings that are not
// the team's any more.
class ThreadStore {
 public:
  virtual ~ThreadStore() = default;

  // Starts a thread with its first message, which has number 1. The thread's id is `thread.ref.thread`, or that of the
  // first call with this request id; so is the time. FAILED_PRECONDITION if the team has not enrolled the patient; with
  // a reception also if nobody is on it.
  struct Started {
    std::string thread;
    absl::Time time;
  };
  // `reception` if the first message is of the patient's side: then it waits for an answer.
  virtual Task<absl::StatusOr<Started>> Start(const Call& call, Thread thread, Message first,
                                              std::optional<Reception> reception) = 0;

  // What Start has answered to this call's request before; nothing if it is new.
  virtual Task<absl::StatusOr<std::optional<Started>>> StartedBefore(const Call& call) = 0;

  // What Append has answered to this call's request before; nothing if it is new.
  virtual Task<absl::StatusOr<std::optional<Sent>>> Appended(const Call& call) = 0;

  // Records that the caller, who may be, is answered what one of these two has found: before that answer leaves.
  virtual Task<absl::Status> RecordRepetition(const Call& call) = 0;

  // Appends to a thread. NOT_FOUND, also if the sender is a clinician who is not on its team at this moment. What a
  // clinician sends answers what waits. What the patient's side sends is received as `reception` says: it waits until
  // its due time, opens the thread if it is resolved, and gets the automatic reply once while the team is not there;
  // FAILED_PRECONDITION if the patient is not with the team any more, or nobody is on it.
  virtual Task<absl::StatusOr<Sent>> Append(const Call& call, ThreadRef thread, Message message,
                                            std::optional<Reception> reception) = 0;

  // NOT_FOUND as for Append; INVALID_ARGUMENT if `up_to` is above the last message. A mark never moves back.
  // `reader` is the caller as others are shown them, `now` the time of the receipt.
  virtual Task<absl::StatusOr<ReadMark>> Mark(const Call& call, ThreadRef thread, Person reader, int64_t up_to,
                                              absl::Time now) = 0;

  // NOT_FOUND thread or message; FAILED_PRECONDITION if the caller has not sent it. A second retraction changes
  // nothing.
  virtual Task<absl::Status> Retract(const Call& call, ThreadRef thread, int64_t number, Retraction retraction) = 0;

  // Up to `most` receipts after the place `above`, in order. NOT_FOUND as for Get.
  virtual Task<absl::StatusOr<std::vector<ReadReceipt>>> Receipts(const Call& call, ThreadRef thread, int64_t above,
                                                                  int most) = 0;

  // Puts the message of a share into the latest thread of its patient with the team, or starts `thread` for it. Once
  // for ever by the share's name. FAILED_PRECONDITION if the team has not enrolled the patient; ABORTED while nobody is
  // on it.
  struct Delivered {
    std::string thread;
    Sent sent;
  };
  // It waits for an answer, and gets the automatic reply, as other messages of the patient's do.
  virtual Task<absl::StatusOr<Delivered>> DeliverShare(const Call& call, Thread thread, Message message,
                                                       Reception reception) = 0;

  // The message of a share says from now on that it was revoked then, or will once it is delivered; who sees the thread
  // is told. Once for ever by the share's name: answers the time of the first call. No error of its own.
  virtual Task<absl::StatusOr<absl::Time>> RevokeShare(const Call& call, std::string patient, std::string share,
                                                       absl::Time revoked) = 0;

  // The team of the thread of an alert, while the patient and somebody else is with that team; empty if there is none:
  // then a trigger starts a thread with the team that it is for.
  virtual Task<absl::StatusOr<std::string>> TeamOfAlert(const Call& call, std::string patient, std::string alert) = 0;

  // Puts a message of an alert into the thread of that alert, or starts `thread` for it; the thread becomes urgent
  // unless the alert can wait. Once for ever by the alert's name and trigger. `reception` is that of TeamOfAlert's
  // team. It waits for an answer as other messages of the patient's do, and gets the automatic reply: as they do if it
  // can wait; else one of its own, once in the thread while the team is not there, whatever else was sent.
  // FAILED_PRECONDITION if the team has not enrolled the patient, or nobody is on it.
  virtual Task<absl::StatusOr<Delivered>> DeliverAlert(const Call& call, Thread thread, Message message,
                                                       Reception reception) = 0;

  // The care team of a thread. NOT_FOUND.
  virtual Task<absl::StatusOr<std::string>> TeamOf(const Call& call, ThreadRef thread) = 0;

  // As `reader` sees it. NOT_FOUND, also to a clinician who is not on its team at this moment; Messages likewise.
  virtual Task<absl::StatusOr<ThreadSnapshot>> Get(const Call& call, ThreadRef thread, std::string reader) = 0;
  // A patient's threads as they see them.
  virtual Task<absl::StatusOr<ThreadPage>> List(const Call& call, ThreadQuery query) = 0;
  // Of a patient's threads those after the id `after` that the caller may see at this moment: a clinician those of
  // teams that they are on and that have enrolled the patient. A page may be short, also empty, while there are more.
  virtual Task<absl::StatusOr<ThreadsById>> ListById(const Call& call, std::string patient, std::string after,
                                                     int most) = 0;
  // NOT_FOUND.
  virtual Task<absl::StatusOr<MessagePage>> Messages(const Call& call, MessageQuery query) = 0;
};

// What one watch asks of the log: what concerns a patient, or else teams, or a caregiver's patients, and what one may
// follow oneself.
struct LogQuery {
  Place after;
  std::string patient;  // empty: `teams`, `patients` and `person`
  std::string person;
  std::vector<std::string> teams;
  std::vector<std::string> patients;
  int most = 64;
};

struct LogPage {
  LogEntries entries;  // in order
  Place place;         // up to which was looked
  bool more = false;
  bool gap = false;      // entries after the place asked for are kept no more, or never were in this log
  bool unnamed = false;  // entries up to `place` are of patients whom nobody can name any more, and are not among these
};

// An event as the patient is told it, and as the entry's team is: a team that the thread has left meanwhile is told of
// that, and nothing of what others do with it.
struct EventViews {
  std::shared_ptr<const Event> of_patient;
  std::shared_ptr<const Event> of_team;
};

// The log of all changes: the port of WatchHub, which is told of new entries as they come. It keeps the last ones only.
// Thread-safe.
class EventStore {
 public:
  virtual ~EventStore() = default;

  virtual Task<absl::StatusOr<LogPage>> Read(LogQuery query) = 0;
  // What the entries are about, for each but memberships; null for one that cannot be read: it is of another release,
  // or the store has gone back to an older state.
  virtual Task<absl::StatusOr<std::vector<EventViews>>> Details(LogEntries entries) = 0;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_THREAD_STORE_H_
