#include "services/messaging/domain/team_settings.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "common/base/error.h"

namespace careloop::messaging {

DueTimes TeamTimes::DueFrom(absl::Time waiting_since) const {
  if (calendar.Covers(waiting_since)) {
    return {calendar.After(waiting_since, settings.routine_answer), waiting_since + settings.urgent_answer};
  }
  return {Calendar(settings.hours, waiting_since).After(waiting_since, settings.routine_answer),
          waiting_since + settings.urgent_answer};
}

absl::Status CheckHours(const OpeningHours& hours, absl::Time now) {
  Violations violations;
  std::vector<Shift> shifts = hours.shifts;
  std::sort(shifts.begin(), shifts.end(),
            [](const Shift& a, const Shift& b) { return std::tie(a.day, a.opens) < std::tie(b.day, b.opens); });
  for (size_t i = 0; i + 1 < shifts.size(); ++i) {
    if (shifts[i].day == shifts[i + 1].day && shifts[i + 1].opens < shifts[i].closes) {
      violations.Add("settings.hours.shifts", "overlap on one day");
      break;
    }
  }
  if (Calendar(hours, now).NextOpening(now) == absl::InfiniteFuture()) {
    violations.Add("settings.hours", "never open within a year");
  }
  return violations.ToStatus();
}

Availability AvailabilityFor(const TeamTimes& times, bool can_send, absl::Time now, Urgency urgency) {
  if (!times.settings.has_members) return {.can_send = false, .no_members = can_send, .staffed = false};
  Availability availability{.can_send = can_send, .staffed = times.calendar.IsOpen(now)};
  if (!availability.staffed) {
    const absl::Time next = times.calendar.NextOpening(now);
    if (next != absl::InfiniteFuture()) availability.next_staffed = next;
  }
  if (can_send) availability.expected_answer = times.DueFrom(now).Of(urgency);
  return availability;
}

}  // namespace careloop::messaging
