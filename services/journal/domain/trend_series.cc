#include "services/journal/domain/trend_series.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace careloop::journal {
namespace {

constexpr absl::CivilDay kDay0(1970, 1, 1);
constexpr absl::CivilDay kMonday0(1969, 12, 29);
constexpr int kWeekDays = 7;
constexpr absl::Duration kStartWindow = absl::Hours(24 * 7);
// Between the calendars of two time zones.
constexpr absl::Duration kZoneDifference = absl::Hours(26);

int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

int DaysOf(const TrendQuery& query) {
  if (query.period == TrendPeriod::kDay) return 1;
  return query.period == TrendPeriod::kWeek ? kWeekDays : query.cycle_days;
}

// The days, weeks or cycles, as the calendar of each entry's own time zone has them.
class Calendar {
 public:
  explicit Calendar(const TrendQuery& query)
      : course_(query.period == TrendPeriod::kCycle ? &query.course.value() : nullptr), days_(DaysOf(query)) {
    if (query.period == TrendPeriod::kWeek) day0_ = kMonday0;
    if (course_) day0_ = DayOf(course_->started, course_->time_zone);
    last_start_ = day0_;
  }

  // Nothing for what belongs to no cycle.
  std::optional<int64_t> IndexOf(const Entry& entry) {
    const int64_t index = FloorDiv(DayOf(entry.occurred, entry.observed.time_zone) - day0_, days_);
    if (!course_) return index;
    if (!course_->RunsAt(entry.occurred)) return std::nullopt;
    return std::max<int64_t>(index, 0);  // just started, and still the day before where the person was
  }
  // Counted on from the one asked for before, since counting days from far away takes long.
  absl::CivilDay StartOf(int64_t index) {
    last_start_ += (index - last_index_) * days_;
    last_index_ = index;
    return last_start_;
  }

 private:
  absl::CivilDay DayOf(absl::Time time, const std::string& zone) {
    if (zone != zone_name_) {  // nearly always the same as before
      zone_ = absl::TimeZone();
      absl::LoadTimeZone(zone, &zone_);
      zone_name_ = zone;
    }
    return absl::ToCivilDay(time, zone_);
  }

  const TreatmentCourse* const course_;
  const int days_;
  absl::CivilDay day0_ = kDay0;
  int64_t last_index_ = 0;
  absl::CivilDay last_start_;
  std::string zone_name_;
  absl::TimeZone zone_;
};

// Orders what is measured like TrendKey, without making one.
struct KeyOrder {
  using is_transparent = void;

  template <typename Key>
  static auto Tie(const Key& key) {
    return std::tuple<bool, std::string_view, bool, TrendMeasure>(key.of_symptom, key.symptom, key.check_in,
                                                                  key.measure);
  }
  template <typename A, typename B>
  bool operator()(const A& a, const B& b) const {
    return Tie(a) < Tie(b);
  }
};

// One series while it is put together, from values in the order in which they occurred.
class Series {
 public:
  void AddToPoint(int64_t index, const Measured& value, absl::Time time) {
    TrendPoint& point = At(index);
    point.min = point.count == 0 ? value.value : std::min(point.min, value.value);
    point.max = point.count == 0 ? value.value : std::max(point.max, value.value);
    point.last = value.value;
    point.last_time = time;
    point.count += 1;
    point.imputed += value.imputed ? 1 : 0;
  }

  void AddBefore(int64_t index, const Measured& value) { before_[index] = value.value; }

  void AddAroundStart(const Measured& value, bool before_start) {
    if (before_start || !start_) start_ = value.value;
  }

  bool empty() const { return points_.empty(); }

  TrendSeries Finish(TrendKey key, const TrendQuery& query, Calendar& calendar) && {
    for (size_t i = 0; i < points_.size(); ++i) {
      TrendPoint& point = points_[i];
      point.start_day = calendar.StartOf(point.index);
      if (const auto previous = LastOf(point.index - 1, i)) point.since_previous = point.last - *previous;
      if (start_ && point.last_time >= query.course->started) point.since_course_start = point.last - *start_;
    }
    return {std::move(key), start_, std::move(points_)};
  }

 private:
  // Values come by time, and a traveller's days not always: rarely one goes back a day.
  TrendPoint& At(int64_t index) {
    auto place = points_.end();
    while (place != points_.begin() && std::prev(place)->index >= index) --place;
    if (place != points_.end() && place->index == index) return *place;
    return *points_.insert(place, TrendPoint{.index = index});
  }

  // Of what lies before the point at `at`.
  std::optional<int> LastOf(int64_t index, size_t at) const {
    if (at > 0 && points_[at - 1].index == index) return points_[at - 1].last;
    const auto found = before_.find(index);
    return found == before_.end() ? std::nullopt : std::optional<int>(found->second);
  }

  std::vector<TrendPoint> points_;
  std::map<int64_t, int> before_;  // last values of what lies before the range
  std::optional<int> start_;       // the value when the course started
};

// Puts the values of all entries into their series.
class SeriesSorter {
 public:
  explicit SeriesSorter(const TrendQuery& query) : query_(query), calendar_(query) {}

  void Add(const Entry& entry) {
    const std::optional<int64_t> index = calendar_.IndexOf(entry);
    ForEachValue(entry, [&](const Measured& value) { Add(value, entry.occurred, index); });
  }

  std::vector<TrendSeries> Finish() && {
    std::vector<TrendSeries> all;
    for (auto& [key, series] : series_) {
      if (!series.empty()) all.push_back(std::move(series).Finish(key, query_, calendar_));
    }
    return all;
  }

 private:
  void Add(const Measured& value, absl::Time time, std::optional<int64_t> index) {
    if (!query_.symptoms.empty() && !query_.symptoms.contains(value.symptom)) return;
    Series& series = SeriesFor(value);
    if (query_.course && time >= query_.course->started - kStartWindow &&
        time <= query_.course->started + kStartWindow) {
      series.AddAroundStart(value, time <= query_.course->started);
    }
    if (!index || time >= query_.range.end) return;
    if (time < query_.range.start) {
      series.AddBefore(*index, value);
    } else {
      series.AddToPoint(*index, value, time);
    }
  }

  Series& SeriesFor(const Measured& value) {
    const auto known = series_.find(value);
    return known == series_.end() ? series_[value.Key()] : known->second;
  }

  const TrendQuery& query_;
  Calendar calendar_;
  std::map<TrendKey, Series, KeyOrder> series_;
};

}  // namespace

void ForEachValue(const Entry& entry, absl::FunctionRef<void(const Measured&)> take) {
  const bool check_in = entry.has_published_recall();
  if (entry.observed.wellbeing) take({.check_in = check_in, .value = *entry.observed.wellbeing});
  for (const SymptomGrade& grade : entry.grades) {
    if (grade.grade) take({true, grade.symptom, check_in, TrendMeasure::kGrade, *grade.grade, grade.imputed});
  }
  for (const SymptomAnswer& answer : entry.observed.answers) {
    if (answer.presence) take({true, answer.symptom, check_in, TrendMeasure::kPresence, *answer.presence ? 1 : 0});
  }
}

std::vector<TimeRange> RangesFor(const TrendQuery& query) {
  const absl::Duration before = absl::Hours(24) * (2 * DaysOf(query)) + kZoneDifference;
  TimeRange asked{query.range.start - before, query.range.end};
  if (!query.course) return {asked};
  const TimeRange around{query.course->started - kStartWindow,
                         query.course->started + kStartWindow + absl::Microseconds(1)};
  if (around.end < asked.start) return {around, asked};
  if (asked.end < around.start) return {asked, around};
  return {{std::min(asked.start, around.start), std::max(asked.end, around.end)}};
}

std::vector<TrendSeries> SeriesOf(const TrendQuery& query, const std::vector<Entry>& entries) {
  SeriesSorter sorter(query);
  for (const Entry& entry : entries) sorter.Add(entry);
  return std::move(sorter).Finish();
}

}  // namespace careloop::journal
