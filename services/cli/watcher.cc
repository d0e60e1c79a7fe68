#include "services/cli/watcher.h"

#include <algorithm>
#include <random>

#include "common/base/error.h"
#include "google/protobuf/util/time_util.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using Stub = v1::MessagingService::Stub;

constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

bool Passes(const absl::Status& status) {
  return status.ok() || status.code() == absl::StatusCode::kUnavailable || ReasonOf(status) == reason::kStreamTooSlow;
}

absl::Duration Jittered(absl::Duration pause) {
  static std::mt19937 random{std::random_device{}()};
  return pause * std::uniform_real_distribution<>(0.5, 1.0)(random);
}

}  // namespace

absl::Status Watcher::Run(const OnEvent& on_event) {
  pause_ = kFirstPause;
  while (true) {
    absl::Status status = Stream(on_event);
    if (Over()) return absl::OkStatus();
    if (!Passes(status)) return status;
    Pause(Jittered(pause_));
    pause_ = std::min(pause_ * 2, kLongestPause);
  }
}

absl::Status Watcher::Stream(const OnEvent& on_event) {
  ASSIGN_OR_RETURN(const auto channel, client_.ChannelTo(kServedBy<Stub>));
  Stub stub(channel);
  grpc::ClientContext context;
  client_.Authorize(context, kServedBy<Stub>);
  context.set_deadline(absl::ToChronoTime(until_));
  if (!Open(context)) return absl::OkStatus();
  v1::WatchRequest request;
  request.set_resume_token(token_);
  const auto reader = stub.Watch(&context, request);
  v1::WatchResponse event;
  while (reader->Read(&event)) {
    token_ = event.resume_token();
    pause_ = kFirstPause;
    if (event.has_reconnect())
      pause_ =
          2 * absl::Nanoseconds(google::protobuf::util::TimeUtil::DurationToNanoseconds(event.reconnect().delay()));
    if (!on_event(event)) Cancel();
  }
  const grpc::Status status = reader->Finish();
  Close();
  return FromWire(status);
}

void Watcher::Cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  if (open_ != nullptr) open_->TryCancel();
  cancelling_.notify_all();
}

bool Watcher::Open(grpc::ClientContext& context) {
  const std::lock_guard lock(mutex_);
  if (!cancelled_) open_ = &context;
  return !cancelled_;
}

void Watcher::Close() {
  const std::lock_guard lock(mutex_);
  open_ = nullptr;
}

bool Watcher::Over() {
  const std::lock_guard lock(mutex_);
  return cancelled_ || absl::Now() >= until_;
}

void Watcher::Pause(absl::Duration pause) {
  std::unique_lock lock(mutex_);
  cancelling_.wait_for(lock, absl::ToChronoMilliseconds(pause), [this] { return cancelled_; });
}

absl::StatusOr<std::string> WatchToken(const Client& client) {
  v1::ListThreadsRequest request;
  request.set_parent("patients/-");
  request.set_page_size(1);
  ASSIGN_OR_RETURN(const v1::ListThreadsResponse answer, client.Call(&Stub::ListThreads, request));
  return answer.watch_token();
}

}  // namespace careloop::cli
