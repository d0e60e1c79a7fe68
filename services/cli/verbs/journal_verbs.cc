#include <memory>
#include <string>
#include <vector>

#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "services/cli/print/journal_print.h"
#include "services/cli/program.h"
#include "services/cli/symptom_answer.h"
#include "services/cli/times.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;
using Stub = v1::JournalService::Stub;

struct RecordOptions {
  v1::RecordEntryRequest request;
  std::string when;
  std::vector<std::string> symptoms;
};

absl::Status Record(const Session& session, RecordOptions& options) {
  v1::RecordEntryRequest& request = options.request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Patient());
  if (!options.when.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_occurred_time(), ParseTime("--when", options.when, request.time_zone()));
  }
  for (const std::string& typed : options.symptoms) {
    ASSIGN_OR_RETURN(*request.add_answers(), ParseSymptomAnswer(typed));
  }
  return session.Show(session.Call(&Stub::RecordEntry, request), PrintRecorded);
}

void AddRecord(CLI::App& group, Program& program) {
  auto options = std::make_shared<RecordOptions>();
  v1::RecordEntryRequest& request = options->request;
  request.set_time_zone(LocalZoneName());
  CLI::App& verb = program.Add(group, "record", "Record how you are", options, Record);
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
  verb.add_flag_callback("--urgent", [options] { options->request.set_urgent(true); }, "You consider it urgent");
  verb.add_option("--when", options->when, "When it was so; now unless given");
  verb.add_option("--time-zone", *request.mutable_time_zone(), "Your IANA time zone; this machine's unless given");
  verb.add_option("--language", *request.mutable_language(), "Of emergency text and related content, such as en");
}

void AddGet(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::GetEntryRequest>();
  program
      .AddCall(group, "get", "One entry", request, &Stub::GetEntry, PrintOneEntry,
               FillName<v1::GetEntryRequest>("entries"))
      .add_option("entry", *request->mutable_name(), "patients/{patient}/entries/{n}, or {n}")
      ->required();
}

struct ListOptions {
  std::shared_ptr<v1::ListEntriesRequest> request = std::make_shared<v1::ListEntriesRequest>();
  std::string from;
  std::string to;
};

absl::Status List(const Session& session, ListOptions& options) {
  v1::ListEntriesRequest& request = *options.request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Patient());
  if (!options.from.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_start_time(), ParseTime("--from", options.from, LocalZoneName()));
  }
  if (!options.to.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_end_time(), ParseTime("--to", options.to, LocalZoneName()));
  }
  return session.Show(session.Call(&Stub::ListEntries, request), PrintEntries);
}

void AddList(CLI::App& group, Program& program) {
  auto options = std::make_shared<ListOptions>();
  CLI::App& verb = program.Add(group, "list", "Entries, latest first", options, List);
  verb.add_option("--from", options->from, "Only those at or after this time");
  verb.add_option("--to", options->to, "Only those before this time");
  AddPaging(verb, options->request);
}

void AddSymptoms(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListSymptomsRequest>();
  AddPaging(program.AddCall(group, "symptoms", "What can be recorded", request, &Stub::ListSymptoms, PrintSymptoms),
            request);
}

}  // namespace

void AddJournalVerbs(CLI::App& app, Program& program) {
  CLI::App& group = *app.add_subcommand("journal", "What patients record, and with whom they share it");
  group.require_subcommand(1);
  AddRecord(group, program);
  AddGet(group, program);
  AddList(group, program);
  AddSymptoms(group, program);
  AddShareVerbs(group, program);
  AddCourseVerbs(group, program);
}

}  // namespace careloop::cli
