#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "tests/bench/closed_loop.h"
#include "tests/bench/community.h"
#include "tests/bench/process.h"
#include "tests/bench/watcher.h"

namespace careloop::bench {
namespace {

using messaging::v1::MessagingService;

struct Options {
  std::string messaging, key, issuer;
  pid_t messaging_pid = 0;
  int streams = 5000;
  int channels = 10;
  int rate = 100;
  int seconds = 10;
};

constexpr int kTeamSize = 25;
constexpr int kCliniciansPerTeam = 5;
constexpr absl::Duration kIdle = absl::Seconds(50);  // two heartbeats of each stream
constexpr absl::Duration kArrivalLimit = absl::Seconds(10);

// A message on its way: what OnOk notes on a thread of gRPC.
struct Send {
  grpc::ClientContext context;
  messaging::v1::SendMessageRequest request;
  messaging::v1::SendMessageResponse response;
  std::optional<SteadyTime> ok;
};

// Waits until the server has done all that it was asked to: until it has used no more than one step of CPU time in half
// a second.
void AwaitIdle(pid_t server) {
  const absl::Time limit = absl::Now() + absl::Seconds(60);
  for (absl::Duration before = absl::InfiniteDuration(), now = CpuTime(server);
       now - before > absl::Milliseconds(10) || before > now;) {
    if (absl::Now() > limit) Die("the server does not become idle");
    before = now;
    absl::SleepFor(absl::Milliseconds(500));
    now = CpuTime(server);
  }
}

class WatchBench {
 public:
  explicit WatchBench(const Options& options)
      : options_(options), community_(MakeCommunity(options)), sends_(options.rate * options.seconds) {
    for (int i = 0; i < options.channels; ++i)
      stubs_.push_back(std::make_unique<MessagingService::Stub>(Connect(options.messaging)));
  }

  nlohmann::json Run() {
    AwaitIdle(options_.messaging_pid);
    const long before = ResidentKib(options_.messaging_pid);
    OpenStreams();
    AwaitIdle(options_.messaging_pid);
    const long after = ResidentKib(options_.messaging_pid);
    const absl::Duration idle_cpu = CpuOf([] { absl::SleepFor(kIdle); });
    const absl::Duration cpu = CpuOf([this] {
      SendAtRate();
      AwaitArrivals();
    });
    Sample delays = Delays();
    CloseStreams();
    return {{"idle", watchers_.size()},
            {"kib_per_stream", static_cast<double>(after - before) / static_cast<double>(watchers_.size())},
            {"idle_core_percent", 100 * absl::FDivDuration(idle_cpu, kIdle)},
            {"sends_per_s", options_.rate},
            {"events", delays.size()},
            {"server_cpu_us_per_event", absl::ToDoubleMicroseconds(cpu) / static_cast<double>(delays.size())},
            {"event_p50_us", Percentile(delays, 0.5)},
            {"event_p99_us", Percentile(delays, 0.99)},
            {"event_max_us", Percentile(delays, 1)}};
  }

 private:
  // The CPU time that the server takes meanwhile.
  template <typename Work>
  absl::Duration CpuOf(Work work) const {
    const absl::Duration before = CpuTime(options_.messaging_pid);
    work();
    return CpuTime(options_.messaging_pid) - before;
  }

  // Everybody has one stream: the patients and the clinicians of all teams.
  static Community MakeCommunity(const Options& options) {
    const CommunitySize size{.prefix = "watch",
                             .teams = static_cast<size_t>(options.streams / kTeamSize),
                             .clinicians_per_team = kCliniciansPerTeam,
                             .patients_per_team = kTeamSize - kCliniciansPerTeam,
                             .threads_per_patient = 1};
    return Community(size, Connect(options.messaging), ReadKey(options.key), options.issuer);
  }

  void OpenStreams() {
    for (const auto* people : {&community_.clinicians(), &community_.patients()}) {
      for (const Person& person : *people) {
        watchers_.push_back(std::make_unique<Watcher>(*stubs_[watchers_.size() % stubs_.size()], person, arrived_));
      }
    }
  }

  // Open loop: a message is sent when it is due, whatever became of those before.
  void SendAtRate() {
    MessagingService::Stub stub(Connect(options_.messaging));
    Rng rng{std::random_device{}()};
    const absl::Time start = absl::Now();
    for (size_t i = 0; i < sends_.size(); ++i) {
      absl::SleepFor(start + absl::Seconds(1) * static_cast<double>(i) / options_.rate - absl::Now());
      SendOne(stub, rng, i);
    }
    for (int64_t left = unanswered_; left > 0; left = unanswered_) unanswered_.wait(left);
  }

  void SendOne(MessagingService::Stub& stub, Rng& rng, size_t number) {
    const Community::Turn turn = community_.RandomTurn(rng);
    Send& send = sends_[number];
    turn.writer.Authorize(send.context);
    send.request.set_request_id(NewRequestId(rng));
    send.request.set_parent(turn.thread);
    std::string text = StrCat(number, " ");
    text.resize(kTextBytes, 'x');
    send.request.set_text(std::move(text));
    ++unanswered_;
    stub.async()->SendMessage(&send.context, &send.request, &send.response, [this, &send](const grpc::Status& status) {
      send.ok = std::chrono::steady_clock::now();
      if (!status.ok()) Die(StrCat("SendMessage: ", status.error_message()));
      if (--unanswered_ == 0) unanswered_.notify_all();
    });
  }

  // Nothing lost.
  void AwaitArrivals() const {
    const auto expected = static_cast<int64_t>(sends_.size() * community_.watchers_per_thread());
    const absl::Time limit = absl::Now() + kArrivalLimit;
    while (arrived_.load(std::memory_order_acquire) < expected) {
      if (absl::Now() > limit) Die(StrCat(arrived_.load(), " events came, not ", expected));
      absl::SleepFor(absl::Milliseconds(10));
    }
    if (arrived_ > expected) Die(StrCat(arrived_.load(), " events came, not ", expected));
  }

  // From the sender's OK to each watcher; 0 where the event was faster.
  Sample Delays() const {
    Sample delays;
    for (const auto& watcher : watchers_) {
      for (const Watcher::Arrival& arrival : watcher->arrivals()) {
        const auto delay = arrival.at - *sends_.at(arrival.number).ok;
        delays.push_back(std::max<int64_t>(0, std::chrono::duration_cast<std::chrono::microseconds>(delay).count()));
      }
    }
    return delays;
  }

  void CloseStreams() {
    for (const auto& watcher : watchers_) watcher->Cancel();
    for (const auto& watcher : watchers_) watcher->AwaitEnd();
  }

  const Options options_;
  const Community community_;
  std::vector<std::unique_ptr<MessagingService::Stub>> stubs_;
  std::vector<Send> sends_;
  std::atomic<int64_t> unanswered_ = 0;
  std::atomic<int64_t> arrived_ = 0;
  std::vector<std::unique_ptr<Watcher>> watchers_;
};

Options Read(int argc, char** argv) {
  Options options;
  CLI::App app("Open Watch streams: what an idle one costs, and how soon an event comes");
  app.add_option("--messaging", options.messaging)->required();
  app.add_option("--messaging-pid", options.messaging_pid)->required();
  app.add_option("--key", options.key)->required();
  app.add_option("--issuer", options.issuer)->required();
  app.add_option("--streams", options.streams)->check(CLI::Range(kTeamSize, 20'000));
  app.add_option("--channels", options.channels)->check(CLI::Range(1, 1000));
  app.add_option("--rate", options.rate)->check(CLI::Range(1, 10'000));
  app.add_option("--seconds", options.seconds)->check(CLI::Range(1, 600));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return options;
}

int Main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as the services do
  std::cout << WatchBench(Read(argc, argv)).Run() << std::endl;
  return 0;
}

}  // namespace
}  // namespace careloop::bench

int main(int argc, char** argv) { return careloop::bench::Main(argc, argv); }
