#include "services/journal/domain/undelivered.h"

namespace careloop::journal {

Task<absl::StatusOr<DeliveryQueue>> Undelivered::List(const Call& call, PageRequest page) {
  return store_.List(call, std::move(page));
}

Task<absl::StatusOr<int>> Undelivered::Retry(const Call& call, std::vector<std::string> names) {
  auto queued = co_await store_.Retry(call, std::move(names));
  if (queued.ok()) on_queued_();
  co_return queued;
}

}  // namespace careloop::journal
