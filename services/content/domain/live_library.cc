#include "services/content/domain/live_library.h"

#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace careloop::content {

absl::StatusOr<std::shared_ptr<const Library>> LiveLibrary::Current() const {
  std::shared_ptr<const Library> current = Snapshot();
  if (current != nullptr) return current;
  return StoreUnavailable("the publications have not been loaded yet");
}

std::shared_ptr<const Library> LiveLibrary::Snapshot() const {
  const MutexLock lock(mutex_);
  return current_;
}

void LiveLibrary::Replace(std::shared_ptr<const Library> next) {
  const MutexLock lock(mutex_);
  current_.swap(next);  // what it held is released outside the lock, by the caller's frame
}

Task<absl::Status> LiveLibrary::OfferDisclaimers(Deadline deadline) {
  for (Disclaimer& disclaimer : site_.disclaimers.All()) {
    CO_RETURN_IF_ERROR(co_await store_.OfferDisclaimer(std::move(disclaimer), clock_.Now(), deadline));
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::shared_ptr<const Library>>> LiveLibrary::LoadAfter(std::shared_ptr<const Library> base,
                                                                            Deadline deadline) {
  if (base == nullptr) CO_RETURN_IF_ERROR(co_await OfferDisclaimers(deadline));
  int64_t version = base == nullptr ? 0 : base->version();
  std::vector<Change> changes;
  for (bool complete = false; !complete;) {
    CO_ASSIGN_OR_RETURN(Changes more, co_await store_.ChangesAfter(version, deadline));
    if (more.version < version) {  // the store was set back: what we hold may never have been
      auto anew = co_await LoadAfter(nullptr, deadline);
      co_return anew;
    }
    std::move(more.changes.begin(), more.changes.end(), std::back_inserter(changes));
    version = more.version;
    complete = more.complete;
  }
  if (base != nullptr && version == base->version()) co_return base;
  co_return std::make_shared<const Library>(site_, base.get(), version, std::move(changes));
}

Task<absl::Status> LiveLibrary::ReadChanges(Deadline deadline) {
  const std::shared_ptr<const Library> base = Snapshot();
  CO_ASSIGN_OR_RETURN(std::shared_ptr<const Library> next, co_await LoadAfter(base, deadline));
  const bool changes = next != base;
  Replace(std::move(next));
  if (base == nullptr) on_loaded_();
  if (changes) on_change_();
  co_return absl::OkStatus();
}

Task<absl::Status> LiveLibrary::Refresh(Deadline deadline) {
  while (true) {
    const std::optional<absl::Status> shared = co_await readings_.Join();
    if (!shared) {
      absl::Status outcome = co_await ReadChanges(deadline);
      readings_.End(outcome);
      co_return outcome;
    }
    // The one who read may have had less time than is left here.
    const bool again = absl::IsDeadlineExceeded(*shared) && std::chrono::steady_clock::now() < deadline;
    if (!again) co_return *shared;
  }
}

void LiveLibrary::Follow(Scheduler& scheduler, std::function<void(const absl::Status&)> failed) {
  StartDetached(Poll(scheduler, std::move(failed), absl::StatusCode::kOk));
}

void LiveLibrary::Wake() { StartDetached(RefreshOnce()); }

Task<absl::StatusOr<Disclaimer>> LiveLibrary::RequiredDisclaimer(std::string language, Deadline deadline) {
  CO_ASSIGN_OR_RETURN(const auto library, Current());
  if (const Disclaimer* disclaimer = library->disclaimers().In(language)) co_return *disclaimer;
  CO_RETURN_IF_ERROR(co_await Refresh(deadline));
  CO_ASSIGN_OR_RETURN(const auto refreshed, Current());
  co_return refreshed->disclaimers().Required(language);
}

Deadline LiveLibrary::PollDeadline() const { return DeadlineAfter(Snapshot() == nullptr ? kLoadLimit : kPollLimit); }

Task<void> LiveLibrary::RefreshOnce() {
  const absl::Status status = co_await Refresh(PollDeadline());
  status.IgnoreError();  // the next poll tries again, and tells
}

Task<void> LiveLibrary::Poll(Scheduler& scheduler, std::function<void(const absl::Status&)> failed,
                             absl::StatusCode before) {
  const absl::Status status = co_await Refresh(PollDeadline());
  if (!status.ok() && status.code() != before) failed(status);
  scheduler.After(kPollInterval,
                  [this, &scheduler, failed, code = status.code()] { StartDetached(Poll(scheduler, failed, code)); });
}

}  // namespace careloop::content
