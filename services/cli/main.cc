#include <iostream>

#include "common/base/error.h"
#include "services/cli/exit_code.h"
#include "services/cli/print/prose.h"
#include "services/cli/program.h"

namespace careloop::cli {
namespace {

void AddVerbs(CLI::App& app, Program& program) {
  AddContentVerbs(app, program);
  AddJournalVerbs(app, program);
  AddMessageVerbs(app, program);
  AddInboxVerb(app, program);
  AddTeamVerbs(app, program);
  AddAdminVerbs(app, program);
  AddAuditVerbs(app, program);
  AddTokenVerb(app, program);
  AddDevVerb(app, program);
  AddTourVerb(app, program);
}

// How the run ended.
ExitCode Tell(const absl::Status& status) {
  if (const auto text = PersonsTextOf(status)) std::cerr << Indented(text->text, 0) << "\n";
  if (!status.ok()) std::cerr << "careloop: " << ErrorLine(status) << std::endl;
  return ExitCodeOf(status);
}

ExitCode Main(int argc, char** argv) {
  const absl::Status legible = CheckArguments({argv + 1, argv + argc});
  if (!legible.ok()) return Tell(legible);
  CLI::App app("careloop: journal, messages and educational content of a care-team portal", "careloop");
  Program program(app);
  AddVerbs(app, program);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::kOk : ExitCode::kUsage;
  }
  return Tell(program.Run(std::cout));
}

}  // namespace
}  // namespace careloop::cli

int main(int argc, char** argv) { return static_cast<int>(careloop::cli::Main(argc, argv)); }
