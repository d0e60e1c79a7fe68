#include "common/redis/connection.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "common/base/strings.h"

namespace careloop::redis {
namespace {

constexpr size_t kReadSize = size_t{64} << 10;
constexpr int kReadsPerTurn = 16;  // then timers and posted work have their turn

std::string Describe(std::string_view what, int error) {
  return StrCat(what, ": ", std::generic_category().message(error));
}

}  // namespace

void Connection::Open(const Address& address) {
  fd_ = socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return Break(Describe("socket", errno));
  watch_ = loop_.Watch(fd_, EPOLLOUT, *this);
  expects_writable_ = true;
  reader_ = std::make_unique<ReplyReader>();
  const int on = 1;
  if (address.storage.ss_family != AF_UNIX) setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  const int result = connect(fd_, reinterpret_cast<const sockaddr*>(&address.storage), address.size);
  if (result < 0 && errno != EINPROGRESS) Break(Describe("cannot connect", errno));
}

void Connection::Close() {
  if (fd_ < 0) return;
  loop_.Unwatch(watch_, fd_);
  close(std::exchange(fd_, -1));
  connected_ = false;
  output_.clear();
  sent_ = 0;
  reader_.reset();
}

void Connection::Break(std::string_view why) {
  Close();
  listener_.OnBroken(why);
}

void Connection::OnEvents(uint32_t epoll_events) {
  if (!connected_) return FinishConnect();
  if (epoll_events & ~static_cast<uint32_t>(EPOLLOUT)) Read();
  if (is_open() && (epoll_events & EPOLLOUT)) Flush();
}

void Connection::FinishConnect() {
  int error = 0;
  socklen_t size = sizeof(error);
  getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return Break(Describe("cannot connect", error));
  connected_ = true;
  ExpectWritable(false);
  listener_.OnConnected();
}

void Connection::Flush() {
  while (connected_ && sent_ < output_.size()) {
    const ssize_t taken = send(fd_, output_.data() + sent_, output_.size() - sent_, MSG_NOSIGNAL);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0 && errno == EAGAIN) return ExpectWritable(true);
    if (taken < 0) return Break(Describe("cannot send", errno));
    sent_ += taken;
  }
  if (!connected_) return;
  output_.clear();
  sent_ = 0;
  ExpectWritable(false);
}

void Connection::ExpectWritable(bool expect) {
  if (std::exchange(expects_writable_, expect) == expect) return;
  loop_.SetEvents(watch_, fd_, expect ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void Connection::Read() {
  std::array<char, kReadSize> buffer;
  for (int i = 0; i < kReadsPerTurn; ++i) {
    const ssize_t got = recv(fd_, buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Break(Describe("cannot receive", errno));
    if (got == 0) return Break("closed by Redis");
    const absl::Status fed = reader_->Feed({buffer.data(), static_cast<size_t>(got)});
    if (!fed.ok()) return Break(std::string(fed.message()));
    if (!DeliverReplies()) return;
    if (static_cast<size_t>(got) < buffer.size()) return;
  }
}

// False once the connection is closed.
bool Connection::DeliverReplies() {
  while (true) {
    absl::StatusOr<std::optional<Reply>> reply = reader_->Next();
    if (!reply.ok()) {
      Break(std::string(reply.status().message()));
      return false;
    }
    if (!reply->has_value()) return true;
    listener_.OnReply(**std::move(reply));
    if (!is_open()) return false;
  }
}

}  // namespace careloop::redis
