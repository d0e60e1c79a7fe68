#ifndef CARELOOP_SERVICES_JOURNAL_STORE_SHARE_OUTBOX_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_SHARE_OUTBOX_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/task.h"
#include "common/crypto/patient_keys.h"
#include "common/store/idempotency.h"
#include "common/store/outbox.h"
#include "services/journal/domain/share_delivery.h"
#include "services/journal/domain/undelivered.h"

namespace careloop::journal {

// The kind of the outbox item of a share's revocation, whose id is that of the share's item and "/revocation".
inline constexpr char kRevocationKind[] = "revocation";

// The lane of a share, and of its revocation, for an OutboxRelay: its patient, whose thread then tells of shares in the
// order in which they were created, whatever else waits.
std::string LaneOfShareItem(const store::OutboxItem& item);

// Delivers the item that RedisShareStore::Create put into the outbox, or notes that it is given up; or the item of its
// Revoke. For an OutboxRelay; safe to repeat.
Task<absl::Status> DeliverShareItem(ShareDelivery& delivery, PatientKeys& keys, store::OutboxItem item);

// The outbox as an operator sees it: an item's id is the name of its share, with the patient's pseudonym. What waits of
// a patient who was erased, or whose keys are lost, is not shown, and counted.
class OutboxUndelivered final : public UndeliveredStore {
 public:
  OutboxUndelivered(store::Outbox& outbox, const store::Idempotency& idempotency, PatientKeys& keys)
      : outbox_(outbox), idempotency_(idempotency), keys_(keys) {}

  Task<absl::StatusOr<DeliveryQueue>> List(const Call& call, PageRequest page) override;
  Task<absl::StatusOr<int>> Retry(const Call& call, std::vector<std::string> names) override;

 private:
  store::Outbox& outbox_;
  const store::Idempotency& idempotency_;
  PatientKeys& keys_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_SHARE_OUTBOX_H_
