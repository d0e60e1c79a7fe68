#ifndef CARELOOP_SERVICES_CLI_DEV_CHILD_PROCESS_H_
#define CARELOOP_SERVICES_CLI_DEV_CHILD_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace careloop::cli {

// What to run: a program, looked for in PATH unless it is a path, and its arguments. Its standard error is appended to
// the file `log`.
struct Command {
  std::string name;
  std::vector<std::string> arguments;
  std::string log;
};

// A program that runs beside this one and never outlives it: the kernel kills it when the thread that started it ends,
// so that is the main thread. Signals from the terminal do not reach it. Not thread-safe.
class ChildProcess {
 public:
  static absl::StatusOr<ChildProcess> Start(const Command& command);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();  // kills it if it still runs

  pid_t pid() const { return pid_; }

  // The first line of its standard output. UNAVAILABLE if it has ended, or said nothing within `limit`.
  absl::StatusOr<std::string> ReadLine(absl::Duration limit);

  // How it ended ("exit code 2", "signal 9"); nothing while it runs.
  std::optional<std::string> Ended();

  // SIGTERM, and after `limit` SIGKILL. Returns when it has ended.
  void Stop(absl::Duration limit);

 private:
  ChildProcess(pid_t pid, int output) : pid_(pid), output_(output) {}

  pid_t pid_;   // -1: has ended
  int output_;  // the end of the pipe that its standard output is; kept open so that it can always write
};

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_DEV_CHILD_PROCESS_H_
