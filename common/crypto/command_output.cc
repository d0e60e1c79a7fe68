#include "common/crypto/command_output.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "common/base/descriptor.h"

extern "C" {  // which the header of this glibc leaves out
#include <sys/pidfd.h>
}

namespace careloop {
namespace {

constexpr char kLimit[] = "10";

// How a service sets its signals is nothing that a command knows: with SIGTERM blocked it could not be ended.
void ResetSignals(posix_spawnattr_t& attributes) {
  sigset_t none, pipe;
  sigemptyset(&none);
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &pipe);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

// Below 0 if it could not be started.
pid_t Spawn(std::string command, int output) {
  std::array<std::string, 6> words = {"timeout", "--kill-after=1", kLimit, "sh", "-c", std::move(command)};
  std::array<char*, words.size() + 1> argv = {};
  for (size_t i = 0; i < words.size(); ++i) argv[i] = words[i].data();
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  ResetSignals(attributes);
  pid_t pid = -1;
  if (posix_spawnp(&pid, argv.front(), &files, &attributes, argv.data(), environ) != 0) pid = -1;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return pid;
}

// Until the end of the output, `most` bytes of it, or the end of the process, whichever is first.
std::string ReadWhile(const Descriptor& process, int output, size_t most) {
  std::string text(most, '\0');
  size_t size = 0;
  std::array<pollfd, 2> waited = {{{output, POLLIN, 0}, {process, POLLIN, 0}}};
  while (size < most) {
    const int ready = poll(waited.data(), waited.size(), -1);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0 || waited[0].revents == 0) break;  // what was printed is read first
    const ssize_t got = read(output, text.data() + size, most - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += static_cast<size_t>(got);
  }
  text.resize(size);
  return text;
}

bool EndedWell(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::optional<std::string> OutputOfCommand(const std::string& command, size_t most) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  pid_t pid = -1;
  std::string text;
  bool seen = false;
  {
    const Descriptor output(ends[0]);  // closed before the process is waited for: who prints too much ends
    {
      const Descriptor input(ends[1]);
      pid = Spawn(command, input);
    }
    if (pid < 0) return std::nullopt;
    const Descriptor process(pidfd_open(pid, 0));
    seen = process >= 0;
    if (seen) text = ReadWhile(process, output, most);
  }
  if (!seen) kill(pid, SIGTERM);  // its end would not be seen while a child of its holds the output
  if (!EndedWell(pid) || !seen) return std::nullopt;
  return text;
}

}  // namespace careloop
