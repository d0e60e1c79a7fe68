#include <memory>
#include <string>

#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/base/error.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"
#include "services/cli/verbs/template_use.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using Stub = v1::MessagingService::Stub;

// The patient's thread with the latest message, for a clinician the most pressing open one; with `care_team` if that is
// not empty. A thread without a name if there is none.
absl::StatusOr<v1::Thread> LatestThread(const Session& session, const std::string& care_team) {
  v1::ListThreadsRequest request;
  RETURN_IF_ERROR(FillParent(session, request));
  request.set_care_team(care_team);
  request.set_page_size(1);
  ASSIGN_OR_RETURN(const v1::ListThreadsResponse answer, session.client().Call(&Stub::ListThreads, request));
  return answer.threads().empty() ? v1::Thread() : answer.threads(0);
}

// The name of the thread that was typed; the latest one if none was, empty if there is none.
absl::StatusOr<std::string> ThreadName(const Session& session, const std::string& typed) {
  if (!typed.empty()) return session.PatientsResource("threads", typed);
  ASSIGN_OR_RETURN(const v1::Thread thread, LatestThread(session, ""));
  return thread.name();
}

void AddThreads(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListThreadsRequest>();
  const auto complete = [](const Session& session, v1::ListThreadsRequest& r) -> absl::Status {
    r.set_parent(session.Patient().value_or("patients/-"));
    return absl::OkStatus();
  };
  CLI::App& verb = program.AddCall(group, "threads",
                                   "Threads: a patient's own, latest message first; to a clinician as `careloop inbox`",
                                   request, &Stub::ListThreads, PrintThreads, complete);
  verb.add_option("--care-team", *request->mutable_care_team(), "Only those with this team")
      ->transform(Named("careTeams"));
  AddPaging(verb, request);
}

void AddThread(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::GetThreadRequest>();
  program
      .AddCall(group, "thread", "One thread", request, &Stub::GetThread, PrintOneThread,
               FillName<v1::GetThreadRequest>("threads"))
      .add_option("thread", *request->mutable_name(), "patients/{patient}/threads/{thread}, or {thread}")
      ->required();
}

void AddStart(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::StartThreadRequest>();
  CLI::App& verb = program.AddCall(group, "start", "Start a thread", request, &Stub::StartThread, PrintStartedThread,
                                   FillParent<v1::StartThreadRequest>);
  verb.add_option("--subject", *request->mutable_subject(), "What it is about")->required();
  verb.add_option("--text", *request->mutable_text(), "Its first message")->required();
  verb.add_option("--care-team", *request->mutable_care_team(), "With this team; the only one unless given")
      ->transform(Named("careTeams"));
}

struct SendOptions {
  v1::SendMessageRequest request;
  std::string care_team;
  std::string subject = "Questions to the care team";
  bool new_thread = false;
};

absl::Status StartConversation(const Session& session, const SendOptions& options) {
  if (!options.request.publications().empty() || options.request.has_template_())
    return UsageError("start the conversation with a text of its own first");
  v1::StartThreadRequest request;
  RETURN_IF_ERROR(FillParent(session, request));
  request.set_care_team(options.care_team);
  request.set_subject(options.subject);
  request.set_text(options.request.text());
  return session.Show(session.Call(&Stub::StartThread, request, options.new_thread ? "" : "--new-thread "),
                      PrintStartedThread);
}

// Where nothing says which thread it is what there is that decides, and that has changed when the same is sent once
// more: what started a thread would go into that thread, a second time.
absl::Status SendWhereFit(const Session& session, SendOptions& options) {
  if (session.has_request_id()) {
    return UsageError("--request-id: to repeat is safe only in the same thread; give --thread, or --new-thread");
  }
  ASSIGN_OR_RETURN(const v1::Thread latest, LatestThread(session, options.care_team));
  if (latest.name().empty()) return StartConversation(session, options);
  options.request.set_parent(latest.name());
  return session.Show(session.Call(&Stub::SendMessage, options.request, "--thread " + latest.name() + " "),
                      PrintSentMessage);
}

absl::Status Send(const Session& session, SendOptions& options) {
  if (options.new_thread) return StartConversation(session, options);
  std::string& thread = *options.request.mutable_parent();
  if (thread.empty()) return SendWhereFit(session, options);
  ASSIGN_OR_RETURN(thread, session.PatientsResource("threads", thread));
  return session.Show(session.Call(&Stub::SendMessage, options.request), PrintSentMessage);
}

void AddSend(CLI::App& group, Program& program) {
  auto options = std::make_shared<SendOptions>();
  CLI::App& verb = program.Add(group, "send", "Send a message", options, Send);
  verb.add_option("--text", *options->request.mutable_text(), "The text");
  AddTemplateUse(verb, options->request);
  AddNames(verb, "--publication", "publications", options->request.mutable_publications(), "Attach this publication");
  auto* thread =
      verb.add_option("--thread", *options->request.mutable_parent(),
                      "In this thread; unless given, the patient's latest one, or a new one if there is none");
  verb.add_option("--care-team", options->care_team, "With this team")->transform(Named("careTeams"))->excludes(thread);
  verb.add_option("--subject", options->subject, "Of a new thread")->excludes(thread);
  verb.add_flag("--new-thread", options->new_thread, "In a new thread, also if there is one")->excludes(thread);
}

// Of somebody without a thread there are no messages.
absl::Status List(const Session& session, v1::ListMessagesRequest& request) {
  ASSIGN_OR_RETURN(*request.mutable_parent(), ThreadName(session, request.parent()));
  if (!request.parent().empty()) return session.Show(session.Call(&Stub::ListMessages, request), PrintMessages);
  session.Show(v1::ListMessagesResponse(), PrintMessages);
  return absl::OkStatus();
}

void AddList(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListMessagesRequest>();
  CLI::App& verb = program.Add(group, "list", "The messages of a thread", request, List);
  verb.add_option("--thread,thread", *request->mutable_parent(), "The thread; the patient's latest one unless given");
  verb.add_flag_callback("--newest-first", [request] { request->set_newest_first(true); }, "Newest first");
  verb.add_option_function<int>(
      "--after", [request](int n) { request->set_after_number(n); }, "Only above this number");
  verb.add_option_function<int>(
      "--before", [request](int n) { request->set_before_number(n); }, "Only below this number");
  AddPaging(verb, request);
}

// Unless --up-to says, the whole thread has been read.
absl::Status FillReadMark(const Session& session, v1::MarkReadRequest& request) {
  ASSIGN_OR_RETURN(*request.mutable_thread(), ThreadName(session, request.thread()));
  if (request.thread().empty()) return NotFound("thread");
  if (request.up_to() != 0) return absl::OkStatus();
  v1::GetThreadRequest get;
  get.set_name(request.thread());
  ASSIGN_OR_RETURN(const v1::GetThreadResponse answer, session.client().Call(&Stub::GetThread, get));
  request.set_up_to(answer.thread().last_message_number());
  return absl::OkStatus();
}

void AddRead(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::MarkReadRequest>();
  CLI::App& verb =
      program.AddCall(group, "read", "You have read a thread", request, &Stub::MarkRead, PrintReadMark, FillReadMark);
  verb.add_option("--thread,thread", *request->mutable_thread(), "The thread; the patient's latest one unless given");
  verb.add_option_function<int>(
      "--up-to", [request](int n) { request->set_up_to(n); }, "Up to this number; to the end unless given");
}

}  // namespace

void AddMessageVerbs(CLI::App& app, Program& program) {
  CLI::App& group = *app.add_subcommand("messages", "Threads between patients and their care teams");
  group.require_subcommand(1);
  AddThreads(group, program);
  AddThread(group, program);
  AddStart(group, program);
  AddSend(group, program);
  AddList(group, program);
  AddRead(group, program);
  AddWorkVerbs(group, program);
  AddTemplateVerbs(group, program);
  AddWatchVerb(group, program);
  AddThreadExportVerb(group, program);
  AddDeliveryVerbs(group, program);
  AddHoursVerb(group, program);
}

}  // namespace careloop::cli
