#include "services/journal/domain/trend_series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time At(const std::string& time) {
  absl::Time instant;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, time, &instant, &error)) << error;
  return instant;
}

Entry Graded(const std::string& time, std::optional<int> grade, const std::string& zone = "Europe/Berlin") {
  Entry entry{.patient = "p-1", .occurred = At(time), .observed = {.time_zone = zone}};
  entry.grades = {{.symptom = "nausea", .grade = grade}};
  return entry;
}

Entry Feeling(const std::string& time, int wellbeing) {
  Entry entry = Graded(time, std::nullopt);
  entry.observed.wellbeing = wellbeing;
  return entry;
}

TrendQuery Query(const std::string& start, const std::string& end, TrendPeriod period = TrendPeriod::kDay) {
  return {.range = {At(start), At(end)}, .period = period};
}

TreatmentCourse CourseFrom(const std::string& start, const std::string& zone = "Europe/Berlin") {
  return {.patient = "p-1", .id = "c-1", .treatment = "letrozole", .started = At(start), .time_zone = zone};
}

std::vector<std::string> DaysOf(const TrendSeries& series) {
  std::vector<std::string> days;
  for (const TrendPoint& point : series.points) days.push_back(absl::FormatCivilTime(point.start_day));
  return days;
}

std::vector<int> CountsOf(const TrendSeries& series) {
  std::vector<int> counts;
  for (const TrendPoint& point : series.points) counts.push_back(point.count);
  return counts;
}

const std::string kLongAgo = "2026-01-01T00:00:00Z", kFarAhead = "2027-01-01T00:00:00Z";

TEST(TrendSeries, TellLowestHighestLastAndCountOfEachDay) {
  const auto all =
      SeriesOf(Query(kLongAgo, kFarAhead), {Graded("2026-05-01T08:00:00Z", 2), Graded("2026-05-01T12:00:00Z", 0),
                                            Graded("2026-05-01T18:00:00Z", 1), Graded("2026-05-02T08:00:00Z", 3)});
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].key.symptom, "nausea");
  EXPECT_EQ(all[0].key.measure, TrendMeasure::kGrade);
  ASSERT_THAT(all[0].points, SizeIs(2));
  const TrendPoint& first = all[0].points[0];
  EXPECT_EQ(first.min, 0);
  EXPECT_EQ(first.max, 2);
  EXPECT_EQ(first.last, 1);
  EXPECT_EQ(first.count, 3);
  EXPECT_EQ(first.last_time, At("2026-05-01T18:00:00Z"));
  EXPECT_EQ(first.since_previous, std::nullopt);
  EXPECT_EQ(all[0].points[1].since_previous, 2);
}

TEST(TrendSeries, HaveNoPointWhereNothingWasRecordedOrNothingHasAGrade) {
  const auto all = SeriesOf(Query(kLongAgo, kFarAhead),
                            {Graded("2026-05-01T08:00:00Z", 1), Graded("2026-05-02T08:00:00Z", std::nullopt),
                             Graded("2026-05-04T08:00:00Z", 2)});
  EXPECT_THAT(DaysOf(all[0]), ElementsAre("2026-05-01", "2026-05-04"));
  EXPECT_EQ(all[0].points[1].since_previous, std::nullopt);  // the day before is a gap
  EXPECT_THAT(SeriesOf(Query(kLongAgo, kFarAhead), {Graded("2026-05-02T08:00:00Z", std::nullopt)}), IsEmpty());
}

// In Berlin the clocks go forward at 01:00 UTC on 29 March 2026 and back at 01:00 UTC on 25 October 2026.
TEST(TrendSeries, CountADayOf23HoursAsOneDay) {
  const auto all =
      SeriesOf(Query(kLongAgo, kFarAhead), {Graded("2026-03-28T22:59:59Z", 0), Graded("2026-03-28T23:00:00Z", 1),
                                            Graded("2026-03-29T21:59:59Z", 2), Graded("2026-03-29T22:00:00Z", 3)});
  EXPECT_THAT(DaysOf(all[0]), ElementsAre("2026-03-28", "2026-03-29", "2026-03-30"));
  EXPECT_THAT(CountsOf(all[0]), ElementsAre(1, 2, 1));
}

TEST(TrendSeries, CountADayOf25HoursAsOneDay) {
  const auto all =
      SeriesOf(Query(kLongAgo, kFarAhead), {Graded("2026-10-24T21:59:59Z", 0), Graded("2026-10-24T22:00:00Z", 1),
                                            Graded("2026-10-25T00:30:00Z", 1), Graded("2026-10-25T01:30:00Z", 1),
                                            Graded("2026-10-25T22:59:59Z", 2), Graded("2026-10-25T23:00:00Z", 3)});
  EXPECT_THAT(DaysOf(all[0]), ElementsAre("2026-10-24", "2026-10-25", "2026-10-26"));
  EXPECT_THAT(CountsOf(all[0]), ElementsAre(1, 4, 1));
}

TEST(TrendSeries, CountWeeksFromMondayAcrossBothChangesOfTheClock) {
  const auto all =
      SeriesOf(Query(kLongAgo, kFarAhead, TrendPeriod::kWeek),
               {Graded("2026-03-22T22:59:59Z", 0), Graded("2026-03-22T23:00:00Z", 1), Graded("2026-03-29T21:59:59Z", 2),
                Graded("2026-03-29T22:00:00Z", 3), Graded("2026-10-18T22:00:00Z", 1), Graded("2026-10-25T22:59:59Z", 2),
                Graded("2026-10-25T23:00:00Z", 3)});
  EXPECT_THAT(DaysOf(all[0]), ElementsAre("2026-03-16", "2026-03-23", "2026-03-30", "2026-10-19", "2026-10-26"));
  EXPECT_THAT(CountsOf(all[0]), ElementsAre(1, 2, 1, 2, 1));
  EXPECT_EQ(all[0].points[2].since_previous, 1);
  EXPECT_EQ(all[0].points[3].since_previous, std::nullopt);
  EXPECT_EQ(all[0].points[4].since_previous, 1);
}

TEST(TrendSeries, TakeTheDayOfEachEntryWhereThePersonWas) {
  const auto all =
      SeriesOf(Query(kLongAgo, kFarAhead), {Graded("2026-05-01T20:00:00Z", 1, "Asia/Tokyo"),          // 2 May there
                                            Graded("2026-05-01T21:00:00Z", 2, "America/New_York"),    // still 1 May
                                            Graded("2026-05-02T20:00:00Z", 3, "America/New_York")});  // 2 May
  EXPECT_THAT(DaysOf(all[0]), ElementsAre("2026-05-01", "2026-05-02"));
  EXPECT_THAT(CountsOf(all[0]), ElementsAre(1, 2));
  EXPECT_EQ(all[0].points[1].last, 3);
}

TEST(TrendSeries, CountCyclesFromTheDayOnWhichTheCourseStarted) {
  TrendQuery query = Query(kLongAgo, kFarAhead, TrendPeriod::kCycle);
  query.course = CourseFrom("2026-03-02T15:00:00Z");
  query.course->stop = CourseStop{At("2026-05-20T08:00:00Z"), "Europe/Berlin", StopReason::kOther};
  query.cycle_days = 28;
  const auto all = SeriesOf(query, {Graded("2026-03-02T14:59:59Z", 3),  // before the start
                                    Graded("2026-03-02T15:00:00Z", 1), Graded("2026-03-29T21:59:59Z", 2),
                                    Graded("2026-03-29T22:00:00Z", 0),    // the first day of cycle 2
                                    Graded("2026-05-20T07:59:59Z", 2),    // cycle 3
                                    Graded("2026-05-20T08:00:00Z", 3)});  // after the stop
  EXPECT_THAT(DaysOf(all[0]), ElementsAre("2026-03-02", "2026-03-30", "2026-04-27"));
  EXPECT_THAT(CountsOf(all[0]), ElementsAre(2, 1, 1));
  EXPECT_EQ(all[0].points[0].index, 0);
  EXPECT_EQ(all[0].points[1].since_previous, -2);
  EXPECT_EQ(all[0].points[2].since_previous, 2);
}

TEST(TrendSeries, CountInTheFirstCycleWhatATravellerRecordsOnTheDayBeforeTheStart) {
  TrendQuery query = Query(kLongAgo, kFarAhead, TrendPeriod::kCycle);
  query.course = CourseFrom("2026-03-01T23:30:00Z");  // 2 March in Berlin
  query.cycle_days = 28;
  const auto all = SeriesOf(query, {Graded("2026-03-01T23:29:00Z", 3, "America/New_York"),    // before the start
                                    Graded("2026-03-02T01:00:00Z", 1, "America/New_York")});  // 1 March there
  EXPECT_THAT(DaysOf(all[0]), ElementsAre("2026-03-02"));
  EXPECT_THAT(CountsOf(all[0]), ElementsAre(1));
}

TEST(TrendSeries, TellTheFirstChangeFromWhatWasJustBefore) {
  const TrendQuery query = Query("2026-05-02T12:00:00Z", kFarAhead);
  const auto all = SeriesOf(query, {Graded("2026-05-01T06:00:00Z", 3), Graded("2026-05-01T08:00:00Z", 1),
                                    Graded("2026-05-02T08:00:00Z", 2),  // of the same day, not of the period
                                    Graded("2026-05-02T13:00:00Z", 3), Graded("2026-05-03T08:00:00Z", 3)});
  EXPECT_THAT(DaysOf(all[0]), ElementsAre("2026-05-02", "2026-05-03"));
  EXPECT_THAT(CountsOf(all[0]), ElementsAre(1, 1));
  EXPECT_EQ(all[0].points[0].since_previous, 2);
  EXPECT_EQ(all[0].points[1].since_previous, 0);
}

TEST(TrendSeries, TellTheChangeSinceTheCourseStarted) {
  TrendQuery query = Query("2026-05-10T00:00:00Z", kFarAhead);
  query.course = CourseFrom("2026-05-01T08:00:00Z");
  const std::vector<Entry> entries = {Graded("2026-04-20T08:00:00Z", 3),  // too long before
                                      Graded("2026-04-28T08:00:00Z", 2), Graded("2026-05-01T08:00:00Z", 1),
                                      Graded("2026-05-02T08:00:00Z", 0), Graded("2026-05-11T08:00:00Z", 3)};
  const auto all = SeriesOf(query, entries);
  EXPECT_EQ(all[0].course_start, 1);
  EXPECT_THAT(DaysOf(all[0]), ElementsAre("2026-05-11"));
  EXPECT_EQ(all[0].points[0].since_course_start, 2);
}

TEST(TrendSeries, TakeTheFirstValueAfterTheStartWhenThereIsNoneBefore) {
  TrendQuery query = Query(kLongAgo, kFarAhead);
  query.course = CourseFrom("2026-05-01T08:00:00Z");
  const auto all = SeriesOf(
      query, {Graded("2026-04-01T08:00:00Z", 0), Graded("2026-05-02T08:00:00Z", 1), Graded("2026-05-03T08:00:00Z", 3)});
  EXPECT_EQ(all[0].course_start, 1);
  EXPECT_EQ(all[0].points[0].since_course_start, std::nullopt);  // from before the course
  EXPECT_EQ(all[0].points[1].since_course_start, 0);
  EXPECT_EQ(all[0].points[2].since_course_start, 2);
  const auto later = SeriesOf(query, {Graded("2026-05-09T08:00:00Z", 1)});
  EXPECT_EQ(later[0].course_start, std::nullopt);
  EXPECT_EQ(later[0].points[0].since_course_start, std::nullopt);
}

TEST(TrendSeries, KeepDiaryEntriesAndCheckInsApart) {
  Entry check_in = Graded("2026-05-01T09:00:00Z", 3);
  check_in.week = absl::CivilDay(2026, 4, 27);
  const auto all = SeriesOf(Query(kLongAgo, kFarAhead), {Graded("2026-05-01T08:00:00Z", 1), check_in});
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_FALSE(all[0].key.check_in);
  EXPECT_EQ(all[0].points[0].max, 1);
  EXPECT_TRUE(all[1].key.check_in);
  EXPECT_EQ(all[1].points[0].min, 3);
}

TEST(TrendSeries, FollowWellbeingFirstThenGradesAndYesNoAnswersBySymptom) {
  Entry entry = Feeling("2026-05-01T08:00:00Z", 7);
  entry.grades = {{.symptom = "pain", .grade = 1, .imputed = true}};
  entry.observed.answers = {{.symptom = "chills", .presence = true}, {.symptom = "rash", .presence = false}};
  const auto all = SeriesOf(Query(kLongAgo, kFarAhead), {entry});
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(all[0].key.measure, TrendMeasure::kWellbeing);
  EXPECT_EQ(all[0].points[0].last, 7);
  EXPECT_EQ(all[1].key.symptom, "chills");
  EXPECT_EQ(all[1].key.measure, TrendMeasure::kPresence);
  EXPECT_EQ(all[1].points[0].last, 1);
  EXPECT_EQ(all[2].key.symptom, "pain");
  EXPECT_EQ(all[2].points[0].imputed, 1);
  EXPECT_EQ(all[3].points[0].last, 0);
}

TEST(TrendSeries, FollowOnlyTheSymptomsAskedFor) {
  TrendQuery query = Query(kLongAgo, kFarAhead);
  query.symptoms = {"pain"};
  Entry entry = Feeling("2026-05-01T08:00:00Z", 7);
  entry.grades = {{.symptom = "pain", .grade = 1}, {.symptom = "nausea", .grade = 2}};
  const auto all = SeriesOf(query, {entry});
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].key.symptom, "pain");
}

TEST(TrendRanges, ReachBackFarEnoughForTheFirstChangeAndNoFurther) {
  const TimeRange asked{At("2026-05-10T00:00:00Z"), At("2026-05-20T00:00:00Z")};
  const auto before = [&](TrendQuery query) {
    query.range = asked;
    const auto ranges = RangesFor(query);
    EXPECT_EQ(ranges.back().end, asked.end);
    return (asked.start - ranges.back().start) / absl::Hours(24);
  };
  EXPECT_LE(before({.period = TrendPeriod::kDay}), 4);
  EXPECT_GE(before({.period = TrendPeriod::kDay}), 2);
  EXPECT_LE(before({.period = TrendPeriod::kWeek}), 16);
  EXPECT_GE(before({.period = TrendPeriod::kWeek}), 14);
  EXPECT_GE(before({.period = TrendPeriod::kCycle, .cycle_days = 21}), 42);
}

TEST(TrendRanges, HoldTheDaysAroundTheStartOfTheCourseOnce) {
  TrendQuery query = Query("2026-05-10T00:00:00Z", "2026-05-20T00:00:00Z");
  query.course = CourseFrom("2026-01-10T00:00:00Z");
  EXPECT_THAT(RangesFor(query), SizeIs(2));
  EXPECT_EQ(RangesFor(query)[0].start, At("2026-01-03T00:00:00Z"));
  query.course = CourseFrom("2026-05-12T00:00:00Z");
  ASSERT_THAT(RangesFor(query), SizeIs(1));
  EXPECT_EQ(RangesFor(query)[0].start, At("2026-05-05T00:00:00Z"));
  EXPECT_EQ(RangesFor(query)[0].end, At("2026-05-20T00:00:00Z"));
  query.course = CourseFrom("2026-08-12T00:00:00Z");
  ASSERT_THAT(RangesFor(query), SizeIs(2));
  EXPECT_EQ(RangesFor(query)[0].end, At("2026-05-20T00:00:00Z"));
}

}  // namespace
}  // namespace careloop::journal
