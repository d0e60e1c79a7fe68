#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_DELIVERY_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_DELIVERY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "services/journal/domain/share.h"
#include "services/journal/domain/share_store.h"

namespace careloop::journal {

struct ShareRevocation {
  std::string patient;
  std::string id;  // of the share
  absl::Time revoked;
};

// The port to messaging for telling a care team of a share, with the patient's recorded decision. Thread-safe.
class ShareCourier {
 public:
  virtual ~ShareCourier() = default;

  // Puts the share's message into a thread, once however often it is called, and answers where it is. What went wrong
  // between us and messaging is UNAVAILABLE; what messaging refuses for good keeps its code.
  virtual Task<absl::StatusOr<ShareDelivered>> Deliver(const Share& share) = 0;

  // Lets the share's message say that it is revoked, also one that is delivered later. Once however often it is called,
  // with errors like those of Deliver.
  virtual Task<absl::Status> DeliverRevocation(const ShareRevocation& revocation) = 0;
};

// Tells the care team of a share, then notes that it has been told: a share is "delivered" only after it is. A share
// that was revoked meanwhile is told of all the same, and its revocation by itself, before or after it: what it opens
// is decided at each reading, whatever the team has been told.
class ShareDelivery {
 public:
  ShareDelivery(ShareCourier& courier, ShareStore& store, const Clock& clock)
      : courier_(courier), store_(store), clock_(clock) {}

  // Safe to repeat. OK: delivered and noted.
  Task<absl::Status> Deliver(Share share);
  // Safe to repeat. Nothing is to be noted.
  Task<absl::Status> DeliverRevocation(ShareRevocation revocation);

  // Notes that a share is given up, since Deliver answered `refusal`.
  Task<absl::Status> GiveUp(Share share, absl::StatusCode refusal);

 private:
  ShareCourier& courier_;
  ShareStore& store_;
  const Clock& clock_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_SHARE_DELIVERY_H_
