#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_VISIT_SUMMARY_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_VISIT_SUMMARY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/journal_access.h"
#include "services/journal/domain/period_store.h"
#include "services/journal/domain/trend_series.h"

namespace careloop::journal {

struct SummaryValue {
  int value = 0;
  bool imputed = false;
  int64_t entry = 0;
  absl::Time occurred;

  friend bool operator==(const SummaryValue&, const SummaryValue&) = default;
};

struct SummaryChange {
  TrendKey key;
  SummaryValue before;
  SummaryValue now;
};

struct SummaryLine {
  TrendKey key;
  SummaryValue value;
};

// A symptom that was there, by an answer too incomplete for a grade.
struct UngradedSymptom {
  std::string symptom;
  int64_t entry = 0;
  bool is_new = false;

  friend bool operator==(const UngradedSymptom&, const UngradedSymptom&) = default;
};

struct SummaryQuestion {
  std::string text;
  int64_t entry = 0;
};

// What happened since a visit, or since a time.
struct VisitSummary {
  std::string patient;
  absl::Time start;
  bool since_visit = false;
  std::vector<SummaryChange> worse;
  std::vector<SummaryChange> better;
  std::vector<SummaryLine> new_symptoms;
  std::vector<SummaryLine> highest_grades;  // highest first, none of 0
  std::vector<UngradedSymptom> ungraded;    // each symptom once, with the last such answer
  std::vector<TreatmentCourse> courses;
  std::vector<SummaryQuestion> questions;
  std::vector<int64_t> shared;  // entries that some share in force covers; to the patient alone
  std::vector<int64_t> severe;
  int entries = 0;
};

// What something was before is its last value of so many days.
inline constexpr absl::Duration kSummaryLookback = absl::Hours(24 * 28);

// Pure.
VisitSummary SummaryOf(std::string patient, VisitRecord record);

// Sums up what a patient recorded, for their next visit. For the patient, who decides what to show, and a caregiver
// whom they let read all of the journal. Thread-safe; what it is built on outlives it.
class VisitSummaries {
 public:
  static constexpr absl::Duration kLongest = absl::Hours(24 * 1100);

  VisitSummaries(PeriodStore& store, JournalAccess& access, const Clock& clock)
      : store_(store), access_(access), clock_(clock) {}

  // Without a `start`, since the last visit; FAILED_PRECONDITION if there is none.
  Task<absl::StatusOr<VisitSummary>> Get(const Call& call, std::string patient, std::optional<absl::Time> start);

 private:
  PeriodStore& store_;
  JournalAccess& access_;
  const Clock& clock_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_VISIT_SUMMARY_H_
