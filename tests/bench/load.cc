#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/base/strings.h"
#include "tests/bench/closed_loop.h"
#include "tests/bench/community.h"
#include "tests/bench/echo.grpc.pb.h"
#include "tests/bench/process.h"
#include "tests/bench/window_json.h"

namespace careloop::bench {
namespace {

using journal::v1::JournalService;
using messaging::v1::MessagingService;
using EchoAsync = EchoService::StubInterface::async_interface;
using JournalAsync = JournalService::StubInterface::async_interface;
using MessagingAsync = MessagingService::StubInterface::async_interface;

struct Options {
  std::string echo, messaging, journal;  // addresses; without an echo or a journal its calls are not known
  pid_t echo_pid = 0, messaging_pid = 0, journal_pid = 0, redis_pid = 0;
  std::string key, issuer;
  // A thousand people and four thousand threads.
  CommunitySize size{
      .prefix = "load", .teams = 40, .clinicians_per_team = 5, .patients_per_team = 20, .threads_per_patient = 5};
  size_t text_bytes = kTextBytes;  // of SendMessage
};

// Loops by the name of the call: what a line of standard input may ask for.
using Loops = std::map<std::string, std::unique_ptr<ClosedLoop>>;

void FillEcho(Rng&, grpc::ClientContext&, EchoRequest& request) { request.set_payload(std::string(kTextBytes, 'x')); }

// Up to "moderate" nothing is graded so high that the rules that are shipped raise an alert of it. Up to "severe" they
// do of nearly every entry of six symptoms.
constexpr int kModerate = 2;
constexpr int kSevere = 3;

// Six symptoms, each with any levels from "mild" up to `worst`.
void AddAnswers(Rng& rng, int worst, journal::v1::RecordEntryRequest& request) {
  static constexpr const char* kSymptoms[] = {"fatigue",
                                              "mouth-sores",
                                              "numbness-tingling",
                                              "cough",
                                              "dizziness",
                                              "insomnia",
                                              "decreased-appetite",
                                              "blurred-vision",
                                              "watery-eyes",
                                              "shortness-of-breath",
                                              "concentration-problems",
                                              "memory-problems"};
  constexpr size_t kAnswers = 6;
  constexpr size_t kChoices = std::size(kSymptoms) / kAnswers;
  for (size_t i = 0; i < kAnswers; ++i) {
    journal::v1::SymptomAnswer& answer = *request.add_answers();
    answer.set_symptom(StrCat("symptoms/", kSymptoms[i * kChoices + rng() % kChoices]));
    answer.set_severity(1 + static_cast<int>(rng() % worst));
    answer.set_interference(1 + static_cast<int>(rng() % worst));
  }
}

// Entries for whose symptoms the journal has content at hand once it was asked for each of them.
std::vector<journal::v1::RecordEntryRequest> CommonEntries(int worst) {
  Rng rng;
  std::vector<journal::v1::RecordEntryRequest> entries(8);
  for (auto& entry : entries) AddAnswers(rng, worst, entry);
  return entries;
}

bool AskedContent(const journal::v1::RecordEntryResponse& response) {
  return response.related_content_state() == journal::v1::RELATED_CONTENT_STATE_FRESH;
}

class Suite {
 public:
  explicit Suite(const Options& options)
      : options_(options), community_(options.size, Connect(options.messaging), ReadKey(options.key), options.issuer) {
    if (!options.echo.empty())
      loops_["Echo"] = MakeLoop<EchoService>(options.echo, options.echo_pid, 0, &EchoAsync::Echo, &FillEcho);
    loops_["SendMessage"] = MakeLoop<MessagingService>(
        options.messaging, options.messaging_pid, options.redis_pid, &MessagingAsync::SendMessage,
        [this](Rng& rng, grpc::ClientContext& context, auto& request) { FillSend(rng, context, request); });
    if (options.journal.empty()) return;
    loops_["RecordEntry"] = CommonEntryLoop(kModerate);
    loops_["RecordEntryAlert"] = CommonEntryLoop(kSevere);
    loops_["RecordEntryCold"] = RecordEntryLoop([](Rng& rng, journal::v1::RecordEntryRequest& request) {
      request.clear_answers();
      AddAnswers(rng, kSevere, request);  // in more orders than are kept, since what is worst comes first
    });
    loops_["CreateShare"] = MakeLoop<JournalService>(
        options.journal, options.journal_pid, options.redis_pid, &JournalAsync::CreateShare,
        [this](Rng& rng, grpc::ClientContext& context, auto& request) { FillShare(rng, context, request); });
  }

  // Measures one window of that call.
  nlohmann::json Run(const std::string& call) {
    const auto loop = loops_.find(call);
    if (loop == loops_.end()) Die(StrCat("there is no load named ", call));
    return ToJson(call, loop->second->Run());
  }

 private:
  void FillSend(Rng& rng, grpc::ClientContext& context, messaging::v1::SendMessageRequest& request) const {
    const Community::Turn turn = community_.RandomTurn(rng);
    turn.writer.Authorize(context);
    request.set_request_id(NewRequestId(rng));
    request.set_parent(turn.thread);
    request.set_text(std::string(options_.text_bytes, 'x'));
  }

  // What the patient records from now on. Each goes through the outbox, as a message to the patient's care team.
  void FillShare(Rng& rng, grpc::ClientContext& context, journal::v1::CreateShareRequest& request) const {
    const Person& patient = community_.patients()[rng() % community_.patients().size()];
    patient.Authorize(context);
    request.set_request_id(NewRequestId(rng));
    request.set_parent(StrCat("patients/", patient.id));
    request.mutable_standing()->mutable_start_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  }

  std::unique_ptr<ClosedLoop> CommonEntryLoop(int worst) const {
    return RecordEntryLoop([common = CommonEntries(worst)](Rng& rng, journal::v1::RecordEntryRequest& request) {
      request = common[rng() % common.size()];
    });
  }

  // `answer` puts the answers into a request.
  template <typename Answer>
  std::unique_ptr<ClosedLoop> RecordEntryLoop(Answer answer) const {
    return MakeLoop<JournalService>(
        options_.journal, options_.journal_pid, options_.redis_pid, &JournalAsync::RecordEntry,
        [this, answer](Rng& rng, grpc::ClientContext& context, journal::v1::RecordEntryRequest& request) {
          const Person& patient = community_.patients()[rng() % community_.patients().size()];
          patient.Authorize(context);
          answer(rng, request);
          request.set_request_id(NewRequestId(rng));
          request.set_parent(StrCat("patients/", patient.id));
          request.set_time_zone("Europe/Berlin");
          request.set_note(std::string(kTextBytes, 'x'));
        },
        &AskedContent);
  }

  const Options options_;
  const Community community_;
  Loops loops_;
};

Options Read(int argc, char** argv) {
  Options options;
  CLI::App app("Closed-loop load: says when it is ready, then measures one window for each line of its standard input");
  app.add_option("--echo", options.echo);
  app.add_option("--echo-pid", options.echo_pid);
  app.add_option("--messaging", options.messaging)->required();
  app.add_option("--messaging-pid", options.messaging_pid)->required();
  app.add_option("--journal", options.journal);
  app.add_option("--journal-pid", options.journal_pid);
  app.add_option("--redis-pid", options.redis_pid)->required();
  app.add_option("--key", options.key)->required();
  app.add_option("--issuer", options.issuer)->required();
  app.add_option("--threads-per-patient", options.size.threads_per_patient)->check(CLI::Range(1, 1'000));
  app.add_option("--text-bytes", options.text_bytes)->check(CLI::Range(1, 4'000));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return options;
}

int Main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as the services do
  Suite suite(Read(argc, argv));
  std::cout << "ready" << std::endl;
  for (std::string call; std::getline(std::cin, call);) std::cout << suite.Run(call) << std::endl;
  return 0;
}

}  // namespace
}  // namespace careloop::bench

int main(int argc, char** argv) { return careloop::bench::Main(argc, argv); }
