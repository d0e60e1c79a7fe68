#ifndef CARELOOP_COMMON_RPC_REPLY_STREAM_H_
#define CARELOOP_COMMON_RPC_REPLY_STREAM_H_

#include <grpcpp/alarm.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <chrono>
#include <coroutine>
#include <functional>
#include <memory>
#include <utility>

#include "common/base/clock.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/base/task.h"
#include "common/rpc/educational.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/status_map.h"

namespace careloop::rpc {

// A stream that one coroutine writes from its beginning to its end, as fast as the client reads: a download, an export.
// CallRunner::Stream makes it, runs the coroutine and ends it. Not thread-safe for the writer, of whom there is one.
//
//   CO_RETURN_IF_ERROR(co_await stream.Write(std::move(response)));
//
// The first message of a type that may teach holds an educational message with its disclaimer: what follows are pieces
// of that text, which nobody could check.
template <typename Response>
class ReplyStream final : public grpc::ServerWriteReactor<Response>, public OpenStream {
 public:
  // Awaits that the transport has taken one message, so that no more than one is ever held for a slow reader. Resumes
  // on a thread of gRPC, or at once if nothing more can be written: then and ever after CANCELLED when the client is
  // gone, DEADLINE_EXCEEDED when time has run out, UNAUTHENTICATED when the caller's token is good no longer,
  // DISCLAIMER_MISSING when the guard held the message back; also that the access could not be recorded.
  Task<absl::Status> Write(Response message) {
    if (before_first_) {
      const std::function<Task<absl::Status>()> record = std::exchange(before_first_, nullptr);
      const absl::Status recorded = co_await record();
      if (failure_.ok()) failure_ = recorded;
    }
    const absl::Status written = co_await Writing{*this, std::move(message)};
    co_return written;
  }

  // Whether the client is gone, time has run out or the stream was cut, so that nothing more can be written. From any
  // thread.
  bool over() const { return cancelled_ || expired_ || cut_; }

  void Cut(const absl::Status& status) override {
    MutexLock lock(mutex_);
    if (cut_) {
      if (writing_) context_.TryCancel();
      return;
    }
    why_cut_ = status;
    cut_ = true;
  }

 private:
  friend class CallRunner;

  struct Writing {
    ReplyStream& stream;
    Response message;

    bool await_ready() { return !stream.MayWrite(message); }
    void await_suspend(std::coroutine_handle<> writer) { stream.Start(message, writer); }
    absl::Status await_resume() const { return stream.failure_; }
  };

  // Belongs to gRPC until it is done with it.
  static std::shared_ptr<ReplyStream> Create(grpc::CallbackServerContext& context) {
    auto stream = std::shared_ptr<ReplyStream>(new ReplyStream(context));
    stream->self_ = stream;
    return stream;
  }

  explicit ReplyStream(grpc::CallbackServerContext& context) : context_(context) {}

  // What has to be done before anything is told. Where it fails nothing is.
  void BeforeFirst(std::function<Task<absl::Status>()> record) { before_first_ = std::move(record); }

  // From `deadline` on nothing is written, and a write that the client does not read is given up.
  void Limit(Deadline deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::system_clock::duration>(deadline - std::chrono::steady_clock::now());
    alarm_ = std::make_unique<grpc::Alarm>();
    alarm_->Set(std::chrono::system_clock::now() + left, [keep = self_](bool expired) {
      if (expired) keep->Expire();
    });
  }

  // The end, once; a failure to write counts for more than `status`, which is what the writer made of it.
  absl::Status Outcome(absl::Status status) const { return failure_.ok() ? std::move(status) : failure_; }
  void End(const absl::Status& status) {
    alarm_.reset();
    this->Finish(ToGrpcStatus(status));
  }

  bool MayWrite(const Response& message) {
    if (failure_.ok()) failure_ = Interruption();
    if (failure_.ok()) failure_ = begun_ ? CheckEducational(message) : CheckEducationalStart(message);
    begun_ = true;
    return failure_.ok();
  }

  absl::Status Interruption() {
    if (cut_) {
      MutexLock lock(mutex_);
      return why_cut_;
    }
    if (expired_) {
      return Error(absl::StatusCode::kDeadlineExceeded, reason::kDeadlineExceeded,
                   "the stream was not read to its end in time");
    }
    if (cancelled_) return Error(absl::StatusCode::kCancelled, reason::kCancelled, "the reader has left");
    return absl::OkStatus();
  }

  void Start(const Response& message, std::coroutine_handle<> writer) {
    writer_ = writer;
    {
      MutexLock lock(mutex_);
      writing_ = true;
    }
    this->StartWrite(&message);  // another thread may have gone on with the writer when this returns
  }

  void OnWriteDone(bool ok) override {
    {
      MutexLock lock(mutex_);
      writing_ = false;
    }
    if (!ok) {
      cancelled_ = true;
      failure_ = Interruption();
    }
    writer_.resume();
  }

  // While a write is under way the call cannot be over, and its context is there.
  void Expire() {
    expired_ = true;
    MutexLock lock(mutex_);
    if (writing_) context_.TryCancel();
  }

  void OnCancel() override { cancelled_ = true; }
  void OnDone() override { const std::shared_ptr<ReplyStream> last = std::move(self_); }

  grpc::CallbackServerContext& context_;
  std::unique_ptr<grpc::Alarm> alarm_;
  std::coroutine_handle<> writer_;                    // of the write under way
  std::function<Task<absl::Status>()> before_first_;  // not run yet
  bool begun_ = false;
  absl::Status failure_;  // why nothing more can be written
  std::atomic<bool> cancelled_ = false;
  std::atomic<bool> expired_ = false;
  std::atomic<bool> cut_ = false;
  Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status why_cut_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<ReplyStream> self_;  // gRPC's share
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_REPLY_STREAM_H_
