#include "services/journal/domain/alerting.h"

#include <algorithm>

#include "common/base/status_macros.h"

namespace careloop::journal {

Task<absl::StatusOr<Alerting::Decided>> Alerting::Decide(const Call& call, Entry& entry, const Entry* before,
                                                         bool anew) {
  CO_ASSIGN_OR_RETURN(Decided decided, co_await BasisFor(call, entry, anew));
  const AlertBasis& basis = decided.basis;
  std::shared_ptr<const RulesInForce> rules = sets_.Known();
  if (basis.rules > rules->number) {
    CO_RETURN_IF_ERROR(co_await sets_.Refresh(call));
    rules = sets_.Known();
  }
  if (before == nullptr) entry.number = basis.entries + 1;
  decided.plan = PlanAlerts(entry, before, basis, *rules, random_);
  co_return decided;
}

// Without the plan.
Task<absl::StatusOr<Alerting::Decided>> Alerting::BasisFor(const Call& call, const Entry& entry, bool anew) {
  const absl::Time needed = entry.occurred - absl::Hours(24) * kMostDaysBack;
  std::optional<AlertBasis> basis = kept_.Take(entry.patient);
  if (anew || !basis || basis->since > needed) {
    CO_ASSIGN_OR_RETURN(basis, co_await store_.Basis(call, entry.patient, needed, std::nullopt));
  }
  Decided decided{.basis = *std::move(basis), .plan = {}, .latest = std::nullopt};
  if (decided.basis.recent.KeepsLatestBefore(entry.occurred, kMostRecentEntries)) co_return decided;
  decided.latest = std::move(decided.basis);
  CO_ASSIGN_OR_RETURN(decided.basis, co_await store_.Basis(call, entry.patient, needed, entry.occurred));
  if (decided.latest->version != decided.basis.version) decided.latest.reset();  // it has changed since that was read
  co_return decided;
}

void Alerting::Stored(const Entry& entry, Decided decided) {
  const AlertPlan& plan = decided.plan;
  const auto is_sent = [](const std::vector<Alert>& alerts) {
    return std::any_of(alerts.begin(), alerts.end(), [](const Alert& alert) { return alert.is_sent(); });
  };
  if (is_sent(plan.opened) || is_sent(plan.added)) on_queued_();
  if (decided.latest) decided.basis = *std::move(decided.latest);
  if (decided.basis.until) return;  // which is of no use to a later entry
  kept_.Put(entry.patient, After(std::move(decided.basis), entry, plan));
}

void Alerting::Forget(const std::string& patient) { kept_.Forget(patient); }

}  // namespace careloop::journal
