#include "services/journal/store/share_outbox.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/store/outbox_relay.h"
#include "services/journal/store/share_codec.h"

namespace careloop::journal {

std::string LaneOfShareItem(const store::OutboxItem& item) {
  return item.id.substr(0, item.id.rfind("/shares/"));  // of "patients/PATIENT/shares/ID"
}

Task<absl::Status> DeliverShareItem(ShareDelivery& delivery, store::OutboxItem item) {
  CO_ASSIGN_OR_RETURN(Share share, DecodeShare(item.payload));
  const absl::Status delivered = co_await delivery.Deliver(share);
  if (!store::RefusedForGood(delivered)) co_return delivered;
  // Before the relay buries the item: a share that nobody delivers any more must not go on saying that it is queued.
  const absl::Status noted = co_await delivery.GiveUp(std::move(share), delivered.code());
  co_return noted.ok() ? delivered : noted;
}

Task<absl::StatusOr<DeliveryQueue>> OutboxUndelivered::List(const Call&, PageRequest page) {
  CO_ASSIGN_OR_RETURN(auto dead, co_await outbox_.Dead(static_cast<size_t>(page.size), std::move(page.after)));
  CO_ASSIGN_OR_RETURN(const auto state, co_await outbox_.State());
  DeliveryQueue queue{.given_up = {.items = {}, .next = std::move(dead.next)},
                      .given_up_count = state.dead,
                      .waiting = state.waiting,
                      .oldest = state.oldest};
  for (store::DeadItem& item : dead.items) {
    queue.given_up.items.push_back({std::move(item.id), item.attempts, item.buried});
  }
  co_return queue;
}

Task<absl::StatusOr<int>> OutboxUndelivered::Retry(const Call& call, std::vector<std::string> names) {
  return outbox_.Revive(call, idempotency_, std::move(names));
}

}  // namespace careloop::journal
