#include "tests/support/careloop_command.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "paths.h"

namespace careloop::testing {
namespace {

constexpr char kProgram[] = CARELOOP_BINARY_DIR "/bin/careloop";

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "careloop command: %s\n", what.c_str());
  std::abort();
}

// A file that is gone with this object.
class TemporaryFile {
 public:
  TemporaryFile() : path_("/tmp/careloop-test-XXXXXX"), fd_(mkostemp(path_.data(), O_CLOEXEC)) {}
  ~TemporaryFile() {
    close(fd_);
    unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  int fd() const { return fd_; }
  std::string Text() const {
    std::ostringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }

 private:
  std::string path_;
  const int fd_;
};

std::vector<std::string> EnvironmentWith(const Environment& added) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!absl::StartsWith(*variable, "CARELOOP_")) variables.emplace_back(*variable);
  }
  for (const auto& [name, value] : added) variables.push_back(StrCat(name, "=", value));
  return variables;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

pid_t Spawn(std::vector<std::string> arguments, const Environment& environment, int out, int err) {
  arguments.insert(arguments.begin(), kProgram);
  std::vector<std::string> variables = EnvironmentWith(environment);
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> envp = Pointers(variables);
  const pid_t pid = fork();
  if (pid < 0) Die("cannot fork");
  if (pid > 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGTERM);  // a test that is killed leaves no stack behind
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  execve(argv[0], argv.data(), envp.data());
  _exit(127);
}

int WaitFor(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string ReadLine(int fd) {
  std::string line;
  char c = 0;
  while (read(fd, &c, 1) == 1 && c != '\n') line.push_back(c);
  return line;
}

}  // namespace

CommandResult RunCareloop(const std::vector<std::string>& arguments, const Environment& environment) {
  const TemporaryFile out;
  const TemporaryFile err;
  const int exit_code = WaitFor(Spawn(arguments, environment, out.fd(), err.fd()));
  return {exit_code, out.Text(), err.Text()};
}

struct StartedCareloop::Output {
  TemporaryFile out;
  TemporaryFile err;
};

StartedCareloop::StartedCareloop(const std::vector<std::string>& arguments, const Environment& environment)
    : output_(std::make_unique<Output>()), pid_(Spawn(arguments, environment, output_->out.fd(), output_->err.fd())) {}

StartedCareloop::~StartedCareloop() {
  if (pid_ > 0) Stop(SIGKILL);
}

CommandResult StartedCareloop::Stop(int signal) {
  kill(pid_, signal);
  const int exit_code = WaitFor(std::exchange(pid_, -1));
  return {exit_code, output_->out.Text(), output_->err.Text()};
}

struct RunningStack::Output {
  TemporaryFile err;
  int out[2];
};

RunningStack::RunningStack(const std::vector<std::string>& arguments) : output_(std::make_unique<Output>()) {
  if (pipe2(output_->out, O_CLOEXEC) != 0) Die("cannot make a pipe");
  std::vector<std::string> all = {"dev", "--json"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  pid_ = Spawn(all, {}, output_->out[1], output_->err.fd());
  close(output_->out[1]);
  const std::string line = ReadLine(output_->out[0]);
  site_ = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!site_.is_object()) Die(StrCat("dev --json printed \"", line, "\" and ", errors()));
}

RunningStack::~RunningStack() {
  if (pid_ > 0) Stop(SIGTERM);
  close(output_->out[0]);
}

Environment RunningStack::As(const std::string& person) const {
  const nlohmann::json& endpoints = site_.at("endpoints");
  return {{"CARELOOP_CONTENT", endpoints.at("content")},
          {"CARELOOP_JOURNAL", endpoints.at("journal")},
          {"CARELOOP_MESSAGING", endpoints.at("messaging")},
          {"CARELOOP_TOKEN", site_.at("tokens").at(person)}};
}

Environment RunningStack::AsJournal() const {
  const CommandResult token = RunCareloop(
      {"token", "--key", Text("key"), "--role", "service", "--subject", "journal", "--issuer", Text("issuer")});
  Environment environment = As("admin");
  environment["CARELOOP_TOKEN"] = token.out.substr(0, token.out.find('\n'));
  return environment;
}

CommandResult RunningStack::Run(const std::string& person, const std::vector<std::string>& arguments) const {
  return RunCareloop(arguments, As(person));
}

CommandResult RunningStack::RunOnTerminal(const std::string& person, const std::vector<std::string>& arguments) const {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) Die("cannot make a terminal");
  const int other_side = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
  const pid_t pid = Spawn(arguments, As(person), other_side, other_side);
  close(other_side);
  std::string shown;
  char c = 0;
  while (read(terminal, &c, 1) == 1) shown.push_back(c);
  close(terminal);
  return {WaitFor(pid), shown, ""};
}

nlohmann::json RunningStack::Json(const std::string& person, std::vector<std::string> arguments) const {
  arguments.emplace_back("--json");
  const CommandResult result = Run(person, arguments);
  if (result.exit_code != 0) Die(StrCat(arguments[0], " ", arguments[1], ": ", result.err));
  return nlohmann::json::parse(result.out);
}

pid_t RunningStack::PidOf(const std::string& name) const {
  pid_t pid = 0;
  std::ifstream(StrCat(Text("run"), "/", name, ".pid")) >> pid;
  return pid > 0 && kill(pid, 0) == 0 ? pid : 0;
}

int RunningStack::Stop(int signal) {
  kill(pid_, signal);
  return WaitFor(std::exchange(pid_, -1));
}

std::string RunningStack::errors() const { return output_->err.Text(); }

std::string RunningStack::rest() const {
  std::string text;
  char c = 0;
  while (read(output_->out[0], &c, 1) == 1) text.push_back(c);
  return text;
}

void Eventually(const std::string& what, const std::function<bool()>& condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) Die(StrCat("this did not come about: ", what));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace careloop::testing
