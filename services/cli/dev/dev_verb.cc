#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "common/base/strings.h"
#include "common/log/log.h"
#include "common/rpc/local_address.h"
#include "paths.h"
#include "services/cli/dev/demo_site.h"
#include "services/cli/dev/dev_stack.h"
#include "services/cli/files.h"
#include "services/cli/program.h"
#include "services/cli/tour/tour.h"

namespace careloop::cli {
namespace {

constexpr absl::Duration kServingLimit = absl::Seconds(30);
constexpr absl::Duration kTokenLife = absl::Hours(24);

struct DevOptions {
  StackOptions stack;
  std::string data;
  bool tour = false;
  bool once = false;
};

// `careloop dev` once its processes run: makes a demonstration site of them, and says so.
class Demonstration {
 public:
  Demonstration(const Session& session, const DevOptions& options, const Workspace& workspace, const DevStack& stack)
      : session_(session), options_(options), workspace_(workspace), stack_(stack) {}

  absl::Status Play(std::stop_token stop) {
    ASSIGN_OR_RETURN(const DemoSite site, Describe());
    RETURN_IF_ERROR(WaitUntilServing(site.endpoints, kServingLimit, std::move(stop)));
    RETURN_IF_ERROR(SetUpDemoSite(site, options_.stack.deploy + "/site/publications"));
    if (options_.tour) RETURN_IF_ERROR(Tour(site, session_.json() ? std::cerr : session_.out()));
    if (options_.once) return absl::OkStatus();
    return session_.json() ? AnnounceJson(site) : Announce(site);
  }

 private:
  absl::StatusOr<DemoSite> Describe() const {
    ASSIGN_OR_RETURN(const TokenSigner signer, workspace_.Signer());
    DemoSite site{.endpoints = stack_.endpoints(),
                  .tokens = {},
                  .patient = "patients/demo-patient",
                  .care_team = "careTeams/demo-team"};
    for (const DemoPerson& person : kDemoPeople) {
      ASSIGN_OR_RETURN(site.tokens[std::string(person.key)], DemoToken(signer, person, kTokenLife));
    }
    return site;
  }

  absl::Status AnnounceJson(const DemoSite& site) const {
    nlohmann::json json = site.ToJson();
    json["redis"] = stack_.redis_address();
    json["run"] = workspace_.run_directory();
    json["key"] = workspace_.InData("secrets/signing-key.json");
    json["issuer"] = kDemoIssuer;
    for (const char* name : {"redis", "content", "messaging", "journal"}) {
      ASSIGN_OR_RETURN(const std::string pid, ReadFile(workspace_.InRun(StrCat(name, ".pid"))));
      json["pids"][name] = std::stoi(pid);
    }
    session_.out() << json.dump() << std::endl;
    return absl::OkStatus();
  }

  // A file of settings for each person, so that a shell need not copy long tokens.
  absl::Status Announce(const DemoSite& site) const {
    std::ostream& out = session_.out();
    const std::string endpoints =
        StrCat("export CARELOOP_CONTENT=", site.endpoints.content, "\nexport CARELOOP_JOURNAL=", site.endpoints.journal,
               "\nexport CARELOOP_MESSAGING=", site.endpoints.messaging, "\n");
    out << "The stack is up. It stops with Ctrl-C or SIGTERM.\n\n" << endpoints << "\n";
    for (const DemoPerson& person : kDemoPeople) {
      const std::string& token = site.tokens.at(std::string(person.key));
      const std::string file = workspace_.InRun(StrCat(person.key, ".env"));
      RETURN_IF_ERROR(WriteFile(file, StrCat(endpoints, "export CARELOOP_TOKEN=", token, "\n"), 0600));
      out << "# " << person.name << " (" << RoleName(person.role) << " " << person.id << "), all settings: . " << file
          << "\nexport CARELOOP_TOKEN=" << token << "\n";
    }
    out << "\nIn another terminal, for example:\n  . " << workspace_.InRun("patient.env") << "\n  "
        << options_.stack.programs << "/careloop journal list\n"
        << std::flush;
    return absl::OkStatus();
  }

  const Session& session_;
  const DevOptions& options_;
  const Workspace& workspace_;
  const DevStack& stack_;
};

// The main thread supervises, and another one plays, since playing calls what is supervised.
absl::Status Supervise(Supervisor& supervisor, Demonstration& demonstration, bool once) {
  absl::Status played;
  std::jthread player([&](std::stop_token stop) {
    played = demonstration.Play(std::move(stop));
    kill(getpid(), SIGUSR1);
  });
  if (supervisor.Run() == SIGUSR1) {
    player.join();
    if (played.ok() && !once) supervisor.Run();
    supervisor.Stop();
    return played;
  }
  player.request_stop();
  supervisor.Stop();  // which ends the calls that the player waits for
  return absl::OkStatus();
}

std::string CheckLogLevel(const std::string& level) {
  return log::LevelFromName(level) ? "" : "is one of debug, info, warning, error";
}

absl::Status Dev(const Session& session, DevOptions& options) {
  Supervisor::HoldSignals();
  ASSIGN_OR_RETURN(const Workspace workspace, Workspace::Open(options.data));
  Supervisor supervisor(workspace.run_directory());
  DevStack stack(options.stack, workspace, supervisor);
  RETURN_IF_ERROR(stack.Start());
  Demonstration demonstration(session, options, workspace, stack);
  return Supervise(supervisor, demonstration, options.once);
}

}  // namespace

void AddDevVerb(CLI::App& app, Program& program) {
  auto options = std::make_shared<DevOptions>();
  options->stack.programs = std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
  options->stack.deploy = CARELOOP_SOURCE_DIR "/deploy";
  CLI::App& verb =
      program.Add(app, "dev", "A private Redis and all services, with demonstration people and content", options, Dev);
  verb.add_option("--data", options->data, "Keep the data in this directory; gone with the command unless given");
  const auto listen = [&verb](const char* name, std::string& address, const char* help) {
    verb.add_option(name, address, help)->capture_default_str()->check(rpc::AddressFault);
  };
  listen("--listen-content", options->stack.listen.content, "Address of content; port 0 is a free one");
  listen("--listen-journal", options->stack.listen.journal, "Address of journal");
  listen("--listen-messaging", options->stack.listen.messaging, "Address of messaging");
  verb.add_option("--deploy", options->stack.deploy, "The project's deploy directory")->check(CLI::ExistingDirectory);
  verb.add_option("--programs", options->stack.programs, "Directory with the services' programs; beside this one")
      ->check(CLI::ExistingDirectory);
  verb.add_option("--log-level", options->stack.log_level, "Of the services: debug, info, warning or error")
      ->capture_default_str()
      ->check(CheckLogLevel);
  auto* tour = verb.add_flag("--tour", options->tour, "Play the care loop, and print it");
  verb.add_flag("--once", options->once, "Stop after the tour")->needs(tour);
}

}  // namespace careloop::cli
