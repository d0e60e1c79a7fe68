#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_WORK_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_WORK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/time/time.h"
#include "services/messaging/domain/person.h"

namespace careloop::messaging {

enum class ThreadState { kOpen, kResolved };
enum class Urgency { kRoutine, kUrgent };

// The numbers are part of stored records: never renumber.
enum class ResolutionAction {
  kAnswered = 1,
  kCalled = 2,
  kVisitArranged = 3,
  kTreatmentChanged = 4,
  kReferred = 5,
  kNoneNeeded = 6,
  kOther = 7
};

struct Assignment {
  Person person;
  absl::Time since;

  friend bool operator==(const Assignment&, const Assignment&) = default;
};

// An urgent thread that was late and that nobody had claimed.
struct Escalation {
  std::string person;  // the second recipient; empty: the whole team
  int count = 0;
  absl::Time last;

  friend bool operator==(const Escalation&, const Escalation&) = default;
};

struct Resolution {
  ResolutionAction action = ResolutionAction::kAnswered;
  std::string note;
  Person person;
  absl::Time time;

  friend bool operator==(const Resolution&, const Resolution&) = default;
};

// How the work on a thread stands.
struct Work {
  int64_t version = 0;  // the number of its last change; 0: none yet
  ThreadState state = ThreadState::kOpen;
  Urgency urgency = Urgency::kRoutine;
  std::optional<Assignment> assignment;
  std::optional<absl::Time> waiting_since;  // the first message of the patient's side that has no answer
  std::optional<absl::Time> due;            // set while waiting
  bool overdue = false;                     // at the time of reading
  std::optional<Escalation> escalation;     // while it is late
  std::optional<Resolution> resolution;     // set when resolved
  int64_t attention = 0;                    // the first message that waits and has a warning word; 0: none

  friend bool operator==(const Work&, const Work&) = default;
};

// Until when a message that is sent now is to be answered, by what its thread is.
struct DueTimes {
  absl::Time routine;
  absl::Time urgent;

  absl::Time Of(Urgency urgency) const { return urgency == Urgency::kUrgent ? urgent : routine; }
};

// The work on a thread whose only message, of the patient's side, was sent then.
Work Waiting(absl::Time since, DueTimes due);

bool IsOverdue(const Work& work, absl::Time now);

// What somebody looked at: the version of the work and the last message.
struct Seen {
  int64_t version = 0;
  int64_t last_number = 0;
};
std::string EtagOf(const Work& work, int64_t last_number);
// Nothing for a text that is no etag of ours.
std::optional<Seen> SeenOfEtag(std::string_view etag);

// A change of the work, as it is kept for ever.
struct Claimed {};
struct Released {
  enum class Why { kByThem, kLeftTeam, kPatientUnenrolled };
  Why why = Why::kByThem;
};
struct Rerouted {
  std::string from_team;
  std::string to_team;
};
struct Resolved {
  ResolutionAction action = ResolutionAction::kAnswered;
};
struct Reopened {
  int64_t by_message = 0;  // 0: by a member of the team
};
struct Reprioritized {
  Urgency urgency = Urgency::kRoutine;
};

struct Escalated {
  std::string person;  // empty: the whole team
  int count = 0;
};

struct ThreadChange {
  int64_t number = 0;  // 1, 2, 3, ... within its thread
  Person person;       // without an id if no person made it
  absl::Time time;
  std::string note;
  std::variant<Claimed, Released, Rerouted, Resolved, Reopened, Reprioritized, Escalated> kind;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_WORK_H_
