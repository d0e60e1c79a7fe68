#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_PERIOD_STORE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_PERIOD_STORE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/journal_access.h"
#include "services/journal/domain/page.h"
#include "services/journal/domain/share_view.h"
#include "services/journal/domain/treatment_course.h"

namespace careloop::journal {

// From `start` to just before `end`.
struct TimeRange {
  absl::Time start;
  absl::Time end;

  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

// One answer is made from this many entries at most: Redis does nothing else while it reads them.
inline constexpr int kMostEntriesRead = 4000;

// Since when to sum up what a patient recorded.
struct VisitQuery {
  std::optional<absl::Time> start;  // none: just after the last visit
  absl::Duration lookback;          // this much before it too
  absl::Time now;
  absl::Time end;
};

// What a visit summary is made of.
struct VisitRecord {
  absl::Time start;
  bool since_visit = false;
  std::vector<Entry> entries;            // the live ones from `lookback` before `start` to the end, earliest first
  std::set<int64_t> shared;              // numbers of entries that some share in force covers
  std::vector<TreatmentCourse> courses;  // those that had started by the end, with notes, latest started first
};

struct PatientPage : PageOf<std::string> {
  int left_out = 0;  // patients who belong here and whose keys are lost, so that nobody knows who they are
};

// Reads the entries of whole periods, for answers that are made of many. Thread-safe. Each task is one atomic step, and
// adds to the errors named here those of common/redis/client.h. It resumes on a thread for what takes long (Workers),
// which is where such answers are then made.
class PeriodStore {
 public:
  virtual ~PeriodStore() = default;

  // The live entries, in their current versions and without their courses, that occurred in `ranges` (disjoint,
  // earliest first), earliest first. Costs what there is in the ranges, whatever else the patient has recorded.
  // FAILED_PRECONDITION over kMostEntriesRead. For `readers`, only what shares in force cover, AsShared: NOT_FOUND if
  // there is none.
  virtual Task<absl::StatusOr<std::vector<Entry>>> Read(const Call& call, std::string patient,
                                                        std::vector<TimeRange> ranges,
                                                        std::optional<ShareReaders> readers) = 0;

  // The most that a share in force opens of any entry to `readers`. NOT_FOUND if there is none.
  virtual Task<absl::StatusOr<ShareView>> WidestView(const Call& call, std::string patient, ShareReaders readers) = 0;

  // All patients who have recorded anything, in an order of the store's own.
  virtual Task<absl::StatusOr<PatientPage>> Patients(const Call& call, PageRequest page) = 0;

  // FAILED_PRECONDITION over kMostEntriesRead, and if there is no start and no live entry of a visit. Of courses, the
  // 256 that started last.
  virtual Task<absl::StatusOr<VisitRecord>> SinceVisit(const Call& call, std::string patient, VisitQuery query) = 0;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_PERIOD_STORE_H_
