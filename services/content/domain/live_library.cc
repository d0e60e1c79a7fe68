#include "services/content/domain/live_library.h"

#include <iterator>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::content {

absl::StatusOr<std::shared_ptr<const Library>> LiveLibrary::Current() const {
  std::shared_ptr<const Library> current = Snapshot();
  if (current != nullptr) return current;
  return Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, "the publications have not been loaded yet");
}

std::shared_ptr<const Library> LiveLibrary::Snapshot() const {
  const MutexLock lock(mutex_);
  return current_;
}

bool LiveLibrary::Replace(const std::shared_ptr<const Library>& base, std::shared_ptr<const Library> next) {
  const MutexLock lock(mutex_);
  if (current_ != base) return false;
  current_.swap(next);  // what it held is released outside the lock, by the caller's frame
  return true;
}

absl::Status LiveLibrary::CheckDisclaimer(const Disclaimer& published) const {
  const Disclaimer* ours = site_.disclaimers.In(published.language());
  if (ours == nullptr || ours->version() != published.version() || ours->text() == published.text())
    return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat("disclaimers/", published.language(), ".md: version ", published.version(),
                      " has been published with another text; give this text a new version"));
}

Task<absl::StatusOr<std::shared_ptr<const Library>>> LiveLibrary::LoadAfter(std::shared_ptr<const Library> base,
                                                                            Deadline deadline) {
  int64_t version = base == nullptr ? 0 : base->version();
  std::vector<Revision> published;
  for (bool complete = false; !complete;) {
    CO_ASSIGN_OR_RETURN(Published more, co_await store_.PublishedAfter(version, deadline));
    if (more.version < version) {  // the store was set back: what we hold may never have been
      base = nullptr;
      published.clear();
    }
    for (Revision& revision : more.revisions) {
      CO_RETURN_IF_ERROR(CheckDisclaimer(revision.imprint->disclaimer));
      published.push_back(std::move(revision));
    }
    version = more.version;
    complete = more.complete;
  }
  if (base != nullptr && version == base->version()) co_return base;
  co_return std::make_shared<const Library>(base.get(), version, std::move(published));
}

Task<absl::Status> LiveLibrary::Refresh(Deadline deadline) {
  for (bool replaced = false; !replaced;) {
    const std::shared_ptr<const Library> base = Snapshot();
    CO_ASSIGN_OR_RETURN(std::shared_ptr<const Library> next, co_await LoadAfter(base, deadline));
    replaced = Replace(base, std::move(next));
  }
  co_return absl::OkStatus();
}

void LiveLibrary::Follow(Scheduler& scheduler, std::function<void(const absl::Status&)> failed) {
  StartDetached(Poll(scheduler, std::move(failed), absl::StatusCode::kOk));
}

void LiveLibrary::Wake() { StartDetached(RefreshOnce()); }

Task<void> LiveLibrary::RefreshOnce() {
  const absl::Status status = co_await Refresh(DeadlineAfter(kPollLimit));
  status.IgnoreError();  // the next poll tries again, and tells
}

Task<void> LiveLibrary::Poll(Scheduler& scheduler, std::function<void(const absl::Status&)> failed,
                             absl::StatusCode before) {
  const absl::Status status = co_await Refresh(DeadlineAfter(kPollLimit));
  if (!status.ok() && status.code() != before) failed(status);
  scheduler.After(kPollInterval,
                  [this, &scheduler, failed, code = status.code()] { StartDetached(Poll(scheduler, failed, code)); });
}

}  // namespace careloop::content
