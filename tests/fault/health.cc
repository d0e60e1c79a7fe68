#include "tests/fault/health.h"

#include <future>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace careloop::fault {

HealthCheckResponse::ServingStatus HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(2)));
  HealthCheckRequest request;
  request.set_service(service);
  HealthCheckResponse response;
  // Not a blocking call: those look after connections only while they wait, so that with nothing else in the process a
  // reconnection may not get on between them. The first callback starts threads that always do.
  const auto stub = Health::NewStub(channel);
  std::promise<grpc::Status> answered;
  stub->async()->Check(&context, &request, &response,
                       [&](grpc::Status status) { answered.set_value(std::move(status)); });
  const grpc::Status status = answered.get_future().get();
  if (status.error_code() == grpc::StatusCode::NOT_FOUND) return HealthCheckResponse::SERVICE_UNKNOWN;
  return status.ok() ? response.status() : HealthCheckResponse::UNKNOWN;
}

HealthWatch::HealthWatch(const std::shared_ptr<grpc::Channel>& channel) : stub_(Health::NewStub(channel)) {
  stub_->async()->Watch(&context_, &request_, this);
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
  }
  StartRead(&response_);
}

void HealthWatch::OnDone(const grpc::Status&) {
  const std::lock_guard lock(mutex_);
  done_ = true;
  changed_.notify_all();
}

}  // namespace careloop::fault
