#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERTS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERTS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alert_store.h"
#include "services/journal/domain/alert_threads.h"
#include "services/journal/domain/alerting.h"
#include "services/journal/domain/care_teams.h"
#include "services/journal/domain/journal_access.h"

namespace careloop::journal {

// Where an alert's triggers are on their way to the team. Numbered like Attribute.
enum class AlertDeliveryState : uint8_t {
  kNotSent = 1,    // the patient had not agreed
  kQueued = 2,     // not all are in a thread yet
  kOverdue = 3,    // the same, for longer than it should take
  kDelivered = 4,  // all are in a thread
  kWithheld = 5,   // not all were sent after all: the patient had taken back their word
};

// How an alert stands. Numbered like Attribute.
enum class AlertState : uint8_t { kOpen = 1, kPastDue = 2, kResolved = 3, kUnknown = 4 };

// An alert, and how it stands.
struct AlertStanding {
  Alert alert;
  AlertDeliveryState delivery = AlertDeliveryState::kNotSent;
  std::optional<AlertDelivered> delivered;  // of the first trigger that stands in the alert's thread
  std::optional<AlertState> state;          // of a list
  AlertWork work;
};

struct AlertQuery {
  std::string patient;
  std::optional<AlertState> state;
  PageRequest page;
};

struct NewDecision {
  std::string patient;
  bool agreed = false;
  std::string care_team;  // id; empty: the patient's only one
};

// A patient's alerts, and whether they are sent by themselves. Thread-safe; what it is built on outlives it.
class Alerts {
 public:
  struct Ports {
    AlertStore& store;
    AlertThreads& threads;
    JournalAccess& access;
    CareTeams& care_teams;
    Alerting& alerting;
  };

  // What waits for longer than `overdue_after` is shown as such.
  Alerts(Ports ports, const Clock& clock, absl::Duration overdue_after)
      : ports_(ports), clock_(clock), overdue_after_(overdue_after) {}

  Task<absl::StatusOr<AlertConsent>> Decide(const Call& call, NewDecision given);
  // The last decision; version 0 if there is none.
  Task<absl::StatusOr<AlertConsent>> Decision(const Call& call, std::string patient);

  // To the patient all; to a caregiver who may read all of the journal the same without what was taken back or amended,
  // and without the threads and how these stand unless they may follow them; to a clinician those that are for a team
  // of theirs, while the patient agrees to that, without triggers that the team was not told of and will not be, and
  // without what retracted entries said.
  Task<absl::StatusOr<PageOf<AlertStanding>>> List(const Call& call, AlertQuery query);

  // To the patient those that an entry opened or added to, without how their threads stand; to anybody else none.
  Task<absl::StatusOr<std::vector<AlertStanding>>> OfEntry(const Call& call, std::string patient, int64_t entry);

  AlertStanding StandingOf(Alert alert) const;
  // The same as who has recorded what it is about is told: a caregiver without the thread, since nobody has asked
  // whether they may read messages.
  AlertStanding StandingToRecorder(const Call& call, Alert alert) const;

 private:
  Task<absl::StatusOr<int>> DecideFirst(const Call& call, const NewDecision& given);
  Task<absl::StatusOr<PageOf<Alert>>> Seen(const Call& call, std::string patient, PageRequest page);
  Task<absl::Status> KeepWhatIsSaidNow(const Call& call, std::string patient, std::vector<Alert>& alerts);
  Task<absl::Status> AddWork(const Call& call, AlertStanding& standing);
  Task<absl::Status> AddWorkToAll(const Call& call, std::vector<AlertStanding>& standings);

  const Ports ports_;
  const Clock& clock_;
  const absl::Duration overdue_after_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERTS_H_
