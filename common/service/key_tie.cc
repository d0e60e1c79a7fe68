#include "common/service/key_tie.h"

#include <chrono>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/log/log.h"

namespace careloop::service {
namespace {

constexpr std::chrono::seconds kWait{5};

}  // namespace

absl::StatusOr<redis::StoreTie> KeyTie::ForRedis() {
  ASSIGN_OR_RETURN(KeyStore::StoreId id, keys_.Id());
  return redis::StoreTie{.kept = StrCat("the key folder ", keys_.folder()),
                         .id = std::move(id.id),
                         .is_new = id.is_new,
                         .told = [this](const absl::Status& tied) {
                           if (tied.ok()) to_confirm_ = true;
                           Tell(tied);
                         }};
}

void KeyTie::OnFirstOutcome() { Tell(absl::OkStatus()); }

void KeyTie::Tell(const absl::Status& tied) {
  if (!std::exchange(told_, true)) first_.set_value(tied);
}

absl::Status KeyTie::Await() {
  std::future<absl::Status> first = first_.get_future();
  if (first.wait_for(kWait) != std::future_status::ready) return absl::OkStatus();
  RETURN_IF_ERROR(first.get());
  Poll();
  return absl::OkStatus();
}

void KeyTie::Poll() {
  if (!to_confirm_.exchange(false)) return;
  const absl::Status noted = keys_.ConfirmId();
  if (noted.ok()) return;
  to_confirm_ = true;
  if (!std::exchange(failed_, true)) log::LogEvent(log::Level::kWarning, "key_folder_not_writable");
}

}  // namespace careloop::service
