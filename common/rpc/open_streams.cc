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

std::vector<OpenStreams::Entry> OpenStreams::All() {
  const MutexLock lock(mutex_);
  std::vector<Entry> all;
  all.reserve(entries_.size());
  for (const auto& [number, entry] : entries_) all.push_back(entry);
  return all;
}

void OpenStreams::Check(const std::function<absl::Status(const Caller&)>& check) {
  const std::vector<Entry> all = All();  // a stream that is cut gives its place back
  for (const Entry& entry : all) {
    const absl::Status status = check(*entry.caller);
    if (status.ok()) continue;
    if (const std::shared_ptr<OpenStream> stream = entry.stream.lock()) stream->Cut(status);
  }
}

}  // namespace careloop::rpc
