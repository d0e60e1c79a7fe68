#ifndef CARELOOP_TESTS_SUPPORT_CARELOOP_COMMAND_H_
#define CARELOOP_TESTS_SUPPORT_CARELOOP_COMMAND_H_

#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"

// The `careloop` command of this build, run as a user runs it.
namespace careloop::testing {

struct CommandResult {
  int exit_code = -1;  // 128 and more: ended by a signal
  std::string out;
  std::string err;
};

using Environment = std::map<std::string, std::string>;

// Runs it to its end, in the environment of this process without its CARELOOP_ variables and with these.
CommandResult RunCareloop(const std::vector<std::string>& arguments, const Environment& environment = {});

// The same while it runs. Killed with this object if it has not been stopped. Not thread-safe.
class StartedCareloop {
 public:
  StartedCareloop(const std::vector<std::string>& arguments, const Environment& environment);
  ~StartedCareloop();
  StartedCareloop(const StartedCareloop&) = delete;
  StartedCareloop& operator=(const StartedCareloop&) = delete;

  // Sends it a signal and waits for its end.
  CommandResult Stop(int signal);

 private:
  struct Output;

  const std::unique_ptr<Output> output_;
  pid_t pid_ = -1;
};

// `careloop dev --json`: a private Redis and the three services. They are ready when the constructor returns and gone
// after the destructor. Anything that goes wrong ends the test process with a message. Not thread-safe.
class RunningStack {
 public:
  explicit RunningStack(const std::vector<std::string>& arguments = {});
  ~RunningStack();
  RunningStack(const RunningStack&) = delete;
  RunningStack& operator=(const RunningStack&) = delete;

  // The line that it printed.
  const nlohmann::json& site() const { return site_; }
  std::string Text(const std::string& member) const { return site_.at(member).get<std::string>(); }

  // The environment in which the command acts as a person: "patient", "other_clinician", ...
  Environment As(const std::string& person) const;
  // That of the journal service, which delivers.
  Environment AsJournal() const;
  CommandResult Run(const std::string& person, const std::vector<std::string>& arguments) const;
  // The same where somebody watches: `out` is all that the terminal was sent.
  CommandResult RunOnTerminal(const std::string& person, const std::vector<std::string>& arguments) const;
  // The same as Run with --json, which has to succeed.
  nlohmann::json Json(const std::string& person, std::vector<std::string> arguments) const;

  pid_t pid() const { return pid_; }
  // Of "redis", "content", "messaging" or "journal", as it runs now; 0 while it does not.
  pid_t PidOf(const std::string& name) const;

  // Sends it a signal, waits, and answers its exit code.
  int Stop(int signal);
  std::string errors() const;  // what it has written to its standard error
  std::string rest() const;    // after its end: what it wrote to its standard output after the line

 private:
  struct Output;

  const std::unique_ptr<Output> output_;
  pid_t pid_ = -1;
  nlohmann::json site_;
};

// Waits until `condition()` holds; ends the test process with `what` if it does not within 20 seconds.
void Eventually(const std::string& what, const std::function<bool()>& condition);

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_CARELOOP_COMMAND_H_
