#ifndef CARELOOP_TESTS_BENCH_WATCHER_H_
#define CARELOOP_TESTS_BENCH_WATCHER_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "tests/bench/community.h"

namespace careloop::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

// One open Watch, which remembers when each numbered message came. A stream that ends before Cancel ends the process.
class Watcher final : public grpc::ClientReadReactor<messaging::v1::WatchResponse> {
 public:
  struct Arrival {
    size_t number;
    SteadyTime at;
  };

  // Adds each arrival to `arrived`, which outlives this object.
  Watcher(messaging::v1::MessagingService::Stub& stub, const Person& person, std::atomic<int64_t>& arrived);

  // The arrivals so far, in order; to be read while nothing is sent.
  const std::vector<Arrival>& arrivals() const { return arrivals_; }

  // Ends the stream; AwaitEnd returns when gRPC is done with this object.
  void Cancel();
  void AwaitEnd() { ended_.wait(false); }

 private:
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  grpc::ClientContext context_;
  const messaging::v1::WatchRequest request_;
  messaging::v1::WatchResponse response_;
  std::vector<Arrival> arrivals_;
  std::atomic<int64_t>& arrived_;
  std::atomic<bool> cancelled_ = false;
  std::atomic<bool> ended_ = false;
};

}  // namespace careloop::bench

#endif  // CARELOOP_TESTS_BENCH_WATCHER_H_
