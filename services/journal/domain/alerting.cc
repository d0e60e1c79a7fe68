#include "services/journal/domain/alerting.h"

#include <algorithm>

#include "common/base/status_macros.h"

namespace careloop::journal {

Task<absl::StatusOr<Alerting::Decided>> Alerting::Decide(const Call& call, Entry& entry, const Entry* before,
                                                         bool anew) {
  CO_ASSIGN_OR_RETURN(std::shared_ptr<const AlertBasis> basis, co_await BasisFor(call, entry, anew));
  std::shared_ptr<const RulesInForce> rules = sets_.Known();
  if (basis->rules > rules->number) {
    CO_RETURN_IF_ERROR(co_await sets_.Refresh(call));
    rules = sets_.Known();
  }
  if (before == nullptr) entry.number = basis->entries + 1;
  AlertPlan plan = PlanAlerts(entry, before, *basis, *rules, random_);
  co_return Decided{std::move(basis), std::move(plan)};
}

Task<absl::StatusOr<std::shared_ptr<const AlertBasis>>> Alerting::BasisFor(const Call& call, const Entry& entry,
                                                                           bool anew) {
  const absl::Time needed = entry.occurred - absl::Hours(24) * kMostDaysBack;
  const auto kept = anew ? nullptr : recent_.Find(entry.patient);
  if (kept && kept->since <= needed) co_return kept;
  const absl::Time asked = clock_.Now();
  CO_ASSIGN_OR_RETURN(AlertBasis read, co_await store_.Basis(call, entry.patient, needed));
  auto basis = std::make_shared<const AlertBasis>(std::move(read));
  recent_.Put(entry.patient, asked, basis);
  co_return basis;
}

void Alerting::Stored(const Entry& entry, Decided decided) {
  const AlertPlan& plan = decided.plan;
  const auto is_sent = [](const std::vector<Alert>& alerts) {
    return std::any_of(alerts.begin(), alerts.end(), [](const Alert& alert) { return alert.is_sent(); });
  };
  if (is_sent(plan.opened) || is_sent(plan.added)) on_queued_();
  recent_.Put(entry.patient, clock_.Now(), std::make_shared<const AlertBasis>(After(*decided.basis, entry, plan)));
}

void Alerting::Forget(const std::string& patient) { recent_.Put(patient, absl::InfinitePast(), nullptr); }

}  // namespace careloop::journal
