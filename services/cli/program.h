#ifndef CARELOOP_SERVICES_CLI_PROGRAM_H_
#define CARELOOP_SERVICES_CLI_PROGRAM_H_

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/cli/session.h"

namespace careloop::cli {

// The command line: its verbs, the flags they share, and after parsing the one verb that was chosen. Outlives parsing
// and running.
class Program {
 public:
  // Declares the shared flags on `app`, which outlives this object; verbs added later take them too.
  explicit Program(CLI::App& app);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // A verb that runs `run`; its options are declared on the result and held by `options`.
  template <typename Options>
  CLI::App& Add(CLI::App& group, const std::string& name, const std::string& help, std::shared_ptr<Options> options,
                absl::Status (*run)(const Session&, Options&)) {
    CLI::App& verb = *group.add_subcommand(name, help);
    verb.callback([this, options, run] { run_ = [=](const Session& session) { return run(session, *options); }; });
    return verb;
  }

  // What remains to be done to a request when the command line has been read.
  template <typename Request>
  using Completion = std::type_identity_t<std::function<absl::Status(const Session&, Request&)>>;

  // A verb that makes one call and prints its answer; its options fill in the request.
  template <typename Stub, typename Request, typename Response>
  CLI::App& AddCall(CLI::App& group, const std::string& name, const std::string& help, std::shared_ptr<Request> request,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    void (*print)(std::ostream&, const Response&), Completion<Request> complete = nullptr) {
    CLI::App& verb = *group.add_subcommand(name, help);
    verb.callback([this, request, method, print, complete] {
      run_ = [=](const Session& session) -> absl::Status {
        if (complete) RETURN_IF_ERROR(complete(session, *request));
        return session.Show(session.Call(method, *request), print);
      };
    });
    return verb;
  }

  // Runs the chosen verb.
  absl::Status Run(std::ostream& out) const { return run_(Session(common_, out)); }

 private:
  CommonOptions common_;
  std::function<absl::Status(const Session&)> run_;
};

// Completion of a call about one patient.
template <typename Request>
absl::Status FillParent(const Session& session, Request& request) {
  ASSIGN_OR_RETURN(*request.mutable_parent(), session.Patient());
  return absl::OkStatus();
}

// Completion of a call about one resource of a patient's, where the user may type its id alone.
template <typename Request>
std::function<absl::Status(const Session&, Request&)> FillName(std::string collection) {
  return [collection](const Session& session, Request& request) -> absl::Status {
    ASSIGN_OR_RETURN(*request.mutable_name(), session.PatientsResource(collection, request.name()));
    return absl::OkStatus();
  };
}

// A usage error if an argument is not UTF-8, which neither a request nor a terminal can hold. It names the flag, never
// the value.
absl::Status CheckArguments(const std::vector<std::string>& arguments);

// Of an option that is a number of seconds: what is wrong with it, empty if nothing is.
std::string CheckSeconds(const std::string& typed);

// One function per group of verbs.
void AddContentVerbs(CLI::App& app, Program& program);
void AddBrowseVerbs(CLI::App& content, Program& program);
void AddPublishingVerbs(CLI::App& content, Program& program);
void AddDownloadVerb(CLI::App& content, Program& program);
void AddImportVerb(CLI::App& content, Program& program);
void AddJournalVerbs(CLI::App& app, Program& program);
void AddEntryVerbs(CLI::App& journal, Program& program);
void AddTrendVerbs(CLI::App& journal, Program& program);
void AddShareVerbs(CLI::App& journal, Program& program);
void AddAlertVerbs(CLI::App& journal, Program& program);
void AddExportVerb(CLI::App& journal, Program& program);
void AddRuleVerbs(CLI::App& journal, Program& program);
void AddCourseVerbs(CLI::App& journal, Program& program);
void AddMessageVerbs(CLI::App& app, Program& program);
void AddWorkVerbs(CLI::App& messages, Program& program);
void AddTemplateVerbs(CLI::App& messages, Program& program);
void AddInboxVerb(CLI::App& app, Program& program);
void AddWatchVerb(CLI::App& messages, Program& program);
void AddThreadExportVerb(CLI::App& messages, Program& program);
void AddDeliveryVerbs(CLI::App& messages, Program& program);
void AddHoursVerb(CLI::App& messages, Program& program);
void AddSettingsVerb(CLI::App& teams, Program& program);
void AddCaregiverVerbs(CLI::App& teams, Program& program);
void AddTeamVerbs(CLI::App& app, Program& program);
void AddAdminVerbs(CLI::App& app, Program& program);
void AddAuditVerbs(CLI::App& app, Program& program);
void AddTokenVerb(CLI::App& app, Program& program);
void AddDevVerb(CLI::App& app, Program& program);
void AddTourVerb(CLI::App& app, Program& program);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_PROGRAM_H_
