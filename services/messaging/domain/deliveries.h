#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_DELIVERIES_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_DELIVERIES_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/task.h"
#include "services/messaging/domain/care_team_store.h"
#include "services/messaging/domain/team_calendars.h"
#include "services/messaging/domain/thread_store.h"

namespace careloop::messaging {

// What other services deliver on a person's recorded decision. Thread-safe.
class Deliveries {
 public:
  Deliveries(ThreadStore& store, CareTeamStore& teams, TeamCalendars& calendars, const Clock& clock, Random& random)
      : store_(store), teams_(teams), calendars_(calendars), clock_(clock), random_(random) {}

  struct ShareDelivery {
    std::string patient;
    std::string care_team;
    ShareReference share;
    std::string decided_by;  // the person of the recorded decision
    std::string decided_on;  // its resource
  };
  struct Delivered {
    ThreadRef thread;
    Sent sent;
  };
  struct AlertDelivery {
    std::string patient;
    std::string care_team;
    AlertReference alert;
    std::string decided_by;
    std::string decided_on;
  };
  struct RevocationDelivery {
    std::string patient;
    std::string share;  // its name
    absl::Time revoked;
    std::string decided_by;
    std::string decided_on;
  };
  // INVALID_ARGUMENT unless the patient decided on this very share; FAILED_PRECONDITION if the team has not enrolled
  // them.
  Task<absl::StatusOr<Delivered>> Deliver(const Call& call, ShareDelivery delivery);
  Task<absl::StatusOr<Delivered>> Deliver(const Call& call, AlertDelivery delivery);
  // When the share was revoked, as it was said first. INVALID_ARGUMENT unless the patient decided on this very share.
  Task<absl::StatusOr<absl::Time>> Deliver(const Call& call, RevocationDelivery delivery);

 private:
  Task<absl::StatusOr<Person>> SenderFor(const Call& call, std::string care_team, std::string patient);
  Task<absl::StatusOr<Reception>> ReceptionOf(const Call& call, const std::string& team, AutomaticMessage::Kind reply);
  Task<absl::StatusOr<ThreadStore::Delivered>> DeliverReceived(const Call& call, Thread thread, Message message);
  Task<absl::StatusOr<ThreadStore::Delivered>> DeliverReceivedAlert(const Call& call, Thread thread, Message message);

  ThreadStore& store_;
  CareTeamStore& teams_;
  TeamCalendars& calendars_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_DELIVERIES_H_
