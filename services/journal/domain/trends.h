#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_TRENDS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_TRENDS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/course_store.h"
#include "services/journal/domain/journal_access.h"
#include "services/journal/domain/period_store.h"
#include "services/journal/domain/trend_series.h"
#include "services/journal/domain/vocabulary.h"

namespace careloop::journal {

// Trends as they are asked for, valid but for what only vocabulary, clock and store can tell.
struct NewTrendQuery {
  std::string patient;
  absl::Time start;
  std::optional<absl::Time> end;  // none: all up to now
  TrendPeriod period = TrendPeriod::kDay;
  std::string course;  // id; empty: none
  int cycle_days = 0;
  std::vector<std::string> symptoms;
};

// How what a patient records changes over time, made at each reading from the entries that the caller may read.
// Thread-safe; what it is built on outlives it.
class Trends {
 public:
  static constexpr absl::Duration kLongest = absl::Hours(24 * 1100);

  Trends(PeriodStore& store, CourseStore& courses, JournalAccess& access, const Vocabulary& vocabulary,
         const Clock& clock)
      : store_(store), courses_(courses), access_(access), vocabulary_(vocabulary), clock_(clock) {}

  Task<absl::StatusOr<std::vector<TrendSeries>>> Get(const Call& call, NewTrendQuery given);

 private:
  absl::StatusOr<TrendQuery> Compose(const NewTrendQuery& given) const;

  PeriodStore& store_;
  CourseStore& courses_;
  JournalAccess& access_;
  const Vocabulary& vocabulary_;
  const Clock& clock_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_TRENDS_H_
