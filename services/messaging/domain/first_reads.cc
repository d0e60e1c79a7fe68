#include "services/messaging/domain/first_reads.h"

#include <utility>

#include "common/base/status_macros.h"

namespace careloop::messaging {

std::optional<absl::Time> FirstReads::Reading::Find(int64_t number) {
  for (; next < page.size(); ++next) {
    const ReadReceipt& receipt = page[next];
    if ((receipt.reader.role == Role::kClinician) == by_staff && receipt.up_to >= number) return receipt.time;
  }
  return std::nullopt;
}

Task<absl::StatusOr<std::optional<absl::Time>>> FirstReads::Of(const Message& message) {
  const bool sent_by_team = message.sender.role == Role::kClinician || message.automatic;
  Reading& reading = sent_by_team ? by_patients_side_ : by_staff_;
  std::optional<absl::Time> found = reading.Find(message.number);
  while (!found && reading.more) {
    CO_ASSIGN_OR_RETURN(auto read, co_await pages_(reading.above));
    if (!read.receipts.empty()) reading.above = read.receipts.back().place;
    reading.page = std::move(read.receipts);
    reading.next = 0;
    reading.more = read.more;
    found = reading.Find(message.number);
  }
  co_return found;
}

}  // namespace careloop::messaging
