#include "services/journal/domain/share_delivery.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/journal/domain/instant.h"

namespace careloop::journal {

Task<absl::Status> ShareDelivery::Deliver(Share share) {
  CO_ASSIGN_OR_RETURN(ShareDelivered delivered, co_await courier_.Deliver(share));
  const absl::Status noted =
      co_await store_.MarkDelivered(std::move(share.patient), std::move(share.id), std::move(delivered));
  co_return noted;
}

Task<absl::Status> ShareDelivery::DeliverRevocation(ShareRevocation revocation) {
  const absl::Status delivered = co_await courier_.DeliverRevocation(revocation);
  co_return delivered;
}

Task<absl::Status> ShareDelivery::GiveUp(Share share, absl::StatusCode refusal) {
  const ShareRefused refused{
      refusal == absl::StatusCode::kFailedPrecondition ? RefusalReason::kNotEnrolled : RefusalReason::kRejected,
      StoredInstant(clock_.Now())};
  const absl::Status noted = co_await store_.MarkRefused(std::move(share.patient), std::move(share.id), refused);
  co_return noted;
}

}  // namespace careloop::journal
