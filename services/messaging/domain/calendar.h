#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_CALENDAR_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_CALENDAR_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace careloop::messaging {

// A part of a day of the week that a team is there, in minutes of the local clock: [opens, closes), at most [0, 1440).
struct Shift {
  absl::Weekday day = absl::Weekday::monday;
  int opens = 0;
  int closes = 0;

  friend bool operator==(const Shift&, const Shift&) = default;
};

// When a team is there: at every instant whose local time is within a shift, on no holiday. So a shift of 22:00 to
// 24:00 and one of 00:00 to 06:00 are one night, and an hour that the clocks repeat is there twice.
struct OpeningHours {
  std::string time_zone;  // IANA
  std::vector<Shift> shifts;
  std::set<absl::CivilDay> holidays;

  friend bool operator==(const OpeningHours&, const OpeningHours&) = default;
};

// Opening hours laid out over a stretch of time: about a year from when it was made for. Immutable, thread-safe.
class Calendar {
 public:
  // Without hours a team is always there. A time zone that this machine does not know counts as UTC: hours are checked
  // before they are stored.
  explicit Calendar(const std::optional<OpeningHours>& hours, absl::Time around);

  // Whether the answers below are good for `time`: it is near what the calendar was made for.
  bool Covers(absl::Time time) const { return starts_ <= time && time < ends_ - kAhead; }

  bool IsOpen(absl::Time time) const;
  // `time` itself if it is open then. InfiniteFuture if it does not open within a year.
  absl::Time NextOpening(absl::Time time) const;
  // Since when it has not been open, at a `time` when it is not; the beginning of the calendar if that is later.
  absl::Time ClosedSince(absl::Time time) const;
  // The instant by which the team has been there for so long since `from`; the end of the calendar if that is later.
  absl::Time After(absl::Time from, absl::Duration staffed) const;

  static constexpr absl::Duration kBack = absl::Hours(24 * 45);
  static constexpr absl::Duration kAhead = absl::Hours(24 * 366);

 private:
  struct Period {
    absl::Time opens;
    absl::Time closes;
  };
  // The first period that closes after `time`.
  std::vector<Period>::const_iterator PeriodAt(absl::Time time) const;

  absl::Time starts_;
  absl::Time ends_;
  std::vector<Period> periods_;  // in order, apart from each other
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_CALENDAR_H_
