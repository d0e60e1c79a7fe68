// An honest client among hostile ones: lists a patient's threads at a steady rate, whatever became of the calls before,
// each with a deadline. Says as JSON how many were answered within it.

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <latch>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/base/mutex.h"

namespace careloop::hostile {
namespace {

using messaging::v1::MessagingService;

struct Options {
  std::string address;
  std::string ca;
  std::string token;
  int rate = 200;
  double seconds = 10;
  double deadline = 1;
};

std::shared_ptr<grpc::Channel> ChannelTo(const Options& options) {
  auto credentials = grpc::InsecureChannelCredentials();
  if (!options.ca.empty()) {
    std::ifstream file(options.ca);
    credentials = grpc::SslCredentials({std::string(std::istreambuf_iterator<char>(file), {}), "", ""});
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 500);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  return grpc::CreateCustomChannel(options.address, credentials, arguments);
}

double At(const std::vector<double>& sorted, double share) {
  return sorted.empty() ? 0 : sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
}

// What became of the calls. Thread-safe.
class Outcomes {
 public:
  explicit Outcomes(int calls) : left_(calls) {}

  void Add(const grpc::Status& status, absl::Duration latency) {
    {
      const MutexLock lock(mutex_);
      ++codes_[std::to_string(status.error_code())];
      if (status.ok()) milliseconds_.push_back(absl::ToDoubleMilliseconds(latency));
    }
    left_.count_down();
  }
  nlohmann::json Json(int sent) {
    const MutexLock lock(mutex_);
    std::sort(milliseconds_.begin(), milliseconds_.end());
    return {{"sent", sent},
            {"answered", milliseconds_.size()},
            {"codes", codes_},
            {"p50_ms", At(milliseconds_, 0.5)},
            {"p99_ms", At(milliseconds_, 0.99)}};
  }
  // Until all are known.
  void Wait() { left_.wait(); }

 private:
  std::latch left_;
  Mutex mutex_;
  std::map<std::string, size_t> codes_ ABSL_GUARDED_BY(mutex_);
  std::vector<double> milliseconds_ ABSL_GUARDED_BY(mutex_);
};

struct Call {
  grpc::ClientContext context;
  messaging::v1::ListThreadsRequest request;
  messaging::v1::ListThreadsResponse response;
};

void Start(MessagingService::Stub& stub, const Options& options, Outcomes& outcomes) {
  auto call = std::make_shared<Call>();
  const absl::Time start = absl::Now();
  call->context.AddMetadata("authorization", "Bearer " + options.token);
  call->context.set_deadline(absl::ToChronoTime(start + absl::Seconds(options.deadline)));
  call->request.set_parent("patients/-");
  stub.async()->ListThreads(
      &call->context, &call->request, &call->response,
      [call, start, &outcomes](const grpc::Status& status) { outcomes.Add(status, absl::Now() - start); });
}

void Run(const Options& options) {
  MessagingService::Stub stub(ChannelTo(options));
  const int calls = static_cast<int>(options.rate * options.seconds);
  Outcomes outcomes(calls);
  const absl::Time start = absl::Now();
  for (int i = 0; i < calls; ++i) {
    // The load is open: a call is due whatever became of those before, by the clock of the wall.
    absl::SleepFor(start + absl::Seconds(static_cast<double>(i) / options.rate) - absl::Now());
    Start(stub, options, outcomes);
  }
  outcomes.Wait();
  std::cout << outcomes.Json(calls) << std::endl;
}

}  // namespace
}  // namespace careloop::hostile

int main(int argc, char** argv) {
  careloop::hostile::Options options;
  CLI::App app("An honest client");
  app.add_option("--address", options.address)->required();
  app.add_option("--ca", options.ca, "PEM file; without it, plaintext");
  app.add_option("--token", options.token)->required();
  app.add_option("--rate", options.rate, "calls a second");
  app.add_option("--seconds", options.seconds);
  app.add_option("--deadline", options.deadline, "seconds of each call");
  CLI11_PARSE(app, argc, argv);
  careloop::hostile::Run(options);
  return 0;
}
