#include "services/cli/dev/dev_stack.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "nlohmann/json.hpp"
#include "services/cli/dev/demo_site.h"
#include "services/cli/files.h"

namespace careloop::cli {
namespace {

constexpr absl::Duration kStartLimit = absl::Seconds(15);
constexpr absl::Duration kPoll = absl::Milliseconds(2);
constexpr size_t kShownLog = 2000;

bool Accepts(const std::string& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket_path.c_str(), sizeof(address.sun_path) - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool accepted = fd >= 0 && connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  if (fd >= 0) close(fd);
  return accepted;
}

absl::Status WaitForSocket(ChildProcess& server, const std::string& path) {
  const absl::Time deadline = absl::Now() + kStartLimit;
  while (!Accepts(path)) {
    if (const auto end = server.Ended()) return absl::UnavailableError(StrCat("it ended at its start (", *end, ")"));
    if (absl::Now() > deadline) return absl::UnavailableError("it does not listen");
    absl::SleepFor(kPoll);
  }
  return absl::OkStatus();
}

// From {"service":"content","listening":"127.0.0.1:41234"}.
absl::StatusOr<std::string> ListeningAddress(const std::string& line) {
  const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (json.is_object() && json.contains("listening") && json["listening"].is_string())
    return std::string(json["listening"]);
  return absl::InternalError(StrCat("it did not say where it listens, but: ", line));
}

}  // namespace

absl::Status DevStack::Start() {
  RETURN_IF_ERROR(workspace_.WriteSecrets(options_.deploy + "/redis/users.acl.in"));
  ASSIGN_OR_RETURN(const TokenSigner signer, workspace_.Signer());
  ASSIGN_OR_RETURN(const std::string token,
                   DemoToken(signer, {"", Role::kService, "journal", "journal"}, absl::Hours(24 * 365)));
  RETURN_IF_ERROR(WriteFile(workspace_.InData("secrets/journal.token"), token, 0600));
  RETURN_IF_ERROR(StartRedis());
  ASSIGN_OR_RETURN(endpoints_.content, StartService("content", options_.listen.content));
  ASSIGN_OR_RETURN(endpoints_.messaging, StartService("messaging", options_.listen.messaging));
  ASSIGN_OR_RETURN(endpoints_.journal, StartService("journal", options_.listen.journal));
  return absl::OkStatus();
}

absl::Status DevStack::StartRedis() {
  const Command command{.name = "redis",
                        .arguments = {"redis-server", options_.deploy + "/redis/durable.conf",  //
                                      "--dir", workspace_.InData("redis"),                      //
                                      "--unixsocket", workspace_.InRun("redis.sock"),           //
                                      "--aclfile", workspace_.InData("secrets/users.acl"),      //
                                      "--logfile", workspace_.InData("log/redis.log")},
                        .log = workspace_.InData("log/redis.log")};
  ASSIGN_OR_RETURN(ChildProcess* const server, supervisor_.Start(command));
  return Explain(command, WaitForSocket(*server, workspace_.InRun("redis.sock")));
}

absl::StatusOr<std::string> DevStack::StartService(const std::string& name, const std::string& listen) {
  const Command command = ServiceCommand(name, listen);
  ASSIGN_OR_RETURN(ChildProcess* const service, supervisor_.Start(command));
  const absl::StatusOr<std::string> line = service->ReadLine(kStartLimit);
  if (!line.ok()) return Explain(command, line.status());
  absl::StatusOr<std::string> address = ListeningAddress(*line);
  if (!address.ok()) return Explain(command, address.status());
  supervisor_.SetCommand(ServiceCommand(name, *address));  // its callers know this address by now
  return address;
}

Command DevStack::ServiceCommand(const std::string& name, const std::string& listen) const {
  Command command{.name = name,
                  .arguments = {options_.programs + "/" + name,
                                "--listen",
                                listen,
                                "--redis",
                                redis_address(),
                                "--redis-password-file",
                                workspace_.InData(StrCat("secrets/", name, ".password")),
                                "--redis-loader-password-file",
                                workspace_.InData("secrets/loader.password"),
                                "--jwks",
                                workspace_.InData("jwks.json"),
                                "--issuer",
                                kDemoIssuer,
                                "--secret-file",
                                workspace_.InData(StrCat("secrets/", name, ".secret")),
                                "--site-data",
                                options_.deploy + "/site",
                                "--log-level",
                                options_.log_level,
                                "--reflection"},
                  .log = workspace_.InData(StrCat("log/", name, ".log"))};
  const std::vector<std::string> own = OwnFlags(name);
  command.arguments.insert(command.arguments.end(), own.begin(), own.end());
  return command;
}

std::vector<std::string> DevStack::OwnFlags(const std::string& name) const {
  if (name == "content") return {"--scratch", workspace_.run_directory()};
  std::vector<std::string> flags = {"--content",
                                    endpoints_.content,
                                    "--audit-heads",
                                    workspace_.InData(StrCat("audit/", name, ".heads")),
                                    "--key-folder",
                                    workspace_.InData(StrCat("keys/", name)),
                                    "--key-encryption-key-file",
                                    workspace_.InData("secrets/key-encryption-keys")};
  if (name == "journal") {
    flags.insert(flags.end(), {"--messaging", endpoints_.messaging, "--service-token-file",
                               workspace_.InData("secrets/journal.token")});
  }
  return flags;
}

absl::Status DevStack::Explain(const Command& command, const absl::Status& status) const {
  if (status.ok()) return status;
  std::string log = ReadFile(command.log).value_or("");
  if (log.size() > kShownLog) log = log.substr(log.size() - kShownLog);
  return absl::InternalError(StrCat(command.name, " cannot be started: ", status.message(), ". Its log: ", log));
}

}  // namespace careloop::cli
