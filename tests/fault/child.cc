#include "tests/fault/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "common/base/strings.h"

namespace careloop::fault {
namespace {

// Only system calls, on values made before: the test has other threads, which the new process has not.
[[noreturn]] void Become(char* const* arguments, int output, int log, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  dup2(output, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execv(arguments[0], arguments);
  _exit(127);
}

}  // namespace

Child::Child(std::vector<std::string> arguments, const std::string& log_path) {
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  int output[2];
  const int log = open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0 || pipe2(output, O_CLOEXEC) != 0) Die(StrCat("cannot open what ", arguments[0], " writes to"));
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) Die("cannot fork");
  if (pid_ == 0) Become(pointers.data(), output[1], log, parent);
  close(log);
  close(output[1]);
  output_ = output[0];
}

Child::~Child() {
  Signal(SIGKILL);
  Wait();
  close(output_);
}

std::string Child::ReadLine() {
  std::string line;
  char c = 0;
  while (read(output_, &c, 1) == 1 && c != '\n') line.push_back(c);
  return line;
}

std::string Child::ReadAll() {
  std::string all;
  char c = 0;
  while (read(output_, &c, 1) == 1) all.push_back(c);
  return all;
}

void Child::Signal(int signal) {
  if (pid_ > 0) kill(pid_, signal);
}

int Child::Wait() {
  if (pid_ < 0) return exit_code_;
  int status = 0;
  waitpid(std::exchange(pid_, -1), &status, 0);
  dumped_core_ = WIFSIGNALED(status) && WCOREDUMP(status);
  exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return exit_code_;
}

void Die(const std::string& what) {
  std::fprintf(stderr, "fault test: %s\n", what.c_str());
  std::abort();
}

}  // namespace careloop::fault
