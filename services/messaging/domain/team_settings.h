#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_TEAM_SETTINGS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_TEAM_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/messaging/domain/availability.h"
#include "services/messaging/domain/calendar.h"
#include "services/messaging/domain/work.h"

namespace careloop::messaging {

// How a care team works, as its site has set it; these are the values unless it has.
struct TeamSettings {
  int64_t version = 0;                              // how often they have been set
  absl::Duration routine_answer = absl::Hours(48);  // of time in which the team is there
  absl::Duration urgent_answer = absl::Hours(1);    // by the clock
  std::string second_recipient;  // the member to whom urgent threads go that nobody claims; empty: the whole team
  absl::Duration escalation_interval = absl::Minutes(15);
  std::optional<OpeningHours> hours;  // nothing: always
  std::string closed_text;            // of the automatic reply, beside the site's emergency text; may be empty
  std::string closed_urgent_text;     // of that to an urgent alert; empty: the site's
  std::string team_name;              // as patients are shown it; not set with these
  bool has_members = true;            // whether anybody is on the team; not set with these
};

// INVALID_ARGUMENT for hours that overlap or do not come within a year. The zone has been checked.
absl::Status CheckHours(const OpeningHours& hours, absl::Time now);

// Settings with the calendar that follows from them. Immutable, thread-safe.
struct TeamTimes {
  TeamTimes(TeamSettings team_settings, absl::Time around)
      : settings(std::move(team_settings)), calendar(settings.hours, around) {}

  DueTimes DueFrom(absl::Time waiting_since) const;

  const TeamSettings settings;
  const Calendar calendar;
};

// `can_send`: whether the reader may write, if anybody is there to read it. `urgency`: of the thread that they look at.
Availability AvailabilityFor(const TeamTimes& times, bool can_send, absl::Time now,
                             Urgency urgency = Urgency::kRoutine);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_TEAM_SETTINGS_H_
