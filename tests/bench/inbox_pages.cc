// Times ListThreads of somebody who is on twenty care teams with many open threads, one call at a time, and what the
// threads cost the service. Run by tests/bench/inbox.
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/base/strings.h"
#include "tests/bench/call_all.h"
#include "tests/bench/community.h"
#include "tests/bench/process.h"
#include "tests/bench/sample.h"

namespace careloop::bench {
namespace {

namespace v1 = messaging::v1;
using Admin = admin::v1::AdminService::Stub;
using Talk = v1::MessagingService::Stub;
using Teams = v1::CareTeamService::Stub;

constexpr size_t kTeams = 20;
constexpr size_t kThreadsPerPatient = 2;
constexpr size_t kClaimedOneIn = 2;
constexpr size_t kUrgentOneIn = 25;

struct Options {
  std::string messaging, key, issuer;
  pid_t messaging_pid = 0;
  size_t threads = 100'000;
  int calls = 2'000;
};

class InboxBench {
 public:
  explicit InboxBench(const Options& options)
      : options_(options),
        channel_(grpc::CreateChannel(options.messaging, grpc::InsecureChannelCredentials())),
        key_(ReadKey(options.key)),
        kib_before_(ResidentKib(options.messaging_pid)),
        community_({.prefix = "inbox",
                    .teams = kTeams,
                    .clinicians_per_team = 1,
                    .patients_per_team = options.threads / kThreadsPerPatient / kTeams,
                    .threads_per_patient = kThreadsPerPatient},
                   channel_, key_, options.issuer),
        admin_(SignIn(key_, options.issuer, Role::kAdmin, "inbox-admin", "Demo Admin")),
        lead_(SignIn(key_, options.issuer, Role::kClinician, community_.prefix() + "-lead", "Demo Lead")) {}

  void Run() {
    JoinAllTeams();
    WorkOnSome();
    std::cout << absl::StrFormat("%d open threads, %.2f KiB of the service's memory each\n",
                                 community_.threads().size(),
                                 static_cast<double>(ResidentKib(options_.messaging_pid) - kib_before_) /
                                     static_cast<double>(community_.threads().size()));
    Time("all", {});
    Time("unanswered", {v1::THREAD_FILTER_UNANSWERED});
    Time("mine", {v1::THREAD_FILTER_MINE});
    Time("urgent, unassigned, unread",
         {v1::THREAD_FILTER_URGENT, v1::THREAD_FILTER_UNASSIGNED, v1::THREAD_FILTER_UNREAD});
    Time("a subject that none has", {}, "nothing");
    TimeRebuild();
  }

 private:
  template <typename Stub, typename Request, typename Response>
  Response Call(const Person& person, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const Request& request) const {
    grpc::ClientContext context;
    person.Authorize(context);
    Response response;
    Stub stub(channel_);
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) Die(StrCat(Request::descriptor()->name(), ": ", status.error_message()));
    return response;
  }

  void JoinAllTeams() {
    Teams stub(channel_);
    const auto add = [&](size_t i, grpc::ClientContext& context, v1::AddMemberRequest& request) {
      admin_.Authorize(context);
      request.set_care_team(StrCat("careTeams/", community_.prefix(), "-", i));
      request.set_person(lead_.id);
      request.set_display_name("Demo Lead");
      request.set_title("Oncology nurse");
    };
    CallAll(stub, &Teams::AddMember, kTeams, add, kNothing);
  }

  // Some are claimed, some are urgent; the patients of all wait for an answer.
  void WorkOnSome() {
    Talk stub(channel_);
    const auto& threads = community_.threads();
    const auto claim = [&](size_t i, grpc::ClientContext& context, v1::ClaimThreadRequest& request) {
      lead_.Authorize(context);
      request.set_name(threads[i * kClaimedOneIn]);
    };
    CallAll(stub, &Talk::ClaimThread, threads.size() / kClaimedOneIn, claim, kNothing);
    const auto hurry = [&](size_t i, grpc::ClientContext& context, v1::SetThreadUrgencyRequest& request) {
      lead_.Authorize(context);
      request.set_name(threads[i * kUrgentOneIn]);
      request.set_urgency(v1::THREAD_URGENCY_URGENT);
    };
    CallAll(stub, &Talk::SetThreadUrgency, threads.size() / kUrgentOneIn, hurry, kNothing);
  }

  void Time(const char* what, const std::vector<v1::ThreadFilter>& filters, const std::string& subject = "") const {
    v1::ListThreadsRequest request;
    request.set_parent("patients/-");
    request.set_subject(subject);
    for (const v1::ThreadFilter filter : filters) request.add_filters(filter);
    Sample took;
    v1::ListThreadsResponse response;
    for (int i = 0; i < options_.calls; ++i) {
      const absl::Time start = absl::Now();
      response = Call(lead_, &Talk::ListThreads, request);
      took.push_back(absl::ToInt64Microseconds(absl::Now() - start));
    }
    std::cout << absl::StrFormat(
        "%-28s %3d of %6d threads: p50 %.2f ms, p99 %.2f ms, max %.2f ms\n", what, response.threads_size(),
        response.counts().open(), static_cast<double>(Percentile(took, 0.5)) / 1e3,
        static_cast<double>(Percentile(took, 0.99)) / 1e3, static_cast<double>(Percentile(took, 1)) / 1e3);
  }

  void TimeRebuild() const {
    const absl::Time start = absl::Now();
    const auto rebuilt = Call(admin_, &Admin::RebuildProjections, admin::v1::RebuildProjectionsRequest());
    std::cout << absl::StrFormat("made anew in %.2f s, %d of %d threads differed\n",
                                 absl::ToDoubleSeconds(absl::Now() - start), rebuilt.differing_count(),
                                 rebuilt.thread_count());
  }

  const Options options_;
  const std::shared_ptr<grpc::Channel> channel_;
  const TokenSigner key_;
  const long kib_before_;
  const Community community_;
  const Person admin_;
  const Person lead_;
};

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Times pages of the inbox");
  app.add_option("--messaging", options.messaging)->required();
  app.add_option("--messaging-pid", options.messaging_pid)->required();
  app.add_option("--key", options.key)->required();
  app.add_option("--issuer", options.issuer)->required();
  app.add_option("--threads", options.threads)->check(CLI::Range(1'000, 10'000'000));
  app.add_option("--calls", options.calls)->check(CLI::Range(1, 1'000'000));
  CLI11_PARSE(app, argc, argv);
  InboxBench(options).Run();
  return 0;
}

}  // namespace
}  // namespace careloop::bench

int main(int argc, char** argv) { return careloop::bench::Main(argc, argv); }
