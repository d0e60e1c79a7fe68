#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_TEAM_CALENDARS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_TEAM_CALENDARS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/expiring_cache.h"
#include "common/base/task.h"
#include "services/messaging/domain/automatic_texts.h"
#include "services/messaging/domain/care_team_store.h"
#include "services/messaging/domain/reception.h"
#include "services/messaging/domain/team_settings.h"

namespace careloop::messaging {

// How teams receive messages now. What is remembered of their settings is at most a minute old: whoever writes by it
// hands on its version, which the store checks, and forgets it when told that it is another. Thread-safe.
class TeamCalendars {
 public:
  TeamCalendars(CareTeamStore& store, const Clock& clock, AutomaticTexts texts);

  // NOT_FOUND for an unknown team.
  Task<absl::StatusOr<std::shared_ptr<const TeamTimes>>> Of(std::string team, Deadline deadline);
  // The same, read now at latest half a second ago: to show to somebody.
  Task<absl::StatusOr<std::shared_ptr<const TeamTimes>>> Recent(std::string team, Deadline deadline);
  // What was read before this is not remembered any more.
  void Forget(const std::string& team);

  // How a message of the patient's side that is sent now is received; with the reply of that kind, should the team not
  // be there.
  Task<absl::StatusOr<Reception>> Receive(std::string team, Deadline deadline,
                                          AutomaticMessage::Kind reply = AutomaticMessage::Kind::kClosed);

 private:
  Task<absl::StatusOr<std::shared_ptr<const TeamTimes>>> Of(std::string team, Deadline deadline, absl::Duration age);

  CareTeamStore& store_;
  const Clock& clock_;
  const AutomaticTexts texts_;
  ExpiringCache<std::string, std::shared_ptr<const TeamTimes>> remembered_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_TEAM_CALENDARS_H_
