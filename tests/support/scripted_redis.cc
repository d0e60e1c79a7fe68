#include "tests/support/scripted_redis.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <utility>

#include "common/base/strings.h"
#include "common/redis/address.h"

namespace careloop::testing {
namespace {

int OrDie(int result, const char* what) {
  if (result >= 0) return result;
  std::perror(what);
  std::abort();
}

std::string NewDirectory() {
  std::string path = "/tmp/careloop-scripted-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) std::abort();
  return path;
}

int ListenOn(const std::string& address) {
  const int fd = OrDie(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  const redis::Address parsed = redis::ParseAddress(address).value();
  OrDie(bind(fd, reinterpret_cast<const sockaddr*>(&parsed.storage), parsed.size), "bind");
  OrDie(listen(fd, 64), "listen");
  return fd;
}

ScriptedRedis::Command ToCommand(const redis::Reply& reply) {
  ScriptedRedis::Command command;
  for (const redis::Reply& word : reply.array()) command.push_back(word.text());
  return command;
}

}  // namespace

std::string BulkArray(const std::vector<std::string>& elements) {
  std::string bytes = StrCat("*", elements.size(), "\r\n");
  for (const std::string& element : elements) bytes += StrCat("$", element.size(), "\r\n", element, "\r\n");
  return bytes;
}

ScriptedRedis::ScriptedRedis(Script script)
    : script_(std::move(script)),
      directory_(NewDirectory()),
      socket_path_(directory_ + "/redis.sock"),
      listen_fd_(ListenOn(address())),
      stop_fd_(OrDie(eventfd(0, EFD_CLOEXEC), "eventfd")),
      thread_([this] { Serve(); }) {}

ScriptedRedis::~ScriptedRedis() {
  eventfd_write(stop_fd_, 1);
  thread_.join();
  for (const auto& [fd, reader] : open_) close(fd);
  close(listen_fd_);
  close(stop_fd_);
  std::filesystem::remove_all(directory_);
}

void ScriptedRedis::Serve() {
  while (true) {
    std::vector<pollfd> polled = {{stop_fd_, POLLIN, 0}, {listen_fd_, POLLIN, 0}};
    for (const auto& [fd, reader] : open_) polled.push_back({fd, POLLIN, 0});
    poll(polled.data(), polled.size(), -1);
    if (polled[0].revents != 0) return;
    if (polled[1].revents != 0) Accept();
    for (size_t i = 2; i < polled.size(); ++i) {
      const int fd = polled[i].fd;
      if (polled[i].revents == 0 || ServeConnection(fd, *open_.at(fd))) continue;
      open_.erase(fd);
      close(fd);
    }
  }
}

void ScriptedRedis::Accept() {
  const int fd = accept(listen_fd_, nullptr, nullptr);
  if (fd < 0) return;
  open_.emplace(fd, std::make_unique<redis::ReplyReader>());
  ++connections_;
}

bool ScriptedRedis::ServeConnection(int fd, redis::ReplyReader& reader) {
  std::array<char, 65536> buffer;
  const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
  if (got <= 0 || !reader.Feed({buffer.data(), static_cast<size_t>(got)}).ok()) return false;
  for (auto command = reader.Next(); command.ok() && command->has_value(); command = reader.Next()) {
    const Answer answer = AnswerTo(ToCommand(**command));
    send(fd, answer.bytes.data(), answer.bytes.size(), MSG_NOSIGNAL);
    if (answer.close) return false;
  }
  return true;
}

ScriptedRedis::Answer ScriptedRedis::AnswerTo(const Command& command) {
  const std::string& name = command.at(0);
  if (name == "AUTH") return {"+OK\r\n"};
  if (name == "FUNCTION" && command.at(1) == "LIST") return {"*1\r\n" + BulkArray({"library_code", library_})};
  if (name == "FUNCTION") {
    library_ = command.back();
    return {"$4\r\ntest\r\n"};
  }
  if (name == "CONFIG") {
    return {BulkArray({"appendonly", "yes", "appendfsync", "always", "no-appendfsync-on-rewrite", "no",
                       "maxmemory-policy", "noeviction"})};
  }
  return script_(command);
}

}  // namespace careloop::testing
