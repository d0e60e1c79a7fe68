#include <grpcpp/generic/generic_stub.h>

#include <condition_variable>
#include <mutex>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "grpc/health/v1/health.pb.h"
#include "services/cli/dev/dev_stack.h"

namespace careloop::cli {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr absl::Duration kPoll = absl::Milliseconds(10);
constexpr absl::Duration kCallLimit = absl::Seconds(1);

// One blocking call without a generated stub: the packaged gRPC has none for the health service.
grpc::Status Check(const std::shared_ptr<grpc::Channel>& channel, HealthCheckResponse& response) {
  grpc::TemplatedGenericStub<HealthCheckRequest, HealthCheckResponse> stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
  const HealthCheckRequest request;
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<grpc::Status> result;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                 [&](grpc::Status status) {
                   const std::lock_guard lock(mutex);
                   result = std::move(status);
                   answered.notify_one();
                 });
  std::unique_lock lock(mutex);
  answered.wait(lock, [&] { return result.has_value(); });
  return *result;
}

bool Serves(const std::shared_ptr<grpc::Channel>& channel) {
  HealthCheckResponse response;
  return Check(channel, response).ok() && response.status() == HealthCheckResponse::SERVING;
}

}  // namespace

absl::Status WaitUntilServing(const Endpoints& endpoints, absl::Duration limit, std::stop_token stop) {
  const absl::Time deadline = absl::Now() + limit;
  const Client client(endpoints, "");
  for (const Service service : kAllServices) {
    ASSIGN_OR_RETURN(const auto channel, client.ChannelTo(service));
    while (!Serves(channel)) {
      if (stop.stop_requested()) return absl::CancelledError("stopped before all services were serving");
      if (absl::Now() > deadline) return absl::UnavailableError(StrCat(NameOf(service), " is not serving"));
      absl::SleepFor(kPoll);
    }
  }
  return absl::OkStatus();
}

}  // namespace careloop::cli
