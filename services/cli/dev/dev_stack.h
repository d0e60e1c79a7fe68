#ifndef CARELOOP_SERVICES_CLI_DEV_DEV_STACK_H_
#define CARELOOP_SERVICES_CLI_DEV_DEV_STACK_H_

#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/cli/client.h"
#include "services/cli/dev/supervisor.h"
#include "services/cli/dev/workspace.h"

namespace careloop::cli {

// How `careloop dev` runs its processes.
struct StackOptions {
  std::string programs;  // the directory with content, journal and messaging
  std::string deploy;    // the project's deploy/
  Endpoints listen = {"127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"};
  std::string log_level = "info";
};

// A private Redis and the three services, each a child process under one supervisor.
class DevStack {
 public:
  // `workspace` and `supervisor` outlive this object.
  DevStack(StackOptions options, const Workspace& workspace, Supervisor& supervisor)
      : options_(std::move(options)), workspace_(workspace), supervisor_(supervisor) {}

  // Starts all four, each after those that it calls. They listen when this returns; see WaitUntilServing. An error
  // holds the last lines that the process wrote.
  absl::Status Start();

  const Endpoints& endpoints() const { return endpoints_; }
  std::string redis_address() const { return "unix:" + workspace_.InRun("redis.sock"); }

 private:
  absl::Status StartRedis();
  absl::StatusOr<std::string> StartService(const std::string& name, const std::string& listen);
  Command ServiceCommand(const std::string& name, const std::string& listen) const;
  std::vector<std::string> OwnFlags(const std::string& name) const;
  absl::Status Explain(const Command& command, const absl::Status& status) const;

  const StackOptions options_;
  const Workspace& workspace_;
  Supervisor& supervisor_;
  Endpoints endpoints_;
};

// Returns when all three services say that they are serving. UNAVAILABLE that names one if not within
// `limit`; CANCELLED when a stop is requested.
absl::Status WaitUntilServing(const Endpoints& endpoints, absl::Duration limit, std::stop_token stop);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_DEV_DEV_STACK_H_
