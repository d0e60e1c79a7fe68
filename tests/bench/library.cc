#include <CLI/CLI.hpp>
#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "careloop/content/v1/content_service.grpc.pb.h"
#include "careloop/content/v1/publishing_service.grpc.pb.h"
#include "common/base/strings.h"
#include "tests/bench/call_all.h"
#include "tests/bench/closed_loop.h"
#include "tests/bench/community.h"
#include "tests/bench/echo.grpc.pb.h"
#include "tests/bench/library_texts.h"
#include "tests/bench/process.h"
#include "tests/bench/window_json.h"

namespace careloop::bench {
namespace {

using content::v1::ContentService;
using content::v1::PublishingService;
using ContentAsync = ContentService::StubInterface::async_interface;
using EchoAsync = EchoService::StubInterface::async_interface;

struct Options {
  std::string content, echo, key, issuer;
  pid_t content_pid = 0, echo_pid = 0;
  size_t publications = 5000;
  size_t kib = 8;
  int rate = 100;  // searches a second
  int seconds = 10;
};

constexpr size_t kReaders = 1000;

// A search on its way.
struct Search {
  grpc::ClientContext context;
  content::v1::SearchPublicationsRequest request;
  content::v1::SearchPublicationsResponse response;
  absl::Time due;
  absl::Duration took;
};

class LibraryBench {
 public:
  explicit LibraryBench(const Options& options)
      : options_(options),
        texts_(options.publications, options.kib << 10),
        editor_(SignIn(ReadKey(options.key), options.issuer, Role::kEditor, "bench-editor", "Demo Editor")) {
    const TokenSigner key = ReadKey(options.key);
    for (size_t i = 0; i < kReaders; ++i)
      readers_.push_back(SignIn(key, options.issuer, Role::kPatient, StrCat("reader-", i), "Demo Patient"));
  }

  // Fills the library, and answers what that took.
  nlohmann::json SetUp() {
    const long before = ResidentKib(options_.content_pid);
    const absl::Time start = absl::Now();
    Publish();
    AwaitIndex();
    const absl::Duration took = absl::Now() - start;
    MakeLoops(AnswerBytes());
    const auto grown = static_cast<double>(ResidentKib(options_.content_pid) - before);
    return {{"publications", texts_.size()},
            {"kib_of_text", options_.kib},
            {"published_and_indexed_s", absl::ToDoubleSeconds(took)},
            {"answer_bytes", answer_bytes_},
            {"memory_kib_per_publication", grown / static_cast<double>(texts_.size())}};
  }

  nlohmann::json Run(const std::string& call) {
    if (call == "SearchPublications") return RunSearches();
    const auto loop = loops_.find(call);
    if (loop == loops_.end()) Die(StrCat("there is no load named ", call));
    return ToJson(call, loop->second->Run());
  }

 private:
  const Person& AnyReader(Rng& rng) const { return readers_[rng() % readers_.size()]; }

  void Publish() const {
    PublishingService::Stub stub(Connect(options_.content));
    std::vector<int> revisions(texts_.size());
    const auto import = [&](size_t i, grpc::ClientContext& context, content::v1::ImportPublicationRequest& request) {
      editor_.Authorize(context);
      request.set_markdown(texts_.markdown(i));
    };
    CallAll(stub, &PublishingService::Stub::ImportPublication, texts_.size(), import,
            [&](size_t i, const content::v1::ImportPublicationResponse& response) {
              revisions[i] = response.publication().revision();
            });
    const auto publish = [&](size_t i, grpc::ClientContext& context, content::v1::PublishRevisionRequest& request) {
      editor_.Authorize(context);
      request.set_name(StrCat("publications/", LibraryTexts::IdOf(i)));
      request.set_revision(revisions[i]);
    };
    CallAll(stub, &PublishingService::Stub::PublishRevision, texts_.size(), publish, kNothing);
  }

  void AwaitIndex() const {
    ContentService::Stub stub(Connect(options_.content));
    content::v1::SearchPublicationsRequest request;
    request.set_query(LibraryTexts::kMark);
    const absl::Time limit = absl::Now() + absl::Seconds(60);
    for (size_t found = 0; found < texts_.size(); absl::SleepFor(absl::Milliseconds(20))) {
      if (absl::Now() > limit) Die(StrCat("the index has ", found, " publications after a minute"));
      grpc::ClientContext context;
      editor_.Authorize(context);
      content::v1::SearchPublicationsResponse response;
      if (stub.SearchPublications(&context, request, &response).ok()) found = response.total_size();
    }
  }

  void FillGet(Rng& rng, grpc::ClientContext& context, content::v1::GetPublicationRequest& request) const {
    AnyReader(rng).Authorize(context);
    request.set_name(StrCat("publications/", LibraryTexts::IdOf(rng() % texts_.size())));
  }

  // How many bytes GetPublication answers, on average.
  size_t AnswerBytes() const {
    ContentService::Stub stub(Connect(options_.content));
    size_t bytes = 0;
    Rng rng;
    for (size_t i = 0; i < kReaders; ++i) {
      grpc::ClientContext context;
      content::v1::GetPublicationRequest request;
      content::v1::GetPublicationResponse response;
      FillGet(rng, context, request);
      if (!stub.GetPublication(&context, request, &response).ok()) Die("GetPublication failed");
      bytes += response.ByteSizeLong();
    }
    return bytes / kReaders;
  }

  void MakeLoops(size_t answer_bytes) {
    answer_bytes_ = answer_bytes;
    loops_["Fetch"] =
        MakeLoop<EchoService>(options_.echo, options_.echo_pid, 0, &EchoAsync::Fetch,
                              [this, answer_bytes](Rng& rng, grpc::ClientContext& context, FetchRequest& request) {
                                AnyReader(rng).Authorize(context);
                                request.set_bytes(static_cast<int>(answer_bytes));
                              });
    loops_["GetPublication"] = MakeLoop<ContentService>(
        options_.content, options_.content_pid, 0, &ContentAsync::GetPublication,
        [this](Rng& rng, grpc::ClientContext& context, auto& request) { FillGet(rng, context, request); });
  }

  // Open loop: a search begins when it is due, whatever became of those before, and is late from then on.
  nlohmann::json RunSearches() {
    ContentService::Stub stub(Connect(options_.content));
    std::vector<Search> searches(static_cast<size_t>(options_.rate * options_.seconds));
    Rng rng{std::random_device{}()};
    const absl::Duration cpu_before = CpuTime(options_.content_pid);
    const absl::Time start = absl::Now();
    for (size_t i = 0; i < searches.size(); ++i) {
      searches[i].due = start + absl::Seconds(1) * static_cast<double>(i) / options_.rate;
      AnyReader(rng).Authorize(searches[i].context);
      texts_.FillSearch(rng, searches[i].request);
      absl::SleepFor(searches[i].due - absl::Now());
      Begin(stub, searches[i]);
    }
    for (int64_t left = unanswered_; left > 0; left = unanswered_) unanswered_.wait(left);
    return Summary(searches, CpuTime(options_.content_pid) - cpu_before);
  }

  void Begin(ContentService::Stub& stub, Search& search) {
    ++unanswered_;
    stub.async()->SearchPublications(&search.context, &search.request, &search.response,
                                     [this, &search](const grpc::Status& status) {
                                       search.took = absl::Now() - search.due;
                                       if (!status.ok()) Die(StrCat("SearchPublications: ", status.error_message()));
                                       if (--unanswered_ == 0) unanswered_.notify_all();
                                     });
  }

  nlohmann::json Summary(const std::vector<Search>& searches, absl::Duration cpu) const {
    Sample latencies;
    double found = 0;
    for (const Search& search : searches) {
      latencies.push_back(absl::ToInt64Microseconds(search.took));
      found += search.response.total_size();
    }
    const auto count = static_cast<double>(searches.size());
    return {{"call", "SearchPublications"},
            {"requests_per_s", options_.rate},
            {"server_cpu_us", absl::ToDoubleMicroseconds(cpu) / count},
            {"p50_us", Percentile(latencies, 0.5)},
            {"p99_us", Percentile(latencies, 0.99)},
            {"max_us", Percentile(latencies, 1)},
            {"found", found / count}};
  }

  const Options options_;
  const LibraryTexts texts_;
  const Person editor_;
  std::vector<Person> readers_;
  size_t answer_bytes_ = 0;
  std::map<std::string, std::unique_ptr<ClosedLoop>> loops_;
  std::atomic<int64_t> unanswered_ = 0;
};

Options Read(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Reading and searching a whole library: says what it took to fill it, then measures one window for each "
      "line of its standard input");
  app.add_option("--content", options.content)->required();
  app.add_option("--content-pid", options.content_pid)->required();
  app.add_option("--echo", options.echo)->required();
  app.add_option("--echo-pid", options.echo_pid)->required();
  app.add_option("--key", options.key)->required();
  app.add_option("--issuer", options.issuer)->required();
  app.add_option("--publications", options.publications)->check(CLI::Range(1, 100'000));
  app.add_option("--kib", options.kib)->check(CLI::Range(1, 500));
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
  LibraryBench bench(Read(argc, argv));
  std::cout << bench.SetUp() << std::endl;
  for (std::string call; std::getline(std::cin, call);) std::cout << bench.Run(call) << std::endl;
  return 0;
}

}  // namespace
}  // namespace careloop::bench

int main(int argc, char** argv) { return careloop::bench::Main(argc, argv); }
