#include <string>
#include <vector>

#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/convert.h"
#include "services/journal/rpc/names.h"

namespace careloop::journal {
namespace {

static_assert(static_cast<int>(TrendPeriod::kDay) == v1::TREND_PERIOD_DAY);
static_assert(static_cast<int>(TrendPeriod::kWeek) == v1::TREND_PERIOD_WEEK);
static_assert(static_cast<int>(TrendPeriod::kCycle) == v1::TREND_PERIOD_CYCLE);
static_assert(static_cast<int>(TrendMeasure::kGrade) == v1::TREND_MEASURE_GRADE);
static_assert(static_cast<int>(TrendMeasure::kPresence) == v1::TREND_MEASURE_PRESENCE);
static_assert(static_cast<int>(TrendMeasure::kWellbeing) == v1::TREND_MEASURE_WELLBEING);

// "2026-03-29". By hand, since an answer has thousands of them.
std::string DateOf(absl::CivilDay day) {
  std::string date = "0000-00-00";
  const auto write = [&](size_t end, int64_t number) {
    for (size_t at = end; number > 0; number /= 10) date[--at] = static_cast<char>('0' + number % 10);
  };
  write(4, day.year());
  write(7, day.month());
  write(10, day.day());
  return date;
}

void Fill(const TrendPoint& point, TrendPeriod period, v1::TrendPoint& proto) {
  proto.set_start_date(DateOf(point.start_day));
  if (period == TrendPeriod::kCycle) proto.set_cycle(static_cast<int32_t>(point.index) + 1);
  proto.set_min(point.min);
  proto.set_max(point.max);
  proto.set_last(point.last);
  proto.set_count(point.count);
  if (point.since_course_start) proto.set_change_since_course_start(*point.since_course_start);
  if (point.since_previous) proto.set_change_since_previous(*point.since_previous);
  proto.set_imputed_count(point.imputed);
}

}  // namespace

v1::GetTrendsResponse ToProto(const std::vector<TrendSeries>& trends, TrendPeriod period) {
  v1::GetTrendsResponse proto;
  for (const TrendSeries& series : trends) {
    v1::TrendSeries& added = *proto.add_series();
    const TrendKey& key = series.key;
    added.set_measure(static_cast<v1::TrendMeasure>(key.measure));
    if (key.of_symptom) added.set_symptom(StrCat("symptoms/", key.symptom));
    added.set_kind(key.check_in ? v1::ENTRY_KIND_CHECK_IN : v1::ENTRY_KIND_DIARY);
    added.set_derived(key.measure == TrendMeasure::kGrade && !key.check_in);
    if (series.course_start) added.set_course_start_value(*series.course_start);
    for (const TrendPoint& point : series.points) Fill(point, period, *added.add_points());
  }
  return proto;
}

NewTrendQuery FromProto(const v1::GetTrendsRequest& request) {
  NewTrendQuery query{.patient = IdOf(request.parent()),
                      .start = rpc::ToTime(request.start_time()),
                      .end = std::nullopt,
                      .period = static_cast<TrendPeriod>(request.period()),
                      .course = request.treatment_course().empty() ? "" : IdOf(request.treatment_course()),
                      .cycle_days = request.cycle_days(),
                      .symptoms = {}};
  if (request.has_end_time()) query.end = rpc::ToTime(request.end_time());
  for (const std::string& symptom : request.symptoms()) query.symptoms.push_back(IdOf(symptom));
  return query;
}

}  // namespace careloop::journal
