#include "services/journal/domain/trends.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/domain/instant.h"

namespace careloop::journal {
namespace {

absl::Status UnknownCourse() {
  Violations violations;
  violations.Add("treatment_course", "does not exist");
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<TrendQuery> Trends::Compose(const NewTrendQuery& given) const {
  Violations violations;
  const absl::Time until = given.end.value_or(clock_.Now());
  // Without an end, what was recorded by a clock that is fast counts too.
  const absl::Time end = given.end ? until : until + kClockDifference + absl::Microseconds(1);
  TrendQuery query{.range = {given.start, end},
                   .period = given.period,
                   .cycle_days = given.cycle_days,
                   .symptoms = {given.symptoms.begin(), given.symptoms.end()}};
  if (until <= given.start) violations.Add("start_time", "is not before the end of the period");
  if (until - given.start > kLongest) {
    violations.Add("start_time", "is more than 1100 days before the end of the period");
  }
  for (size_t i = 0; i < given.symptoms.size(); ++i) {
    if (vocabulary_.Find(given.symptoms[i])) continue;
    violations.Add(StrCat("symptoms[", i, "]"), "is not in the site's vocabulary; see ListSymptoms");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return query;
}

Task<absl::StatusOr<std::vector<TrendSeries>>> Trends::Get(const Call& call, NewTrendQuery given) {
  CO_ASSIGN_OR_RETURN(std::optional<ShareReaders> readers, co_await access_.ReadersOf(call, given.patient, "patient"));
  CO_ASSIGN_OR_RETURN(TrendQuery query, Compose(given));
  if (!given.course.empty()) {
    // Whoever is let read nothing, or symptoms alone, learns nothing of the course either.
    if (readers) {
      CO_ASSIGN_OR_RETURN(const ShareView view, co_await store_.WidestView(call, given.patient, *readers));
      if (view == ShareView::kSymptoms) co_return UnknownCourse();
    }
    auto course = co_await courses_.Get(call, given.patient, given.course);
    if (absl::IsNotFound(course.status())) co_return UnknownCourse();
    if (!course.ok()) co_return course.status();
    query.course = *std::move(course);
  }
  std::vector<TimeRange> ranges = RangesFor(query);
  CO_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                      co_await store_.Read(call, given.patient, std::move(ranges), std::move(readers)));
  co_return SeriesOf(query, entries);
}

}  // namespace careloop::journal
