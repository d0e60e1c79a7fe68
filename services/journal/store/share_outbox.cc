#include "services/journal/store/share_outbox.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/journal/store/share_codec.h"

namespace careloop::journal {

std::string LaneOfShareItem(const store::OutboxItem& item) {
  return item.id.substr(0, item.id.rfind("/shares/"));  // of "patients/PATIENT/shares/ID"
}

Task<absl::Status> DeliverShareItem(ShareDelivery& delivery, store::OutboxItem item) {
  CO_ASSIGN_OR_RETURN(Share share, DecodeShare(item.payload));
  const absl::Status delivered = co_await delivery.Deliver(std::move(share));
  co_return delivered;
}

}  // namespace careloop::journal
