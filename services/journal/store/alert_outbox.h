#ifndef CARELOOP_SERVICES_JOURNAL_STORE_ALERT_OUTBOX_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_ALERT_OUTBOX_H_

#include <string>

#include "common/base/task.h"
#include "common/crypto/patient_keys.h"
#include "common/store/outbox.h"
#include "services/journal/domain/alert_delivery.h"
#include "services/journal/domain/share_delivery.h"

namespace careloop::journal {

// The kind of the outbox items that are never given up.
inline constexpr char kAlertKind[] = "alert";

// The lane of an item of the journal for an OutboxRelay: its patient, and alerts apart from shares, so that no alert
// waits for one. A thread then tells of things in the order in which they happened.
std::string LaneOfItem(const store::OutboxItem& item);

// Delivers an item of any kind. For an OutboxRelay; safe to repeat.
Task<absl::Status> DeliverItem(ShareDelivery& shares, AlertDelivery& alerts, PatientKeys& keys, store::OutboxItem item);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_ALERT_OUTBOX_H_
