#ifndef CARELOOP_SERVICES_JOURNAL_STORE_SHARE_OUTBOX_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_SHARE_OUTBOX_H_

#include <string>

#include "absl/status/status.h"
#include "common/base/task.h"
#include "common/store/outbox.h"
#include "services/journal/domain/share_delivery.h"

namespace careloop::journal {

// The lane of a share for an OutboxRelay: its patient, whose thread then tells of shares in the order in which they
// were created, whatever else waits.
std::string LaneOfShareItem(const store::OutboxItem& item);

// Delivers the item that RedisShareStore::Create put into the outbox, or notes that it is given up. For an OutboxRelay;
// safe to repeat.
Task<absl::Status> DeliverShareItem(ShareDelivery& delivery, store::OutboxItem item);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_SHARE_OUTBOX_H_
