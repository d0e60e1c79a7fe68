#ifndef CARELOOP_TESTS_BENCH_CLOSED_LOOP_H_
#define CARELOOP_TESTS_BENCH_CLOSED_LOOP_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "tests/bench/sample.h"

namespace careloop::bench {

using Rng = std::mt19937_64;

// The load that the figures are stated for.
inline constexpr int kChannels = 4;
inline constexpr int kPlacesPerChannel = 16;
inline constexpr absl::Duration kWarmUp = absl::Milliseconds(300);
inline constexpr absl::Duration kMeasured = absl::Milliseconds(1200);

// A connection of its own to "HOST:PORT", not shared with other channels of this process.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

// One call in flight. The loop calls Start, and the call ends in Answer.
class Place {
 public:
  virtual ~Place() = default;

  // Runs when the call is answered, on a thread of gRPC.
  using Answer = std::function<void(const grpc::Status&)>;
  virtual void Start() = 0;

  Answer answer;                                // set by the loop
  std::chrono::steady_clock::time_point began;  // of the call in flight
  Sample latencies;                             // of the calls that were answered while it was measured
  int64_t calls = 0;                            // all, also those of the warm-up
  int64_t asked_peer = 0;                       // of all, those for which the server had to ask another service
};

// A place of calls of one RPC. `Fill(rng, context, request)` says what the next call asks, as whom;
// `AskedPeer(response)` whether the server had to ask another service for its answer.
template <typename Service, typename Request, typename Response>
class UnaryPlace final : public Place {
 public:
  using Async = typename Service::StubInterface::async_interface;
  using Method = void (Async::*)(grpc::ClientContext*, const Request*, Response*, std::function<void(grpc::Status)>);
  using Fill = std::function<void(Rng&, grpc::ClientContext&, Request&)>;
  using AskedPeer = bool (*)(const Response&);

  UnaryPlace(std::shared_ptr<grpc::Channel> channel, Method method, Fill fill, AskedPeer asked_peer, Rng rng)
      : stub_(std::move(channel)), method_(method), fill_(std::move(fill)), asked_peer_(asked_peer), rng_(rng) {}

  void Start() override {
    context_.emplace();
    fill_(rng_, *context_, request_);
    began = std::chrono::steady_clock::now();
    (stub_.async()->*method_)(&*context_, &request_, &response_, [this](grpc::Status status) {
      if (asked_peer_ != nullptr && asked_peer_(response_)) ++asked_peer;
      answer(status);
    });
  }

 private:
  typename Service::Stub stub_;
  const Method method_;
  const Fill fill_;
  const AskedPeer asked_peer_;  // null: it never has to
  Rng rng_;
  std::optional<grpc::ClientContext> context_;
  Request request_;
  Response response_;
};

// What was seen between the end of the warm-up and the end of the measured time; `all_calls` and `asked_peer` also
// outside it.
struct Window {
  Sample latencies;
  int64_t all_calls = 0;
  int64_t asked_peer = 0;
  absl::Duration time;
  absl::Duration client_cpu;
  absl::Duration server_cpu;
  absl::Duration redis_cpu;
};

// Keeps one call in flight at each place: as soon as it is answered, the next. gRPC serves all of them with one thread
// for each two cores, at least two. A call that fails ends the process.
class ClosedLoop {
 public:
  // Takes the CPU time of these processes; 0: of none.
  ClosedLoop(std::vector<std::unique_ptr<Place>> places, pid_t server, pid_t redis);

  Window Run();

 private:
  enum class Phase { kWarmUp, kMeasured, kEnd };

  void OnAnswer(Place& place, const grpc::Status& status);
  void AwaitLastAnswer();

  const std::vector<std::unique_ptr<Place>> places_;
  const pid_t server_;
  const pid_t redis_;
  std::atomic<Phase> phase_ = Phase::kEnd;
  std::atomic<size_t> in_flight_ = 0;
};

// A loop of one RPC of the server at `address`, with all places of the load.
template <typename Service, typename Request, typename Response>
std::unique_ptr<ClosedLoop> MakeLoop(
    const std::string& address, pid_t server, pid_t redis,
    void (Service::StubInterface::async_interface::*method)(grpc::ClientContext*, const Request*, Response*,
                                                            std::function<void(grpc::Status)>),
    std::type_identity_t<std::function<void(Rng&, grpc::ClientContext&, Request&)>> fill,
    std::type_identity_t<bool (*)(const Response&)> asked_peer = nullptr) {
  std::vector<std::unique_ptr<Place>> places;
  std::random_device seed;
  for (int channel = 0; channel < kChannels; ++channel) {
    const auto connection = Connect(address);
    for (int place = 0; place < kPlacesPerChannel; ++place) {
      places.push_back(
          std::make_unique<UnaryPlace<Service, Request, Response>>(connection, method, fill, asked_peer, Rng(seed())));
    }
  }
  return std::make_unique<ClosedLoop>(std::move(places), server, redis);
}

}  // namespace careloop::bench

#endif  // CARELOOP_TESTS_BENCH_CLOSED_LOOP_H_
