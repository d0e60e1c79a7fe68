#include "tests/bench/closed_loop.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <unistd.h>

#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "tests/bench/process.h"

namespace careloop::bench {
namespace {

struct CpuTimes {
  absl::Duration client;
  absl::Duration server;
  absl::Duration redis;
};

CpuTimes Now(pid_t server, pid_t redis) {
  return {CpuTime(getpid()), CpuTime(server), redis > 0 ? CpuTime(redis) : absl::ZeroDuration()};
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

ClosedLoop::ClosedLoop(std::vector<std::unique_ptr<Place>> places, pid_t server, pid_t redis)
    : places_(std::move(places)), server_(server), redis_(redis) {
  for (const auto& place : places_) {
    place->answer = [this, here = place.get()](const grpc::Status& status) { OnAnswer(*here, status); };
  }
}

Window ClosedLoop::Run() {
  for (const auto& place : places_) {
    place->latencies.clear();
    place->calls = 0;
    place->asked_peer = 0;
  }
  phase_ = Phase::kWarmUp;
  in_flight_ = places_.size();
  for (const auto& place : places_) place->Start();
  absl::SleepFor(kWarmUp);
  const CpuTimes before = Now(server_, redis_);
  const absl::Time start = absl::Now();
  phase_ = Phase::kMeasured;
  absl::SleepFor(kMeasured);
  phase_ = Phase::kEnd;
  const absl::Time end = absl::Now();
  const CpuTimes after = Now(server_, redis_);
  AwaitLastAnswer();
  Window window{.time = end - start,
                .client_cpu = after.client - before.client,
                .server_cpu = after.server - before.server,
                .redis_cpu = after.redis - before.redis};
  for (const auto& place : places_) {
    window.latencies.insert(window.latencies.end(), place->latencies.begin(), place->latencies.end());
    window.all_calls += place->calls;
    window.asked_peer += place->asked_peer;
  }
  return window;
}

void ClosedLoop::OnAnswer(Place& place, const grpc::Status& status) {
  if (!status.ok()) Die(StrCat("a call failed with code ", int{status.error_code()}, ": ", status.error_message()));
  ++place.calls;
  const Phase phase = phase_.load(std::memory_order_acquire);
  if (phase == Phase::kMeasured) {
    const auto latency = std::chrono::steady_clock::now() - place.began;
    place.latencies.push_back(std::chrono::duration_cast<std::chrono::microseconds>(latency).count());
  }
  if (phase != Phase::kEnd) return place.Start();
  if (in_flight_.fetch_sub(1, std::memory_order_acq_rel) == 1) in_flight_.notify_all();
}

void ClosedLoop::AwaitLastAnswer() {
  for (size_t left = in_flight_; left > 0; left = in_flight_) in_flight_.wait(left);
}

}  // namespace careloop::bench
