#include <memory>
#include <string>

#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "services/cli/print/journal_print.h"
#include "services/cli/program.h"
#include "services/cli/times.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;
using Stub = v1::JournalService::Stub;

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
  verb.add_flag_callback(
      "--retracted", [request = options->request] { request->set_show_retracted(true); },
      "Also those that you took back");
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
  AddEntryVerbs(group, program);
  AddList(group, program);
  AddSymptoms(group, program);
  AddTrendVerbs(group, program);
  AddShareVerbs(group, program);
  AddCourseVerbs(group, program);
  AddAlertVerbs(group, program);
  AddRuleVerbs(group, program);
  AddExportVerb(group, program);
}

}  // namespace careloop::cli
