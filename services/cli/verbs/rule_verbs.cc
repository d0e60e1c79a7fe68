#include <google/protobuf/util/json_util.h>

#include <memory>
#include <string>

#include "careloop/journal/v1/alert_rule_service.grpc.pb.h"
#include "common/base/strings.h"
#include "services/cli/files.h"
#include "services/cli/names.h"
#include "services/cli/print/rule_print.h"
#include "services/cli/program.h"
#include "services/cli/times.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;
using Stub = v1::AlertRuleService::Stub;

constexpr size_t kLargestFile = 1'000'000;

absl::Status ReadRuleSet(const std::string& file, v1::RuleSet& set) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(file, kLargestFile));
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &set);
  return parsed.ok() ? absl::OkStatus()
                     : UsageError(StrCat(file, " is not a rule set in JSON: ", parsed.message().ToString()));
}

void AddShow(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::GetRuleSetRequest>();
  program.AddCall(group, "show", "The rule set in force, or one that was", request, &Stub::GetRuleSet, PrintRuleSet)
      .add_option("--version", *request->mutable_version(), "Of the set; that in force unless given");
}

void AddActivate(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ActivateRuleSetRequest>();
  auto file = std::make_shared<std::string>();
  const auto complete = [file](const Session&, v1::ActivateRuleSetRequest& r) {
    return ReadRuleSet(*file, *r.mutable_rule_set());
  };
  program
      .AddCall(group, "activate", "Put a rule set in force", request, &Stub::ActivateRuleSet, PrintActivated, complete)
      .add_option("file", *file, "The set in JSON, such as deploy/site/alert-rules.json")
      ->required();
}

struct DryRunOptions {
  v1::DryRunRuleSetRequest request;
  std::string file;
  std::string from;
  std::string to;
};

absl::Status PlayDry(const Session& session, DryRunOptions& options) {
  v1::DryRunRuleSetRequest& request = options.request;
  if (!options.file.empty()) RETURN_IF_ERROR(ReadRuleSet(options.file, *request.mutable_rule_set()));
  ASSIGN_OR_RETURN(*request.mutable_start_time(), ParseTime("--from", options.from, LocalZoneName()));
  if (!options.to.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_end_time(), ParseTime("--to", options.to, LocalZoneName()));
  }
  return session.Show(session.Call(&Stub::DryRunRuleSet, request), PrintDryRun);
}

void AddDryRun(CLI::App& group, Program& program) {
  auto options = std::make_shared<DryRunOptions>();
  CLI::App& verb =
      program.Add(group, "dry-run", "How many past entries a rule set would have alerted on", options, PlayDry);
  verb.add_option("file", options->file, "The set in JSON; that in force unless given");
  verb.add_option("--from", options->from, "Entries from this time on")->required();
  verb.add_option("--to", options->to, "but only before this time; now unless given");
}

}  // namespace

void AddRuleVerbs(CLI::App& journal, Program& program) {
  CLI::App& group = *journal.add_subcommand("rules", "Which entries a care team is alerted to");
  group.require_subcommand(1);
  AddShow(group, program);
  AddActivate(group, program);
  AddDryRun(group, program);
}

}  // namespace careloop::cli
