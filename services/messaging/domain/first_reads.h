#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_FIRST_READS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_FIRST_READS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/task.h"
#include "services/messaging/domain/conversations.h"

namespace careloop::messaging {

// When each message of a thread was first marked as read by somebody of the other side: what staff or nobody sent by
// the patient's side, what that side sent by staff. Reads the receipts twice, once for each side, and holds a page of
// each, however many there are. For one caller, who asks of one message after the other.
class FirstReads {
 public:
  // Reads the receipts after a place.
  using Pages = std::function<Task<absl::StatusOr<Conversations::ReceiptPage>>(int64_t above)>;

  explicit FirstReads(Pages pages) : pages_(std::move(pages)) {}

  // Nothing if nobody has. Of messages in ascending order. Fails as the pages do.
  Task<absl::StatusOr<std::optional<absl::Time>>> Of(const Message& message);

 private:
  // What has been read of the receipts to find those of one side. The first one up to some number is never before the
  // first one up to a lower number, so they are looked through once.
  struct Reading {
    bool by_staff;
    std::vector<ReadReceipt> page = {};
    size_t next = 0;
    int64_t above = 0;
    bool more = true;

    std::optional<absl::Time> Find(int64_t number);
  };

  const Pages pages_;
  Reading by_staff_{.by_staff = true};
  Reading by_patients_side_{.by_staff = false};
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_FIRST_READS_H_
