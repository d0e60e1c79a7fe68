#include <string>

#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "common/base/strings.h"
#include "services/cli/print/journal_print.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;

std::string DescribeSeries(const v1::TrendSeries& series) {
  std::string text =
      series.symptom().empty() ? "wellbeing" : std::string(absl::StripPrefix(series.symptom(), "symptoms/"));
  if (series.measure() != v1::TREND_MEASURE_WELLBEING) absl::StrAppend(&text, ", ", WordOf(series.measure()));
  absl::StrAppend(&text, series.kind() == v1::ENTRY_KIND_CHECK_IN ? ", check-ins" : ", diary");
  if (series.derived()) absl::StrAppend(&text, " (derived from diary entries)");
  if (series.has_course_start_value()) {
    absl::StrAppend(&text, "; ", series.course_start_value(), " when the course started");
  }
  return text;
}

std::string DescribePoint(const v1::TrendPoint& point) {
  std::string text = absl::StrFormat("%s  %d to %d, last %d, of %d", point.start_date(), point.min(), point.max(),
                                     point.last(), point.count());
  if (point.cycle() > 0) text = StrCat("cycle ", point.cycle(), ", ", text);
  if (point.imputed_count() > 0) absl::StrAppend(&text, ", ", point.imputed_count(), " with interference counted as 0");
  if (point.has_change_since_previous()) {
    absl::StrAppend(&text, absl::StrFormat("; %+d since the one before", point.change_since_previous()));
  }
  if (point.has_change_since_course_start()) {
    absl::StrAppend(&text, absl::StrFormat("; %+d since the course started", point.change_since_course_start()));
  }
  return text;
}

}  // namespace

void PrintTrends(std::ostream& out, const v1::GetTrendsResponse& answer) {
  if (answer.series().empty()) out << "Nothing was recorded in this period.\n";
  for (const auto& series : answer.series()) {
    out << DescribeSeries(series) << "\n";
    for (const auto& point : series.points()) out << "  " << DescribePoint(point) << "\n";
  }
}

}  // namespace careloop::cli
