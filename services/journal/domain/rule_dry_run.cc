#include "services/journal/domain/rule_dry_run.h"

#include <map>
#include <set>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/journal/domain/instant.h"
#include "services/journal/domain/rule_set_check.h"

namespace careloop::journal {

// What has been counted so far.
struct RuleDryRun::Tally {
  struct Week {
    int entries = 0;
    int patients = 0;
    int alerting_entries = 0;
    int alerting_patients = 0;
  };
  TimeRange period;
  std::map<absl::CivilDay, Week> weeks;
  int read = 0;
};

namespace {

absl::CivilDay UtcWeekOf(absl::Time time) { return WeekOf(time, "UTC"); }
absl::CivilDay LastWeekOf(TimeRange period) { return UtcWeekOf(period.end - absl::Microseconds(1)); }

// Whole weeks: two periods that differ by a moment would differ by what one person recorded in it.
TimeRange WholeWeeksOf(TimeRange period) {
  return {absl::FromCivil(UtcWeekOf(period.start), absl::UTCTimeZone()),
          absl::FromCivil(LastWeekOf(period) + 7, absl::UTCTimeZone())};
}

bool IsFew(int count) { return count < RuleDryRun::kSmallestCount; }

DryRunWeek Told(absl::CivilDay monday, int entries, int patients, int alerting_entries, int alerting_patients) {
  DryRunWeek week{.week = monday};
  if (!IsFew(patients)) week.entries = entries;
  const int rest = entries - alerting_entries;
  if (IsFew(alerting_patients) || (rest > 0 && IsFew(rest))) return week;
  week.alerting_entries = alerting_entries;
  week.alerting_patients = alerting_patients;
  return week;
}

}  // namespace

absl::StatusOr<TimeRange> RuleDryRun::PeriodOf(const NewDryRun& given) const {
  const TimeRange period{given.start, given.end.value_or(clock_.Now() + kClockDifference)};
  Violations violations;
  if (period.end <= period.start) violations.Add("start_time", "is not before the end of the period");
  if (period.end - period.start > kLongest + kClockDifference) {
    violations.Add("start_time", "is more than 183 days before the end of the period");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return WholeWeeksOf(period);
}

Task<absl::StatusOr<AlertRules>> RuleDryRun::RulesFor(const Call& call, const std::optional<RuleSet>& set) {
  if (set) {
    CO_RETURN_IF_ERROR(CheckRuleSet(*set, site_, "rule_set"));
    co_return AlertRules(*set, site_.vocabulary);
  }
  CO_ASSIGN_OR_RETURN(const RuleSetActivation in_force, co_await sets_.Get(call, ""));
  co_return AlertRules(in_force.rule_set, site_.vocabulary);
}

Task<absl::Status> RuleDryRun::AddPatient(const Call& call, std::string patient, const AlertRules& rules,
                                          Tally& tally) {
  const TimeRange range{tally.period.start - absl::Hours(24 * kMostDaysBack), tally.period.end};
  std::vector<TimeRange> ranges = {range};
  CO_ASSIGN_OR_RETURN(const std::vector<Entry> entries,
                      co_await store_.Read(call, std::move(patient), std::move(ranges), std::nullopt));
  tally.read += static_cast<int>(entries.size());
  RecentAnswers recent;
  std::set<absl::CivilDay> recorded, alerting;
  for (const Entry& entry : entries) {
    if (entry.occurred >= tally.period.start) {
      const absl::CivilDay monday = UtcWeekOf(entry.occurred);
      recorded.insert(monday);
      ++tally.weeks[monday].entries;
      if (!rules.Judge(entry, recent).empty()) {
        alerting.insert(monday);
        ++tally.weeks[monday].alerting_entries;
      }
    }
    recent.Put(entry);
  }
  for (const absl::CivilDay monday : recorded) ++tally.weeks[monday].patients;
  for (const absl::CivilDay monday : alerting) ++tally.weeks[monday].alerting_patients;
  co_return absl::OkStatus();
}

Task<absl::StatusOr<DryRun>> RuleDryRun::Play(const Call& call, NewDryRun given) {
  CO_ASSIGN_OR_RETURN(const TimeRange period, PeriodOf(given));
  CO_ASSIGN_OR_RETURN(const AlertRules rules, co_await RulesFor(call, given.set));
  Tally tally{.period = period, .weeks = {}};
  DryRun run;
  PageRequest wanted{.size = kPatientsAtOnce, .after = ""};
  do {
    CO_ASSIGN_OR_RETURN(PatientPage page, co_await store_.Patients(call, wanted));
    if (page.left_out > 0) run.complete = false;
    for (std::string& patient : page.items) {
      if (tally.read >= kMostEntries) {
        run.complete = false;
        break;
      }
      const absl::Status added = co_await AddPatient(call, std::move(patient), rules, tally);
      // One with more entries than are read at once, or with some that nobody can decrypt, is left out; the answer says
      // that it is not of all.
      const bool left_out = ReasonOf(added) == reason::kFailedState || absl::IsInternal(added);
      if (!added.ok() && !left_out) co_return added;
      if (left_out) run.complete = false;
    }
    wanted.after = std::move(page.next);
  } while (!wanted.after.empty() && tally.read < kMostEntries);
  run.complete = run.complete && wanted.after.empty();
  for (absl::CivilDay monday = UtcWeekOf(period.start); monday <= LastWeekOf(period); monday += 7) {
    const Tally::Week& week = tally.weeks[monday];
    run.weeks.push_back(Told(monday, week.entries, week.patients, week.alerting_entries, week.alerting_patients));
  }
  co_return run;
}

}  // namespace careloop::journal
