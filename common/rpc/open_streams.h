#ifndef CARELOOP_COMMON_RPC_OPEN_STREAMS_H_
#define CARELOOP_COMMON_RPC_OPEN_STREAMS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/call/call.h"

namespace careloop::rpc {

// A stream that can be ended from outside while its own code goes on.
class OpenStream {
 public:
  virtual ~OpenStream() = default;

  // Nothing more is written, and the stream ends with `status` once what is being written has left. Told again, it is
  // cut off without that: its client does not read. Thread-safe, never blocks, and nothing once the stream is over.
  virtual void Cut(const absl::Status& status) = 0;
};

// The streams that are open, and whose they are: a token that was good when a stream began may become bad before its
// end. Thread-safe; a Place must not outlive it.
class OpenStreams {
 public:
  // One stream is among them until this is destroyed.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept : streams_(std::exchange(other.streams_, nullptr)), number_(other.number_) {}
    Place& operator=(Place&& other) noexcept;
    ~Place();

   private:
    friend class OpenStreams;
    Place(OpenStreams* streams, uint64_t number) : streams_(streams), number_(number) {}

    OpenStreams* streams_ = nullptr;
    uint64_t number_ = 0;
  };

  Place Add(std::shared_ptr<const Caller> caller, std::weak_ptr<OpenStream> stream);

  size_t size() {
    const MutexLock lock(mutex_);
    return entries_.size();
  }

  // Cuts those whose caller `renew` does not answer, with its status; remembers as whom it answers the others.
  using Renew = std::function<absl::StatusOr<std::shared_ptr<const Caller>>(const std::shared_ptr<const Caller>&)>;
  void Check(const Renew& renew);

 private:
  struct Entry {
    std::shared_ptr<const Caller> caller;
    std::weak_ptr<OpenStream> stream;
  };

  std::vector<std::pair<uint64_t, Entry>> All();
  void Replace(uint64_t number, std::shared_ptr<const Caller> caller);
  void Remove(uint64_t number);

  Mutex mutex_;
  uint64_t last_number_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<uint64_t, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_OPEN_STREAMS_H_
