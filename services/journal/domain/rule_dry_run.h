#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_DRY_RUN_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_DRY_RUN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/alert_rules.h"
#include "services/journal/domain/period_store.h"
#include "services/journal/domain/rule_sets.h"
#include "services/journal/domain/site_rules.h"

namespace careloop::journal {

struct NewDryRun {
  std::optional<RuleSet> set;  // none: the one in force
  absl::Time start;
  std::optional<absl::Time> end;  // none: now
};

// Counts of fewer than kSmallestCount patients are absent, and those of alerts where so few entries are left.
struct DryRunWeek {
  absl::CivilDay week;  // its Monday in UTC
  std::optional<int> entries;
  std::optional<int> alerting_entries;
  std::optional<int> alerting_patients;

  friend bool operator==(const DryRunWeek&, const DryRunWeek&) = default;
};

struct DryRun {
  std::vector<DryRunWeek> weeks;  // of the whole period, earliest first
  bool complete = true;
};

// How much a rule set would have alerted, told by whole weeks and groups of patients. Thread-safe; what it is built on
// outlives it.
class RuleDryRun {
 public:
  static constexpr absl::Duration kLongest = absl::Hours(24 * 183);
  static constexpr int kMostEntries = 20'000;
  static constexpr int kPatientsAtOnce = 200;
  static constexpr int kSmallestCount = 5;

  RuleDryRun(PeriodStore& store, RuleSets& sets, const SiteRules& site, const Clock& clock)
      : store_(store), sets_(sets), site_(site), clock_(clock) {}

  Task<absl::StatusOr<DryRun>> Play(const Call& call, NewDryRun given);

 private:
  struct Tally;

  absl::StatusOr<TimeRange> PeriodOf(const NewDryRun& given) const;
  Task<absl::StatusOr<AlertRules>> RulesFor(const Call& call, const std::optional<RuleSet>& set);
  Task<absl::Status> AddPatient(const Call& call, std::string patient, const AlertRules& rules, Tally& tally);

  PeriodStore& store_;
  RuleSets& sets_;
  const SiteRules& site_;
  const Clock& clock_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_RULE_DRY_RUN_H_
