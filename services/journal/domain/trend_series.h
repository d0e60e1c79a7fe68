#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_TREND_SERIES_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_TREND_SERIES_H_

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/period_store.h"
#include "services/journal/domain/treatment_course.h"

namespace careloop::journal {

// Numbered like Attribute.
enum class TrendPeriod : uint8_t { kDay = 1, kWeek = 2, kCycle = 3 };
enum class TrendMeasure : uint8_t { kGrade = 1, kPresence = 2, kWellbeing = 3 };

// What trends are asked for.
struct TrendQuery {
  TimeRange range;
  TrendPeriod period = TrendPeriod::kDay;
  std::optional<TreatmentCourse> course;  // since whose start changes are told; of cycles: whose
  int cycle_days = 0;
  std::set<std::string, std::less<>> symptoms;  // these alone; empty: all, and wellbeing
};

// What was recorded in one day, week or cycle.
struct TrendPoint {
  int64_t index = 0;         // of the day, week or cycle: the one before has the one before
  absl::CivilDay start_day;  // its first
  int min = 0;
  int max = 0;
  int last = 0;
  int count = 0;
  int imputed = 0;
  absl::Time last_time;
  std::optional<int> since_course_start;
  std::optional<int> since_previous;

  friend bool operator==(const TrendPoint&, const TrendPoint&) = default;
};

// Which measure, of which symptom, from which kind of entry. In the order of an answer.
struct TrendKey {
  bool of_symptom = false;
  std::string symptom;  // id; empty of wellbeing
  bool check_in = false;
  TrendMeasure measure = TrendMeasure::kWellbeing;

  friend auto operator<=>(const TrendKey&, const TrendKey&) = default;
};

// A value of an entry. Refers to the entry.
struct Measured {
  bool of_symptom = false;
  std::string_view symptom;
  bool check_in = false;
  TrendMeasure measure = TrendMeasure::kWellbeing;
  int value = 0;
  bool imputed = false;  // a grade that is

  TrendKey Key() const { return {of_symptom, std::string(symptom), check_in, measure}; }
};

// Calls `take` with each value that an entry holds. What has no grade has no value.
void ForEachValue(const Entry& entry, absl::FunctionRef<void(const Measured&)> take);

struct TrendSeries {
  TrendKey key;
  std::optional<int> course_start;  // the value when the course started
  std::vector<TrendPoint> points;   // earliest first, one or more; without those in which nothing was recorded

  friend bool operator==(const TrendSeries&, const TrendSeries&) = default;
};

// What has to be read for a query: what it asks for, as much before as the first change needs, and what tells how it
// was when the course started. Disjoint, earliest first.
std::vector<TimeRange> RangesFor(const TrendQuery& query);

// From the live entries of these ranges, in the order in which they occurred. In the order of their keys. Pure.
std::vector<TrendSeries> SeriesOf(const TrendQuery& query, const std::vector<Entry>& entries);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_TREND_SERIES_H_
