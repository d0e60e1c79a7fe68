#include "services/content/search/index_follower.h"

#include <sys/resource.h>

#include <utility>

namespace careloop::content {
namespace {

constexpr int kNiceness = 10;

}  // namespace

IndexFollower::IndexFollower(const LiveLibrary& library, SearchIndex& index,
                             std::function<void(const absl::Status&)> failed)
    : library_(library), index_(index), failed_(std::move(failed)), thread_([this] { Run(); }) {}

IndexFollower::~IndexFollower() {
  stop_.release();
  wakes_.release();
  thread_.join();
}

void IndexFollower::Run() {
  setpriority(PRIO_PROCESS, 0, kNiceness);  // of this thread alone, on Linux
  for (bool stopped = false; !stopped;) {
    wakes_.acquire();
    while (wakes_.try_acquire()) {
    }
    stopped = stop_.try_acquire() || stop_.try_acquire_for(Update());
  }
}

std::chrono::milliseconds IndexFollower::Update() {
  const auto library = library_.Current();
  if (!library.ok()) return std::chrono::milliseconds::zero();  // there will be a first change
  const absl::Status status = index_.Update(**library);
  if (!status.ok() && status.code() != before_) failed_(status);
  before_ = status.code();
  if (status.ok()) return kPause;
  Wake();
  return kRetry;
}

}  // namespace careloop::content
