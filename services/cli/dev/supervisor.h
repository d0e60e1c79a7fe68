#ifndef CARELOOP_SERVICES_CLI_DEV_SUPERVISOR_H_
#define CARELOOP_SERVICES_CLI_DEV_SUPERVISOR_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/cli/dev/child_process.h"

namespace careloop::cli {

// Keeps child processes running: one that ends by itself is reported on standard error and started again, at once and
// then after growing pauses. Used by the main thread alone.
class Supervisor {
 public:
  static constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
  static constexpr absl::Duration kLongestPause = absl::Seconds(2);
  static constexpr absl::Duration kStopLimit = absl::Seconds(15);

  // Has the signals that Run() waits for wait for it: comes before any other thread, and before there is anything that
  // would be left behind by one that ends this process.
  static void HoldSignals();

  // Writes the process id of each child to RUN_DIRECTORY/NAME.pid whenever it starts.
  explicit Supervisor(std::string run_directory) : run_directory_(std::move(run_directory)) {}
  ~Supervisor() { Stop(); }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // The child that was started is valid until the next call of Start().
  absl::StatusOr<ChildProcess*> Start(Command command);

  // From the next start on, the child of that name runs this command.
  void SetCommand(const Command& command);

  // Supervises until a signal to end comes: SIGTERM, SIGINT, SIGHUP, or SIGUSR1, with which other threads of this
  // process say that their work is done. Returns that signal.
  int Run();

  // Stops all, the last one started first, each before the next. None is started again.
  void Stop();

 private:
  struct Supervised {
    Command command;
    ChildProcess process;
    absl::Time started;
    absl::Duration pause = kFirstPause;
    absl::Time restart = absl::InfiniteFuture();  // while it runs
  };

  void Reap();
  void RestartDue();
  void Restart(Supervised& child);
  absl::Duration UntilRestart() const;
  void Report(const Supervised& child, const std::string& what) const;
  absl::Status WritePid(const Supervised& child) const;

  const std::string run_directory_;
  std::vector<Supervised> children_;
};

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_DEV_SUPERVISOR_H_
