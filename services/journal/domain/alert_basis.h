#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_BASIS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_BASIS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "services/journal/domain/alert.h"
#include "services/journal/domain/recent_answers.h"

namespace careloop::journal {

// Of the entries of the last kMostDaysBack before an entry, this many, the latest, are compared with it.
inline constexpr int kMostRecentEntries = 256;

// All of a patient that it depends on whether an entry alerts somebody. May be a while old: what is decided by it is
// stored only if its version and its rules still hold (EntryStore).
struct AlertBasis {
  int64_t version = 0;              // another with each entry, amendment, retraction, decision and closed alert
  int rules = 0;                    // number of the rule set in force
  int64_t entries = 0;              // how many the patient has recorded: the next one's number is one more
  absl::Time since;                 // `recent` holds what occurred from here on, the latest kMostRecentEntries
  std::optional<absl::Time> until;  // and not after this
  RecentAnswers recent;
  std::optional<AlertConsent> consent;
  std::vector<Alert> open;  // those that take further triggers, at most one for each symptom
};

// What an entry does to the alerts of its patient.
struct AlertPlan {
  int64_t basis = 0;          // the version of what it was made from
  int rules = 0;              // the number of the set that it was made by
  std::vector<Alert> opened;  // new ones, with one trigger each
  std::vector<Alert> added;   // to which a trigger is added, which is the last one of each
  std::vector<Alert> closed;  // that take no further triggers

  friend bool operator==(const AlertPlan&, const AlertPlan&) = default;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ALERT_BASIS_H_
