#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "services/cli/dev/dev_stack.h"

namespace careloop::cli {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckResponse;

constexpr absl::Duration kPoll = absl::Milliseconds(10);
constexpr absl::Duration kCallLimit = absl::Seconds(1);

bool Serves(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
  HealthCheckResponse response;
  const grpc::Status status = Health::NewStub(channel)->Check(&context, {}, &response);
  return status.ok() && response.status() == HealthCheckResponse::SERVING;
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
