#include "common/rpc/open_streams.h"

namespace careloop::rpc {

OpenStreams::Place& OpenStreams::Place::operator=(Place&& other) noexcept {
  std::swap(streams_, other.streams_);
  std::swap(number_, other.number_);
  return *this;
}

OpenStreams::Place::~Place() {
  if (streams_ != nullptr) streams_->Remove(number_);
}

OpenStreams::Place OpenStreams::Add(std::shared_ptr<const Caller> caller, std::weak_ptr<OpenStream> stream) {
  const MutexLock lock(mutex_);
  entries_.emplace(++last_number_, Entry{std::move(caller), std::move(stream)});
  return Place(this, last_number_);
}

void OpenStreams::Remove(uint64_t number) {
  const MutexLock lock(mutex_);
  entries_.erase(number);
}

void OpenStreams::Replace(uint64_t number, std::shared_ptr<const Caller> caller) {
  const MutexLock lock(mutex_);
  if (const auto entry = entries_.find(number); entry != entries_.end()) entry->second.caller = std::move(caller);
}

std::vector<std::pair<uint64_t, OpenStreams::Entry>> OpenStreams::All() {
  const MutexLock lock(mutex_);
  return {entries_.begin(), entries_.end()};
}

void OpenStreams::Check(const Renew& renew) {
  const auto all = All();  // a stream that is cut gives its place back
  for (const auto& [number, entry] : all) {
    auto caller = renew(entry.caller);
    if (caller.ok()) {
      if (*caller != entry.caller) Replace(number, *std::move(caller));
    } else if (const std::shared_ptr<OpenStream> stream = entry.stream.lock()) {
      stream->Cut(caller.status());
    }
  }
}

}  // namespace careloop::rpc
