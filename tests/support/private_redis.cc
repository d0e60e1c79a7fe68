#include "tests/support/private_redis.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include "common/base/strings.h"
#include "common/redis/acl.h"
#include "common/redis/address.h"
#include "common/redis/digest.h"
#include "common/redis/protocol.h"
#include "paths.h"

namespace careloop::testing {
namespace {

using redis::Reply;

constexpr char kDeploy[] = CARELOOP_SOURCE_DIR "/deploy/redis/";

[[noreturn]] void Die(std::string_view what) {
  std::fprintf(stderr, "private redis: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string NewDirectory() {
  std::string path = "/tmp/careloop-redis-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) Die("cannot make a directory under /tmp");
  return path;
}

void WriteUsers(const std::string& path) {
  const auto acl = redis::RenderAcl(
      ReadFile(StrCat(kDeploy, "users.acl.in")),
      {{"loader", "loader"}, {"content", "content"}, {"journal", "journal"}, {"messaging", "messaging"}});
  if (!acl.ok()) Die(acl.status().ToString());
  std::ofstream(path) << *acl << "user admin on #" << redis::Sha256Hex("admin") << " ~* &* +@all\n";
}

[[noreturn]] void Exec(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  _exit(127);
}

// A blocking connection for a few commands. Gives no reply when the server cannot be reached.
class DirectConnection {
 public:
  explicit DirectConnection(const std::string& address) : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto parsed = redis::ParseAddress(address);
    if (!parsed.ok()) Die(parsed.status().ToString());
    connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&parsed->storage), parsed->size) == 0;
  }
  ~DirectConnection() { close(fd_); }
  DirectConnection(const DirectConnection&) = delete;
  DirectConnection& operator=(const DirectConnection&) = delete;

  std::optional<Reply> Command(const std::vector<std::string>& arguments) {
    if (!connected_) return std::nullopt;
    std::string bytes;
    redis::AppendCommand(std::vector<std::string_view>(arguments.begin(), arguments.end()), bytes);
    if (send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) return std::nullopt;
    return ReadReply();
  }

 private:
  std::optional<Reply> ReadReply() {
    std::array<char, 65536> buffer;
    while (true) {
      const ssize_t got = recv(fd_, buffer.data(), buffer.size(), 0);
      if (got <= 0 || !reader_.Feed({buffer.data(), static_cast<size_t>(got)}).ok()) return std::nullopt;
      auto reply = reader_.Next();
      if (!reply.ok()) return std::nullopt;
      if (reply->has_value()) return *std::move(reply);
    }
  }

  const int fd_;
  bool connected_ = false;
  redis::ReplyReader reader_;
};

std::optional<Reply> TryCommand(const std::string& address, const std::vector<std::string>& arguments,
                                std::string_view user) {
  DirectConnection connection(address);
  std::optional<Reply> auth = connection.Command({"AUTH", std::string(user), std::string(user)});
  if (!auth.has_value() || auth->is_error()) return auth;
  return connection.Command(arguments);
}

}  // namespace

PrivateRedis::PrivateRedis(std::vector<std::string> extra_arguments)
    : extra_arguments_(std::move(extra_arguments)),
      directory_(NewDirectory()),
      socket_path_(directory_ + "/redis.sock") {
  WriteUsers(directory_ + "/users.acl");
  Launch();
}

PrivateRedis::~PrivateRedis() {
  Kill();
  std::filesystem::remove_all(directory_);
}

void PrivateRedis::Launch() {
  std::vector<std::string> arguments = {"redis-server", StrCat(kDeploy, "durable.conf"),
                                        "--dir",        directory_,
                                        "--unixsocket", socket_path_,
                                        "--aclfile",    directory_ + "/users.acl",
                                        "--logfile",    directory_ + "/redis.log"};
  arguments.insert(arguments.end(), extra_arguments_.begin(), extra_arguments_.end());
  pid_ = fork();
  if (pid_ < 0) Die("cannot fork");
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves no server behind
    Exec(arguments);
  }
  WaitUntilItAnswers();
}

void PrivateRedis::WaitUntilItAnswers() const {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < limit) {
    const std::optional<Reply> reply = TryCommand(address(), {"PING"}, "admin");
    if (reply.has_value() && reply->text() == "PONG") return;
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  Die(StrCat("redis-server did not start; is it installed?\n", ReadFile(directory_ + "/redis.log")));
}

void PrivateRedis::Kill() { End(SIGKILL); }

void PrivateRedis::Terminate() { End(SIGTERM); }

void PrivateRedis::End(int signal) {
  if (pid_ < 0) return;
  kill(pid_, signal);
  waitpid(std::exchange(pid_, -1), nullptr, 0);
}

void PrivateRedis::Restart() {
  Kill();
  Launch();
}

void PrivateRedis::Suspend() {
  kill(pid_, SIGSTOP);
  waitpid(pid_, nullptr, WUNTRACED);
}

void PrivateRedis::FillDisk() {
  const rlimit none = {0, 0};
  if (prlimit(pid_, RLIMIT_FSIZE, &none, nullptr) != 0) Die("prlimit");
}

void PrivateRedis::Continue() { kill(pid_, SIGCONT); }

Reply PrivateRedis::Command(const std::vector<std::string>& arguments, std::string_view user) const {
  std::optional<Reply> reply = TryCommand(address(), arguments, user);
  if (!reply.has_value()) Die("no answer to a command");
  return *std::move(reply);
}

}  // namespace careloop::testing
