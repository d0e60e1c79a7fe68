#ifndef CARELOOP_COMMON_RPC_EVENT_STREAM_H_
#define CARELOOP_COMMON_RPC_EVENT_STREAM_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/rpc/educational.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/status_map.h"

namespace careloop::rpc {

// One server stream: a bounded queue, one write in flight, ended once. The only stream reactor of the project.
//
// Shared by gRPC, which holds it until OnDone, and its producer. Push and End are thread-safe and never block. A reader
// that is so slow that the queue fills is cut with RESOURCE_EXHAUSTED, reason STREAM_TOO_SLOW: it resumes from its last
// token.
template <typename Response>
class EventStream final : public grpc::ServerWriteReactor<Response>,
                          public OpenStream,
                          public std::enable_shared_from_this<EventStream<Response>> {
 public:
  using Message = std::shared_ptr<const Response>;
  using Ended = std::function<void(const absl::Status&)>;

  static std::shared_ptr<EventStream> Create(grpc::CallbackServerContext& context, size_t queue_limit) {
    auto stream = std::shared_ptr<EventStream>(new EventStream(context, queue_limit));
    stream->self_ = stream;
    return stream;
  }

  // `ended` runs once, when the stream is over for whatever reason, on any thread; at once if it is over already.
  void OnEnded(Ended ended) {
    {
      MutexLock lock(mutex_);
      if (!done_) {
        ended_ = std::move(ended);
        return;
      }
    }
    ended(status_);
  }

  // False if the stream has ended or is ended by this.
  bool Push(Message message) {
    if (absl::Status guarded = CheckEducational(*message); !guarded.ok()) {
      End(std::move(guarded));
      return false;
    }
    MutexLock lock(mutex_);
    if (ending_) return false;
    if (queue_.size() >= queue_limit_) {
      queue_.clear();
      EndLocked(Error(absl::StatusCode::kResourceExhausted, reason::kStreamTooSlow,
                      "the stream was read too slowly; resume from the last token"));
      return false;
    }
    queue_.push_back(std::move(message));
    WriteNext();
    return true;
  }

  // Writes what is queued, then ends the stream. The first End counts.
  void End(absl::Status status) {
    MutexLock lock(mutex_);
    EndLocked(std::move(status));
  }

  // What is queued is not written either. While a write is under way the call cannot be over, and its context is there.
  void Cut(const absl::Status& status) override {
    MutexLock lock(mutex_);
    queue_.clear();
    if (ending_ && writing_ != nullptr) context_.TryCancel();
    EndLocked(status);
  }

 private:
  EventStream(grpc::CallbackServerContext& context, size_t queue_limit)
      : context_(context), queue_limit_(queue_limit) {}

  void OnWriteDone(bool ok) override {
    MutexLock lock(mutex_);
    writing_.reset();
    if (!ok) Abandon();
    WriteNext();
  }

  void OnCancel() override {
    MutexLock lock(mutex_);
    Abandon();
  }

  void OnDone() override {
    const std::shared_ptr<EventStream> keep = self_;
    Ended ended;
    {
      MutexLock lock(mutex_);
      self_.reset();
      done_ = true;
      ended = std::move(ended_);
    }
    if (ended) ended(status_);
  }

  // Nobody reads any more.
  void Abandon() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    queue_.clear();
    EndLocked(Error(absl::StatusCode::kCancelled, reason::kCancelled, "the reader has left"));
  }

  void EndLocked(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (ending_) return;
    ending_ = true;
    status_ = std::move(status);
    WriteNext();
  }

  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ != nullptr || finished_) return;
    if (!queue_.empty()) {
      writing_ = std::move(queue_.front());
      queue_.pop_front();
      this->StartWrite(writing_.get());
    } else if (ending_) {
      finished_ = true;
      this->Finish(ToGrpcStatus(status_));
    }
  }

  grpc::CallbackServerContext& context_;
  const size_t queue_limit_;
  Mutex mutex_;
  std::deque<Message> queue_ ABSL_GUARDED_BY(mutex_);
  Message writing_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  Ended ended_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_;                // written before finished_, read after
  std::shared_ptr<EventStream> self_;  // gRPC's share, given back in OnDone
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_EVENT_STREAM_H_
