#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "common/base/error.h"
#include "services/cli/print/journal_print.h"
#include "services/cli/program.h"
#include "services/cli/symptom_answer.h"
#include "services/cli/times.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;
using Stub = v1::JournalService::Stub;

constexpr char kThisMachines[] = "this machine's";

// What an entry says, as it is typed.
template <typename Request>
struct EntryOptions {
  Request request;
  std::string when;
  std::vector<std::string> symptoms;
};

template <typename Request>
absl::Status FillContent(EntryOptions<Request>& options) {
  if (!options.when.empty()) {
    ASSIGN_OR_RETURN(*options.request.mutable_occurred_time(),
                     ParseTime("--when", options.when, options.request.time_zone()));
  }
  for (const std::string& typed : options.symptoms) {
    ASSIGN_OR_RETURN(*options.request.add_answers(), ParseSymptomAnswer(typed));
  }
  return absl::OkStatus();
}

absl::Status Record(const Session& session, EntryOptions<v1::RecordEntryRequest>& options) {
  ASSIGN_OR_RETURN(*options.request.mutable_parent(), session.Patient());
  RETURN_IF_ERROR(FillContent(options));
  return session.Show(session.Call(&Stub::RecordEntry, options.request), PrintRecorded);
}

using AmendOptions = EntryOptions<v1::AmendEntryRequest>;

// What remains when the entry to amend cannot be read: whom to call does not depend on that. Without an etag the
// service changes nothing, and says it all the same.
absl::Status WhomToCall(const Session& session, AmendOptions& options, const absl::Status& unread) {
  v1::AmendEntryRequest& request = options.request;
  if (request.time_zone().empty()) request.set_time_zone(LocalZoneName());
  RETURN_IF_ERROR(FillContent(options));
  request.clear_etag();
  const auto text = PersonsTextOf(session.Call(&Stub::AmendEntry, request).status());
  return text ? WithPersonsText(unread, *text) : unread;
}

// What is not typed is as it is in the entry now: who types it has no older one on a screen, and does not mean to move
// it to where this machine is.
absl::Status Amend(const Session& session, AmendOptions& options) {
  v1::AmendEntryRequest& request = options.request;
  ASSIGN_OR_RETURN(*request.mutable_name(), session.PatientsResource("entries", request.name()));
  std::string looked_up;
  if (request.etag().empty() || request.time_zone().empty()) {
    v1::GetEntryRequest get;
    get.set_name(request.name());
    const auto current = session.Call(&Stub::GetEntry, get);
    if (!current.ok()) return WhomToCall(session, options, current.status());
    if (request.time_zone().empty()) request.set_time_zone(current->entry().time_zone());
    if (request.etag().empty()) {
      request.set_etag(current->entry().etag());
      looked_up = "--etag " + request.etag() + " ";
    }
  }
  RETURN_IF_ERROR(FillContent(options));
  return session.Show(session.Call(&Stub::AmendEntry, request, looked_up), PrintAmended);
}

template <typename Request>
void AddContent(CLI::App& verb, std::shared_ptr<EntryOptions<Request>> options, const std::string& no_time,
                const std::string& no_zone) {
  Request& request = options->request;
  verb.add_option("--symptom", options->symptoms,
                  "Answers about a symptom, such as nausea:frequency=2,severity=3; may be repeated")
      ->allow_extra_args(false);
  verb.add_option_function<int>(
      "--wellbeing", [options](int w) { options->request.set_wellbeing(w); },
      "Overall wellbeing, 0 (worst) to 10 (best)");
  verb.add_option_function<double>(
      "--temperature", [options](double t) { options->request.set_temperature_celsius(t); },
      "Body temperature in degrees Celsius");
  verb.add_option("--note", *request.mutable_note(), "Anything to add");
  verb.add_option_function<std::vector<std::string>>(
          "--question",
          [options](const std::vector<std::string>& typed) {
            for (const std::string& question : typed) options->request.add_questions(question);
          },
          "What to ask at the next visit; may be repeated")
      ->allow_extra_args(false);
  verb.add_flag_callback("--visit", [options] { options->request.set_visit(true); }, "You saw your care team then");
  verb.add_flag_callback("--urgent", [options] { options->request.set_urgent(true); }, "You consider it urgent");
  verb.add_flag_callback(
      "--can-wait", [options] { options->request.set_can_wait(true); }, "You think that it can wait");
  verb.add_option("--when", options->when, "When it was so; " + no_time + " unless given");
  verb.add_option("--time-zone", *request.mutable_time_zone(), "Your IANA time zone; " + no_zone + " unless given");
  verb.add_option("--language", *request.mutable_language(), "Of emergency text and related content, such as en");
}

void AddRecord(CLI::App& group, Program& program) {
  auto options = std::make_shared<EntryOptions<v1::RecordEntryRequest>>();
  options->request.set_time_zone(LocalZoneName());
  AddContent(program.Add(group, "record", "Record how you are", options, Record), options, "now", kThisMachines);
}

void AddCheckIn(CLI::App& group, Program& program) {
  auto options = std::make_shared<EntryOptions<v1::RecordEntryRequest>>();
  options->request.set_kind(v1::ENTRY_KIND_CHECK_IN);
  options->request.set_time_zone(LocalZoneName());
  CLI::App& verb = program.Add(
      group, "check-in", "Record how the past seven days were; once a week, in parts if you like", options, Record);
  AddContent(verb, options, "now", kThisMachines);
  verb.add_flag_callback("--partial", [options] { options->request.set_partial(true); }, "You will go on later");
}

void AddAmend(CLI::App& group, Program& program) {
  auto options = std::make_shared<AmendOptions>();
  CLI::App& verb = program.Add(group, "amend", "Say anew, as a whole, what an entry says", options, Amend);
  verb.add_option("entry", *options->request.mutable_name(), "patients/{patient}/entries/{n}, or {n}")->required();
  verb.add_option("--etag", *options->request.mutable_etag(),
                  "Of the entry that you looked at; the current unless given");
  AddContent(verb, options, "as it was", "the entry's");
}

void AddRetract(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::RetractEntryRequest>();
  CLI::App& verb = program.AddCall(group, "retract", "Take an entry back; it stays in the history", request,
                                   &Stub::RetractEntry, PrintRetracted, FillName<v1::RetractEntryRequest>("entries"));
  verb.add_option("entry", *request->mutable_name(), "patients/{patient}/entries/{n}, or {n}")->required();
  verb.add_option("--etag", *request->mutable_etag(),
                  "Of the entry that you looked at; whatever is current unless given");
}

void AddGet(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::GetEntryRequest>();
  CLI::App& verb = program.AddCall(group, "get", "One entry", request, &Stub::GetEntry, PrintOneEntry,
                                   FillName<v1::GetEntryRequest>("entries"));
  verb.add_option("entry", *request->mutable_name(), "patients/{patient}/entries/{n}, or {n}")->required();
  verb.add_option_function<int>(
      "--version", [request](int version) { request->set_version(version); }, "This version; the current unless given");
}

// All versions, the current one first.
absl::Status History(const Session& session, v1::GetEntryRequest& request) {
  ASSIGN_OR_RETURN(*request.mutable_name(), session.PatientsResource("entries", request.name()));
  ASSIGN_OR_RETURN(v1::GetEntryResponse answer, session.Call(&Stub::GetEntry, request));
  session.Show(answer, PrintVersion);
  for (int version = answer.entry().version() - 1; version > 0; --version) {
    request.set_version(version);
    ASSIGN_OR_RETURN(answer, session.Call(&Stub::GetEntry, request));
    session.Show(answer, PrintVersion);
  }
  return absl::OkStatus();
}

void AddHistory(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::GetEntryRequest>();
  program.Add(group, "history", "All versions of an entry, with who wrote them and when", request, History)
      .add_option("entry", *request->mutable_name(), "patients/{patient}/entries/{n}, or {n}")
      ->required();
}

}  // namespace

void AddEntryVerbs(CLI::App& journal, Program& program) {
  AddRecord(journal, program);
  AddCheckIn(journal, program);
  AddAmend(journal, program);
  AddRetract(journal, program);
  AddGet(journal, program);
  AddHistory(journal, program);
}

}  // namespace careloop::cli
