#include "services/journal/domain/alert_delivery.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/journal/domain/instant.h"

namespace careloop::journal {

Task<absl::Status> AlertDelivery::Deliver(AlertItem item) {
  const absl::Time since = item.since;
  const absl::Status delivered = co_await DeliverNow(std::move(item));
  Complain(delivered, since);
  co_return delivered;
}

Task<absl::Status> AlertDelivery::DeliverNow(AlertItem item) {
  const Deadline deadline = DeadlineAfter(kStoreLimit);
  CO_ASSIGN_OR_RETURN(const std::optional<Alert> alert, co_await store_.Find(deadline, item.patient, item.alert));
  if (!alert || item.trigger >= alert->triggers.size()) {
    co_return Error(absl::StatusCode::kInternal, reason::kInternal, "an alert that waits to be delivered is not there");
  }
  if (alert->is_delivered(item.trigger)) co_return absl::OkStatus();
  const absl::Status delivered = co_await Deliver(*alert, item.trigger);
  co_return delivered;
}

Task<absl::Status> AlertDelivery::Deliver(const Alert& alert, size_t trigger) {
  const Deadline deadline = DeadlineAfter(kStoreLimit);
  CO_ASSIGN_OR_RETURN(const std::optional<AlertConsent> consent, co_await store_.Decision(deadline, alert.patient, 0));
  AlertDelivered delivered{.thread = "", .time = StoredInstant(clock_.Now())};
  if (MayBeTold(alert, trigger, consent)) {
    CO_ASSIGN_OR_RETURN(delivered, co_await threads_.Deliver(alert, trigger, *consent));
  }
  const absl::Status noted = co_await store_.MarkDelivered(alert.patient, alert.id, trigger, std::move(delivered));
  co_return noted;
}

void AlertDelivery::Complain(const absl::Status& failure, absl::Time since) const {
  const absl::Duration waited = clock_.Now() - since;
  if (!failure.ok() && waited > limit_) on_overdue_(waited);
}

}  // namespace careloop::journal
