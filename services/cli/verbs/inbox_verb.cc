#include <memory>

#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using Stub = v1::MessagingService::Stub;

}  // namespace

void AddInboxVerb(CLI::App& app, Program& program) {
  auto request = std::make_shared<v1::ListThreadsRequest>();
  const auto complete = [](const Session& session, v1::ListThreadsRequest& r) -> absl::Status {
    r.set_parent(session.Patient().value_or("patients/-"));
    return absl::OkStatus();
  };
  CLI::App& verb = program.AddCall(app, "inbox", "What a care team has to answer, the most pressing first", request,
                                   &Stub::ListThreads, PrintInbox, complete);
  for (int i = v1::ThreadFilter_MIN + 1; i <= v1::ThreadFilter_MAX; ++i) {
    const auto filter = static_cast<v1::ThreadFilter>(i);
    verb.add_flag_callback(
        "--" + WordOf(filter), [request, filter] { request->add_filters(filter); }, "Only threads that are so");
  }
  verb.add_option("--subject", *request->mutable_subject(), "Only threads whose subject holds this text");
  verb.add_option("--care-team", *request->mutable_care_team(), "Only those with this team")
      ->transform(Named("careTeams"));
  AddPaging(verb, request);
}

}  // namespace careloop::cli
