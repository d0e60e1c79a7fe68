#include <memory>
#include <string>

#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using Stub = v1::MessagingService::Stub;

// A verb that changes the work on one thread.
template <typename Request, typename Response>
CLI::App& AddStep(CLI::App& group, Program& program, const std::string& name, const std::string& help,
                  const std::shared_ptr<Request>& request,
                  grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*)) {
  CLI::App& verb =
      program.AddCall(group, name, help, request, method, PrintStepOf<Response>, FillName<Request>("threads"));
  verb.add_option("thread", *request->mutable_name(), "patients/{patient}/threads/{thread}, or {thread}")->required();
  verb.add_option("--etag", *request->mutable_etag(), "Only if nothing has happened since this etag");
  if constexpr (requires { request->mutable_note(); }) {
    verb.add_option("--note", *request->mutable_note(), "For colleagues: why, or what was done");
  }
  return verb;
}

void AddReroute(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::RerouteThreadRequest>();
  CLI::App& verb = AddStep(group, program, "reroute", "Move a thread to another care team of the patient", request,
                           &Stub::RerouteThread);
  verb.add_option("--to", *request->mutable_to_care_team(), "careTeams/{id}, or {id}")
      ->required()
      ->transform(Named("careTeams"));
  verb.add_option("--reason", *request->mutable_reason(), "Why, for both teams")->required();
}

void AddResolve(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ResolveThreadRequest>();
  CLI::App& verb =
      AddStep(group, program, "resolve", "Close a thread with what was done", request, &Stub::ResolveThread);
  AddEnumOption<v1::ResolutionAction>(
      verb, "--action", [request](auto action) { request->set_action(action); }, "What was done")
      ->required();
}

void AddUrgency(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::SetThreadUrgencyRequest>();
  CLI::App& verb =
      AddStep(group, program, "urgency", "Say how soon a thread has to be answered", request, &Stub::SetThreadUrgency);
  AddEnumOption<v1::ThreadUrgency>(
      verb, "urgency", [request](auto urgency) { request->set_urgency(urgency); }, "How soon")
      ->required();
}

void AddChanges(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListThreadChangesRequest>();
  const auto complete = [](const Session& session, v1::ListThreadChangesRequest& r) -> absl::Status {
    ASSIGN_OR_RETURN(*r.mutable_parent(), session.PatientsResource("threads", r.parent()));
    return absl::OkStatus();
  };
  CLI::App& verb = program.AddCall(group, "changes", "Who did what with a thread, and when", request,
                                   &Stub::ListThreadChanges, PrintThreadChanges, complete);
  verb.add_option("thread", *request->mutable_parent(), "patients/{patient}/threads/{thread}, or {thread}")->required();
  AddPaging(verb, request);
}

void AddRetract(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::RetractMessageRequest>();
  CLI::App& verb = program.AddCall(group, "retract", "Take a message of yours back; a mark with the reason stays",
                                   request, &Stub::RetractMessage, PrintRetracted);
  verb.add_option("message", *request->mutable_name(), "patients/{patient}/threads/{thread}/messages/{n}")->required();
  verb.add_option("--reason", *request->mutable_reason(), "Why, for all who see the thread")->required();
}

void AddReceipts(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListReadReceiptsRequest>();
  const auto complete = [](const Session& session, v1::ListReadReceiptsRequest& r) -> absl::Status {
    ASSIGN_OR_RETURN(*r.mutable_parent(), session.PatientsResource("threads", r.parent()));
    return absl::OkStatus();
  };
  CLI::App& verb = program.AddCall(group, "receipts", "Who has read a thread how far, and when", request,
                                   &Stub::ListReadReceipts, PrintReceipts, complete);
  verb.add_option("thread", *request->mutable_parent(), "patients/{patient}/threads/{thread}, or {thread}")->required();
  AddPaging(verb, request);
}

}  // namespace

void AddWorkVerbs(CLI::App& messages, Program& program) {
  AddStep(messages, program, "claim", "Take a thread: you handle it", std::make_shared<v1::ClaimThreadRequest>(),
          &Stub::ClaimThread);
  AddStep(messages, program, "release", "Give a claimed thread back to the team",
          std::make_shared<v1::ReleaseThreadRequest>(), &Stub::ReleaseThread);
  AddReroute(messages, program);
  AddResolve(messages, program);
  AddStep(messages, program, "reopen", "Open a resolved thread again", std::make_shared<v1::ReopenThreadRequest>(),
          &Stub::ReopenThread);
  AddUrgency(messages, program);
  AddChanges(messages, program);
  AddRetract(messages, program);
  AddReceipts(messages, program);
}

}  // namespace careloop::cli
