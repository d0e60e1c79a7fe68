#ifndef CARELOOP_TESTS_FAULT_HEALTH_H_
#define CARELOOP_TESTS_FAULT_HEALTH_H_

#include <grpcpp/channel.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "grpc/health/v1/health.grpc.pb.h"

namespace careloop::fault {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// What grpc.health.v1 answers now about a service, or the server as a whole; SERVICE_UNKNOWN if it answers NOT_FOUND,
// UNKNOWN if nothing within two seconds.
HealthCheckResponse::ServingStatus HealthOf(const std::shared_ptr<grpc::Channel>& channel,
                                            const std::string& service = "");

inline bool Serves(const std::shared_ptr<grpc::Channel>& channel) {
  return HealthOf(channel) == HealthCheckResponse::SERVING;
}

// Follows the health of a service, as a load balancer does, from SERVING on until the service ends the stream.
// Thread-safe.
class HealthWatch final : grpc::ClientReadReactor<HealthCheckResponse> {
 public:
  // Returns when the service has said that it is serving.
  explicit HealthWatch(const std::shared_ptr<grpc::Channel>& channel);
  ~HealthWatch() override;

  // Whether the service has said that it is not serving any more.
  bool said_not_serving() const { return said_not_serving_; }

 private:
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  const std::unique_ptr<Health::Stub> stub_;
  grpc::ClientContext context_;
  const HealthCheckRequest request_;
  HealthCheckResponse response_;
  std::atomic<bool> said_not_serving_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool serving_ = false;  // has been; guarded by mutex_, as is:
  bool done_ = false;
};

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_HEALTH_H_
