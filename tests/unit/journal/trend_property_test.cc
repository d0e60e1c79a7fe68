#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "services/journal/domain/trend_series.h"

namespace careloop::journal {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'772'000'000);  // February 2026, before the clocks go forward
const char* const kZones[] = {"Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"};

rc::Gen<absl::Time> AnyTime() {
  return rc::gen::map(rc::gen::inRange(0, 300 * 24 * 60), [](int minutes) { return kStart + absl::Minutes(minutes); });
}

std::string AnyZone() { return kZones[*rc::gen::inRange<size_t>(0, std::size(kZones))]; }

Entry EntryIn(const std::string& zone) {
  Entry entry{.patient = "p-1", .occurred = *AnyTime(), .observed = {.time_zone = zone}};
  if (*rc::gen::inRange(0, 4) == 0) entry.week = absl::CivilDay(2026, 3, 2);
  for (const char* symptom : {"nausea", "pain"}) {
    const int grade = *rc::gen::inRange(-1, 4);
    entry.grades.push_back({.symptom = symptom, .imputed = grade == 2});
    if (grade >= 0) entry.grades.back().grade = grade;
  }
  if (*rc::gen::arbitrary<bool>()) entry.observed.wellbeing = *rc::gen::inRange(0, 11);
  return entry;
}

// Of somebody who stays in one time zone, or travels.
std::vector<Entry> AnyEntries(bool travels) {
  const std::string home = AnyZone();
  std::vector<Entry> entries(*rc::gen::inRange<size_t>(0, 60));
  for (size_t i = 0; i < entries.size(); ++i) {
    entries[i] = EntryIn(travels ? AnyZone() : home);
    entries[i].number = static_cast<int64_t>(i) + 1;
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.occurred, a.number) < std::pair(b.occurred, b.number);
  });
  return entries;
}

TrendQuery AnyQuery() {
  TrendQuery query{.range = {kStart, kStart + absl::Hours(24 * 301)},
                   .period = static_cast<TrendPeriod>(*rc::gen::inRange(1, 4))};
  query.course = TreatmentCourse{.patient = "p-1", .started = *AnyTime(), .time_zone = "Europe/Berlin"};
  query.cycle_days = *rc::gen::inRange(1, 40);
  return query;
}

using Whole = std::map<std::pair<TrendKey, int64_t>, TrendPoint>;

Whole PointsOf(const TrendQuery& query, const std::vector<Entry>& entries) {
  Whole whole;
  for (const TrendSeries& series : SeriesOf(query, entries)) {
    for (const TrendPoint& point : series.points) whole[{series.key, point.index}] = point;
  }
  return whole;
}

// What two parts of one day, week or cycle are together.
TrendPoint Together(const TrendPoint& earlier, const TrendPoint& later) {
  TrendPoint both = later;
  both.min = std::min(earlier.min, later.min);
  both.max = std::max(earlier.max, later.max);
  both.count += earlier.count;
  both.imputed += earlier.imputed;
  both.since_previous =
      earlier.since_previous ? std::optional<int>(*earlier.since_previous - earlier.last + later.last) : std::nullopt;
  return both;
}

// Only what its ranges hold is read for a query.
std::vector<Entry> ReadFor(const TrendQuery& query, const std::vector<Entry>& all) {
  std::vector<Entry> read;
  for (const Entry& entry : all) {
    for (const TimeRange& range : RangesFor(query)) {
      if (range.start <= entry.occurred && entry.occurred < range.end) read.push_back(entry);
    }
  }
  return read;
}

Whole SplitAndAdded(const TrendQuery& whole, const std::vector<Entry>& entries, absl::Time split) {
  TrendQuery first = whole, second = whole;
  first.range.end = second.range.start = split;
  Whole sum = PointsOf(first, ReadFor(first, entries));
  for (const auto& [key, point] : PointsOf(second, ReadFor(second, entries))) {
    const auto before = sum.find(key);
    sum[key] = before == sum.end() ? point : Together(before->second, point);
  }
  return sum;
}

RC_GTEST_PROP(TrendProperty, OfASplitPeriodAddUpToTheWhole, ()) {
  const std::vector<Entry> entries = AnyEntries(false);
  const TrendQuery whole = AnyQuery();
  RC_ASSERT(SplitAndAdded(whole, entries, *AnyTime()) == PointsOf(whole, ReadFor(whole, entries)));
}

// A traveller can come into a day that they have already left, so the day before a point may be told of after it.
RC_GTEST_PROP(TrendProperty, OfATravellersSplitPeriodAddUpToTheWholeButForTheChangeSinceTheDayBefore, ()) {
  const std::vector<Entry> entries = AnyEntries(true);
  const TrendQuery whole = AnyQuery();
  const auto without_previous = [](Whole points) {
    for (auto& [key, point] : points) point.since_previous.reset();
    return points;
  };
  RC_ASSERT(without_previous(SplitAndAdded(whole, entries, *AnyTime())) ==
            without_previous(PointsOf(whole, ReadFor(whole, entries))));
}

RC_GTEST_PROP(TrendProperty, CountEveryGradeOnceAndInventNone, ()) {
  const std::vector<Entry> entries = AnyEntries(true);
  TrendQuery query = AnyQuery();
  if (query.period == TrendPeriod::kCycle) query.period = TrendPeriod::kDay;
  int graded = 0;
  for (const Entry& entry : entries) {
    for (const SymptomGrade& grade : entry.grades) graded += grade.grade ? 1 : 0;
  }
  int counted = 0;
  for (const TrendSeries& series : SeriesOf(query, entries)) {
    for (const TrendPoint& point : series.points) {
      RC_ASSERT(point.min <= point.last && point.last <= point.max && point.count > 0);
      if (series.key.measure == TrendMeasure::kGrade) counted += point.count;
    }
  }
  RC_ASSERT(counted == graded);
}

}  // namespace
}  // namespace careloop::journal
