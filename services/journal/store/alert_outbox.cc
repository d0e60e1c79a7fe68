#include "services/journal/store/alert_outbox.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/journal/store/share_outbox.h"

namespace careloop::journal {
namespace {

// Of "patients/PSEUDONYM/alerts/ID/triggers/N"; its patient is the pseudonym.
absl::StatusOr<AlertItem> AlertItemOf(const std::string& id) {
  constexpr size_t kParts = 6;
  const std::vector<std::string> parts = absl::StrSplit(id, '/');
  AlertItem item;
  if (parts.size() != kParts || !absl::SimpleAtoi(parts[5], &item.trigger)) {
    return Error(absl::StatusCode::kInternal, reason::kInternal, "an outbox item has a name of another shape");
  }
  item.patient = parts[1];
  item.alert = parts[3];
  return item;
}

}  // namespace

std::string LaneOfItem(const store::OutboxItem& item) {
  if (item.kind != kAlertKind) return LaneOfShareItem(item);
  return item.id.substr(0, item.id.rfind("/alerts/") + sizeof("/alerts") - 1);
}

Task<absl::Status> DeliverItem(ShareDelivery& shares, AlertDelivery& alerts, PatientKeys& patient_keys,
                               store::OutboxItem item) {
  if (item.kind != kAlertKind) {
    const absl::Status delivered = co_await DeliverShareItem(shares, patient_keys, std::move(item));
    co_return delivered;
  }
  CO_ASSIGN_OR_RETURN(AlertItem alert, AlertItemOf(item.id));
  const auto keys = co_await patient_keys.OfPseudonym(alert.patient);
  if (absl::IsNotFound(keys.status())) co_return absl::OkStatus();  // erased: there is nothing to tell any more
  CO_RETURN_IF_ERROR(keys.status());
  alert.patient = (*keys)->person();
  alert.since = item.put;
  const absl::Status delivered = co_await alerts.Deliver(std::move(alert));
  co_return delivered;
}

}  // namespace careloop::journal
