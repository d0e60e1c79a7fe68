#include "common/rpc/admission.h"

#include <utility>

#include "absl/hash/hash.h"
#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop::rpc {

Admission::Ticket::Ticket(Ticket&& other) noexcept
    : admission_(std::exchange(other.admission_, nullptr)), caller_(std::move(other.caller_)) {}

Admission::Ticket& Admission::Ticket::operator=(Ticket&& other) noexcept {
  std::swap(admission_, other.admission_);
  std::swap(caller_, other.caller_);
  return *this;
}

Admission::Ticket::~Ticket() {
  if (admission_ != nullptr) admission_->Release(caller_);
}

absl::StatusOr<Admission::Ticket> Admission::Admit(const std::string& caller) {
  if (total_.fetch_add(1, std::memory_order_relaxed) >= limits_.total) {
    total_.fetch_sub(1, std::memory_order_relaxed);
    return Refusal(limits_.total, "this service");
  }
  Shard& shard = ShardOf(caller);
  MutexLock lock(shard.mutex);
  int& count = shard.counts[caller];
  if (count >= limits_.per_caller) {
    total_.fetch_sub(1, std::memory_order_relaxed);
    return Refusal(limits_.per_caller, "one person");
  }
  ++count;
  return Ticket(this, caller);
}

void Admission::Release(const std::string& caller) {
  total_.fetch_sub(1, std::memory_order_relaxed);
  Shard& shard = ShardOf(caller);
  MutexLock lock(shard.mutex);
  const auto entry = shard.counts.find(caller);
  if (--entry->second == 0) shard.counts.erase(entry);
}

Admission::Shard& Admission::ShardOf(const std::string& caller) {
  return shards_[absl::HashOf(caller) % shards_.size()];
}

absl::Status Admission::Refusal(int limit, const char* whose) const {
  return Error(absl::StatusCode::kResourceExhausted, reason::kTooManyCalls,
               StrCat(what_, ": ", whose, " already has ", limit, ", which is the limit; wait for one to end"));
}

}  // namespace careloop::rpc
