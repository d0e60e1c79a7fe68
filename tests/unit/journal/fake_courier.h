#ifndef CARELOOP_TESTS_UNIT_JOURNAL_FAKE_COURIER_H_
#define CARELOOP_TESTS_UNIT_JOURNAL_FAKE_COURIER_H_

#include <vector>

#include "services/journal/domain/share_delivery.h"

namespace careloop::journal {

struct FakeCourier final : ShareCourier {
  std::vector<Share> delivered;
  std::vector<ShareRevocation> revocations;
  absl::Status failure;

  Task<absl::Status> DeliverRevocation(const ShareRevocation& revocation) override {
    if (!failure.ok()) co_return failure;
    revocations.push_back(revocation);
    co_return absl::OkStatus();
  }
  Task<absl::StatusOr<ShareDelivered>> Deliver(const Share& share) override {
    if (!failure.ok()) co_return failure;
    delivered.push_back(share);
    co_return ShareDelivered{"patients/" + share.patient + "/threads/t1", share.created + absl::Seconds(1)};
  }
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_UNIT_JOURNAL_FAKE_COURIER_H_
