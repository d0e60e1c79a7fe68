#include "services/cli/program.h"

namespace careloop::cli {

Program::Program(CLI::App& app) {
  app.fallthrough();  // shared flags may stand after the verb
  app.require_subcommand(1);
  app.failure_message([](const CLI::App*, const CLI::Error& error) {
    return "careloop: " + std::string(error.what()) + " (see --help)\n";
  });
  app.footer(std::string(kExitCodes));
  const auto shared = [&app](const char* name, auto& value, const char* help) {
    return app.add_option(name, value, help)->group("Shared by all verbs");
  };
  shared("--content", common_.endpoints.content, "Address of the content service")->envname("CARELOOP_CONTENT");
  shared("--journal", common_.endpoints.journal, "Address of the journal service")->envname("CARELOOP_JOURNAL");
  shared("--messaging", common_.endpoints.messaging, "Address of the messaging service")->envname("CARELOOP_MESSAGING");
  shared("--ca", common_.trust.ca, "PEM file with the CA of the services' certificates; without it, plaintext")
      ->envname("CARELOOP_CA");
  shared("--identity", common_.trust.identity, "PEM file with a private key and certificate to show them")
      ->envname("CARELOOP_IDENTITY");
  shared("--token", common_.token, "Who is calling")->envname("CARELOOP_TOKEN");
  shared("--patient", common_.patient, "Whose journal or threads; a patient's own unless given");
  shared("--request-id", common_.request_id,
         "The UUID of this intent; give it again to retry, else a fresh one is used");
  shared("--timeout", common_.timeout_seconds, "Seconds that a call may take, 10 unless given")
      ->check(CLI::PositiveNumber);
  app.add_flag("--all", common_.all_pages, "Follow a list to its last page")->group("Shared by all verbs");
  app.add_flag("--json", common_.json, "Print answers as protobuf JSON, one a line")->group("Shared by all verbs");
}

}  // namespace careloop::cli
