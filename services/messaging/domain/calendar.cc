#include "services/messaging/domain/calendar.h"

#include <algorithm>
#include <iterator>

namespace careloop::messaging {
namespace {

constexpr absl::Duration kMargin = absl::Hours(24 * 34);  // for how long a calendar is used before it is made anew

bool IsOpenAt(const OpeningHours& hours, const absl::TimeZone& zone, absl::Time time) {
  const absl::CivilSecond local = absl::ToCivilSecond(time, zone);
  const absl::CivilDay day(local);
  if (hours.holidays.contains(day)) return false;
  const int minute = local.hour() * 60 + local.minute();
  return std::any_of(hours.shifts.begin(), hours.shifts.end(), [&](const Shift& shift) {
    return shift.day == absl::GetWeekday(day) && shift.opens <= minute && minute < shift.closes;
  });
}

// Every instant at which it may open or close: the ends of shifts, each as often as the clocks show it, and the changes
// of the clocks there.
std::vector<absl::Time> Edges(const OpeningHours& hours, const absl::TimeZone& zone, absl::Time from, absl::Time to) {
  std::vector<absl::Time> edges = {from, to};
  const auto add = [&](absl::CivilDay day, int minute) {
    const absl::TimeZone::TimeInfo at = zone.At(absl::CivilSecond(day) + minute * 60);
    for (const absl::Time edge : {at.pre, at.trans, at.post}) {
      if (from < edge && edge < to) edges.push_back(edge);
    }
  };
  const absl::CivilDay last(absl::ToCivilDay(to, zone));
  for (absl::CivilDay day = absl::ToCivilDay(from, zone); day <= last; ++day) {
    for (const Shift& shift : hours.shifts) {
      if (shift.day != absl::GetWeekday(day)) continue;
      add(day, shift.opens);
      add(day, shift.closes);
    }
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

}  // namespace

Calendar::Calendar(const std::optional<OpeningHours>& hours, absl::Time around)
    : starts_(around - kBack), ends_(around + kMargin + kAhead) {
  if (!hours) {
    periods_.push_back({absl::InfinitePast(), absl::InfiniteFuture()});
    return;
  }
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone(hours->time_zone, &zone);
  const std::vector<absl::Time> edges = Edges(*hours, zone, starts_, ends_);
  for (size_t i = 0; i + 1 < edges.size(); ++i) {
    if (!IsOpenAt(*hours, zone, edges[i])) continue;
    if (!periods_.empty() && periods_.back().closes == edges[i]) {
      periods_.back().closes = edges[i + 1];
    } else {
      periods_.push_back({edges[i], edges[i + 1]});
    }
  }
}

std::vector<Calendar::Period>::const_iterator Calendar::PeriodAt(absl::Time time) const {
  return std::partition_point(periods_.begin(), periods_.end(), [&](const Period& p) { return p.closes <= time; });
}

bool Calendar::IsOpen(absl::Time time) const {
  const auto period = PeriodAt(time);
  return period != periods_.end() && period->opens <= time;
}

absl::Time Calendar::NextOpening(absl::Time time) const {
  const auto period = PeriodAt(time);
  if (period == periods_.end() || period->opens > time + kAhead) return absl::InfiniteFuture();
  return std::max(time, period->opens);
}

absl::Time Calendar::ClosedSince(absl::Time time) const {
  const auto period = PeriodAt(time);
  return period == periods_.begin() ? starts_ : std::prev(period)->closes;
}

absl::Time Calendar::After(absl::Time from, absl::Duration staffed) const {
  for (auto period = PeriodAt(from); period != periods_.end(); ++period) {
    const absl::Time begin = std::max(from, period->opens);
    if (period->closes - begin >= staffed) return begin + staffed;
    staffed -= period->closes - begin;
  }
  return ends_;
}

}  // namespace careloop::messaging
