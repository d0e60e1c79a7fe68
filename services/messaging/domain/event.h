#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_EVENT_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_EVENT_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "services/messaging/domain/caregiver.h"
#include "services/messaging/domain/thread.h"

namespace careloop::messaging {

// Those who are told the same things: one patient, or one care team.
struct Audience {
  enum class Kind { kPatient, kTeam };
  Kind kind = Kind::kPatient;
  std::string id;

  friend bool operator==(const Audience&, const Audience&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Audience& audience) {
    return H::combine(std::move(h), audience.kind, audience.id);
  }
};

// A place in the site's log. Places are ordered; the default is before everything.
struct Place {
  uint64_t millis = 0;
  uint64_t sequence = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

// In place of a thread's id: all threads of the patient.
inline constexpr char kAllThreads[] = "-";

// A place that no log has: who goes on from here is told of a gap.
inline constexpr Place kNowhere = {UINT64_MAX, UINT64_MAX};

// One change of what somebody may be told, as the log has it: ids and numbers, no text.
struct LogEntry {
  enum class Kind {
    kMessage,
    kReadMark,
    kThreadStarted,
    kThreadChanged,
    kThreadRerouted,
    kMessageRetracted,
    kShareRevoked,
    kEnrolmentEnded,
    kCaregiverChanged,
    kJoinedTeam,
    kLeftTeam,
    kCaregiverAdded,
    kCaregiverRemoved,
    kPatientErased,
    kUnknown
  };

  Place place;
  Kind kind = Kind::kUnknown;
  ThreadRef thread;       // none of a membership; of a caregiver's change the patient alone
  int64_t number = 0;     // of a message, or up to which was read
  std::string team;       // of the thread, or that was joined or left; of a caregiver added or removed the patient
  std::string person;     // who sent, read, started, changed, joined or left; of a rerouted thread the team it went to
  std::string text;       // the entry as it is stored
  bool of_staff = false;  // of a message
  absl::Time time;        // of a message
  // When a message is to be answered, of the patient's side, that an open thread begins to wait with. Unset also where
  // the store has more to say of such a message than this.
  std::optional<absl::Time> due = std::nullopt;

  // One that concerns the person alone: what they may follow has changed.
  bool is_membership() const { return kind == Kind::kJoinedTeam || kind == Kind::kLeftTeam || is_of_caregiver(); }
  bool is_of_caregiver() const { return kind == Kind::kCaregiverAdded || kind == Kind::kCaregiverRemoved; }
};
using LogEntries = std::vector<std::shared_ptr<const LogEntry>>;

struct MessageSent {
  Message message;
  Work work;  // of its thread
};
// The message as it is since.
struct MessageRetracted {
  Message message;
};
// The message of the share as it is since.
struct ShareRevoked {
  Message message;
};
struct ReadMarked {
  std::string person;
  int64_t up_to = 0;
};
// The thread as the starter saw it; its first message follows as an event of its own.
struct ThreadStarted {
  Thread thread;
  std::string starter;
};

// The thread, but nobody's read mark.
struct ThreadChanged {
  Thread thread;
};
struct ThreadRerouted {
  std::string to_team;
};

// The patient of the event's thread, which has no id, is not with the team any more.
struct EnrolmentEnded {
  std::string team;
};

// Of the patient of the event's thread, which has no id. No caregiver: they are not one any more.
struct CaregiverChanged {
  std::string person;
  std::optional<Caregiver> caregiver;
};

struct Event {
  Place place;
  ThreadRef thread;
  std::variant<MessageSent, ReadMarked, ThreadStarted, ThreadChanged, ThreadRerouted, EnrolmentEnded, MessageRetracted,
               ShareRevoked, CaregiverChanged>
      what;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_EVENT_H_
