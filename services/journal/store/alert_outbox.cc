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
absl::StatusOr<AlertItem> AlertItemOf(const store::OutboxItem& item) {
  constexpr size_t kParts = 6;
  const std::vector<std::string> parts = absl::StrSplit(item.id, '/');
  AlertItem alert{.since = item.put};
  if (parts.size() != kParts || !absl::SimpleAtoi(parts[5], &alert.trigger)) {
    return Error(absl::StatusCode::kInternal, reason::kInternal, "an outbox item has a name of another shape");
  }
  alert.patient = parts[1];
  alert.alert = parts[3];
  return alert;
}

// NOT_FOUND if the patient was erased.
Task<absl::StatusOr<AlertItem>> WithPatient(PatientKeys& patient_keys, absl::StatusOr<AlertItem> alert) {
  CO_RETURN_IF_ERROR(alert.status());
  const auto keys = co_await patient_keys.OfPseudonym(alert->patient);
  CO_RETURN_IF_ERROR(keys.status());
  alert->patient = (*keys)->person();
  co_return alert;
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
  auto alert = co_await WithPatient(patient_keys, AlertItemOf(item));
  if (absl::IsNotFound(alert.status())) co_return absl::OkStatus();  // erased: there is nothing to tell any more
  if (!alert.ok()) {
    alerts.Complain(alert.status(), item.put);
    co_return alert.status();
  }
  const absl::Status delivered = co_await alerts.Deliver(*std::move(alert));
  co_return delivered;
}

}  // namespace careloop::journal
