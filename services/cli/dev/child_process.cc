#include "services/cli/dev/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/strings.h"

namespace careloop::cli {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(5);

absl::Status SystemError(const char* what) {
  return absl::InternalError(StrCat("cannot ", what, ": ", std::generic_category().message(errno)));
}

// Between fork and exec only what is safe in a child of a process with threads: system calls on values made before.
[[noreturn]] void Become(char* const* arguments, int output, int log, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // it ended before the line above
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  setpgid(0, 0);  // Ctrl-C is for this command, which stops its children in their order
  dup2(output, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execvp(arguments[0], arguments);
  constexpr char kMissing[] = "cannot run it: no such program\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kMissing, sizeof(kMissing) - 1);
  _exit(127);
}

std::string DescribeEnd(int status) {
  if (WIFSIGNALED(status)) return StrCat("signal ", WTERMSIG(status));
  return StrCat("exit code ", WEXITSTATUS(status));
}

}  // namespace

absl::StatusOr<ChildProcess> ChildProcess::Start(const Command& command) {
  std::vector<char*> arguments;
  arguments.reserve(command.arguments.size() + 1);
  for (const std::string& argument : command.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  int output[2];
  if (pipe2(output, O_CLOEXEC) != 0) return SystemError("make a pipe");
  const int log = open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const pid_t parent = getpid();
  const pid_t pid = log < 0 ? -1 : fork();
  if (pid == 0) Become(arguments.data(), output[1], log, parent);
  absl::Status failed = pid < 0 ? SystemError("start a process") : absl::OkStatus();
  close(log);
  close(output[1]);
  if (failed.ok()) return ChildProcess(pid, output[0]);
  close(output[0]);
  return failed;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), output_(std::exchange(other.output_, -1)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(output_, other.output_);
  return *this;
}

ChildProcess::~ChildProcess() {
  Stop(absl::ZeroDuration());
  if (output_ >= 0) close(output_);
}

absl::StatusOr<std::string> ChildProcess::ReadLine(absl::Duration limit) {
  const absl::Time deadline = absl::Now() + limit;
  std::string line;
  while (true) {
    pollfd readable{.fd = output_, .events = POLLIN, .revents = 0};
    const auto left = std::max<int64_t>(absl::ToInt64Milliseconds(deadline - absl::Now()), 0);
    if (poll(&readable, 1, static_cast<int>(left)) == 0)
      return absl::UnavailableError("it did not say that it is ready");
    char c = 0;
    if (read(output_, &c, 1) != 1) return absl::UnavailableError("it ended at its start");
    if (c == '\n') return line;
    line.push_back(c);
  }
}

std::optional<std::string> ChildProcess::Ended() {
  int status = 0;
  if (pid_ < 0 || waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  pid_ = -1;
  return DescribeEnd(status);
}

void ChildProcess::Stop(absl::Duration limit) {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  const absl::Time deadline = absl::Now() + limit;
  while (!Ended() && absl::Now() < deadline) absl::SleepFor(kPoll);
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(std::exchange(pid_, -1), nullptr, 0);
}

}  // namespace careloop::cli
