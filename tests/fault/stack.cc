#include "tests/fault/stack.h"

#include <arpa/inet.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "common/crypto/secret_file.h"
#include "paths.h"
#include "tests/fault/health.h"
#include "tests/support/careloop_command.h"
#include "tests/support/test_tokens.h"

namespace careloop::fault {
namespace {

constexpr char kBinaries[] = CARELOOP_BINARY_DIR "/bin/";
const std::string kSecretText(64, 'a');
constexpr char kSiteData[] = CARELOOP_SOURCE_DIR "/deploy/site";

std::string NewDirectory() {
  std::string path = "/tmp/careloop-fault-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) Die("cannot make a directory under /tmp");
  return path;
}

bool IsFree(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return free;
}

// Keeps other tests that run now from taking the port, by an abstract name that is gone with this process.
bool Reserve(int port) {
  const std::string name = StrCat(std::string(1, '\0'), "careloop-fault-port-", port);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, sizeof(address.sun_path));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool ours = bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0;
  if (!ours) close(fd);
  return ours;
}

// Below the ports that the kernel gives to connections, so that nobody takes it while its service is away.
std::string FreeAddress() {
  static std::mt19937 random{std::random_device{}()};
  std::uniform_int_distribution<int> ports(20'000, 32'000);
  int port = ports(random);
  while (!Reserve(port) || !IsFree(static_cast<uint16_t>(port))) port = ports(random);
  return StrCat("127.0.0.1:", port);
}

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace

std::string_view NameOf(Victim victim) {
  constexpr std::array kNames = {"redis", "content", "messaging", "journal"};
  return kNames.at(static_cast<size_t>(victim));
}

Stack::Stack(std::vector<std::string> redis_arguments, Transport transport, std::map<Victim, std::string> programs)
    : transport_(transport),
      programs_(std::move(programs)),
      directory_(NewDirectory()),
      redis_(redis_arguments),
      addresses_(
          {{Victim::kContent, FreeAddress()}, {Victim::kMessaging, FreeAddress()}, {Victim::kJournal, FreeAddress()}}) {
  WriteSecrets();
  for (const Victim service : kServices) {
    health_channels_[service] = ChannelTo(service);
    Start(service);
  }
  if (redis_arguments.empty()) WaitUntilServing();
}

Stack::~Stack() {
  for (auto& [service, child] : children_) child->Signal(SIGCONT);
  for (auto& [service, child] : children_) child->Signal(SIGTERM);
  for (auto& [service, child] : children_) {
    const int exit_code = child->Wait();
    EXPECT_TRUE(exit_code == 0 || exit_code == 128 + SIGKILL) << NameOf(service) << " ended with " << exit_code << "\n"
                                                              << LogOf(service);
  }
  std::filesystem::remove_all(directory_);
}

void Stack::WriteSecrets() const {
  for (const Victim service : kServices) {
    const std::string name(NameOf(service));
    Write(name + ".password", name);
    Write(name + ".secret", kSecretText);
    Write(name + ".pem", ca_.IssueFor(name).pem());
  }
  Write("key-encryption-keys", std::string(64, 'b'));
  for (const Victim service : {Victim::kJournal, Victim::kMessaging}) {
    std::filesystem::create_directory(KeyFolder(service));
    std::filesystem::permissions(KeyFolder(service), std::filesystem::perms::owner_all);
  }
  Write("ca.pem", ca_.pem());
  Write("revoked", "");
  Write("loader.password", "loader");
  Write("jwks.json", testing::TestJwks());
  Write("journal.token", testing::TokenFor(Role::kService, "journal", "journal"));
}

std::vector<std::string> Stack::CommandOf(Victim service, const std::map<std::string, std::string>& other) const {
  const std::string name(NameOf(service));
  std::map<std::string, std::string> flags = {{"listen", Address(service)},
                                              {"redis", redis_.address()},
                                              {"redis-password-file", File(name + ".password")},
                                              {"redis-loader-password-file", File("loader.password")},
                                              {"site", kSite},
                                              {"jwks", File("jwks.json")},
                                              {"issuer", std::string(testing::kTestIssuer)},
                                              {"secret-file", File(name + ".secret")},
                                              {"revocation-file", File("revoked")},
                                              {"site-data", kSiteData},
                                              // Longer than any test may take: a drain ends with its calls, or never.
                                              {"drain-limit", "300"}};
  if (service == Victim::kContent) {
    flags["scratch"] = directory_;
  } else {
    flags["content"] = Address(Victim::kContent);
    flags["audit-heads"] = File(name + ".heads");
    flags["key-folder"] = KeyFolder(service);
    flags["key-encryption-key-file"] = File("key-encryption-keys");
  }
  if (service == Victim::kJournal) {
    flags["messaging"] = Address(Victim::kMessaging);
    flags["service-token-file"] = File("journal.token");
  }
  if (transport_ == Transport::kMutualTls) {
    flags["tls-identity"] = File(name + ".pem");
    flags["tls-ca"] = File("ca.pem");
    flags["tls-peers"] = "journal,messaging,tester";
  }
  for (const auto& [flag, value] : other) flags[flag] = value;
  const auto program = programs_.find(service);
  std::vector<std::string> command = {program == programs_.end() ? kBinaries + name : program->second};
  for (const auto& [flag, value] : flags) command.push_back(StrCat("--", flag, "=", value));
  return command;
}

SecretKey Stack::Secret() { return *SecretFromText(kSecretText); }

void Stack::Write(const std::string& file, const std::string& text) const { WriteFile(File(file), text); }

std::string Stack::LogOf(Victim service) const {
  std::ostringstream text;
  text << std::ifstream(File(StrCat(NameOf(service), ".log"))).rdbuf();
  return text.str();
}

void Stack::Kill(Victim victim) {
  if (victim == Victim::kRedis) return redis_.Kill();
  children_.at(victim)->Signal(SIGKILL);
  children_.at(victim)->Wait();
}

void Stack::Start(Victim victim) {
  if (victim == Victim::kRedis) return redis_.Restart();
  auto child = std::make_unique<Child>(CommandOf(victim), File(StrCat(NameOf(victim), ".log")));
  if (child->ReadLine().empty()) Die(StrCat(NameOf(victim), " did not start:\n", LogOf(victim)));
  children_[victim] = std::move(child);
}

void Stack::Suspend(Victim victim) {
  if (victim == Victim::kRedis) return redis_.Suspend();
  Signal(victim, SIGSTOP);
}

void Stack::Continue(Victim victim) {
  if (victim == Victim::kRedis) return redis_.Continue();
  Signal(victim, SIGCONT);
}

int Stack::Terminate(Victim service) {
  Signal(service, SIGTERM);
  return Wait(service);
}

std::shared_ptr<grpc::Channel> Stack::ChannelTo(Victim service) const {
  if (transport_ == Transport::kPlaintext) return ChannelTo(service, grpc::InsecureChannelCredentials());
  return ChannelTo(service, grpc::SslCredentials({ca_.pem(), tester_.key, tester_.certificate}));
}

std::shared_ptr<grpc::Channel> Stack::ChannelTo(Victim service,
                                                const std::shared_ptr<grpc::ChannelCredentials>& credentials) const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5'000);  // what one attempt gets on a busy machine
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(Address(service), credentials, arguments);
}

bool Stack::Serving(Victim service) const { return Serves(health_channels_.at(service)); }

void Stack::WaitUntilServing() const {
  testing::Eventually("all services serve", [this] {
    return std::all_of(kServices.begin(), kServices.end(), [this](Victim service) { return Serving(service); });
  });
}

}  // namespace careloop::fault
