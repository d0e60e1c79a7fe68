#include "tests/fault/health.h"

#include <future>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace careloop::fault {

// The packaged gRPC has no generated stub for its health service.
HealthCheckResponse::ServingStatus HealthOf(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::TemplatedGenericStub<HealthCheckRequest, HealthCheckResponse> stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(2)));
  const HealthCheckRequest request;
  HealthCheckResponse response;
  std::promise<grpc::Status> answered;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                 [&](grpc::Status status) { answered.set_value(std::move(status)); });
  return answered.get_future().get().ok() ? response.status() : HealthCheckResponse::UNKNOWN;
}

HealthWatch::HealthWatch(const std::shared_ptr<grpc::Channel>& channel) : stub_(channel) {
  stub_.PrepareBidiStreamingCall(&context_, "/grpc.health.v1.Health/Watch", grpc::StubOptions(), this);
  StartWriteLast(&request_, grpc::WriteOptions());
  StartRead(&response_);
  StartCall();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return serving_ || done_; });
}

HealthWatch::~HealthWatch() {
  context_.TryCancel();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return done_; });
}

void HealthWatch::OnReadDone(bool ok) {
  const std::lock_guard lock(mutex_);
  if (!ok) return;
  if (response_.status() == HealthCheckResponse::SERVING) {
    serving_ = true;
    changed_.notify_all();
  } else if (serving_) {
    said_not_serving_ = true;
    context_.TryCancel();
  }
  StartRead(&response_);
}

void HealthWatch::OnDone(const grpc::Status&) {
  const std::lock_guard lock(mutex_);
  done_ = true;
  changed_.notify_all();
}

}  // namespace careloop::fault
