#ifndef CARELOOP_COMMON_REDIS_CONNECTION_H_
#define CARELOOP_COMMON_REDIS_CONNECTION_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "common/redis/address.h"
#include "common/redis/loop.h"
#include "common/redis/protocol.h"
#include "common/redis/reply.h"

namespace careloop::redis {

// One non-blocking socket to Redis: bytes out, replies in. Knows neither which reply answers what nor any time limit.
//
// Belongs to the loop thread. It may be closed from within its listener's callbacks, but neither destroyed nor opened
// there. After an error it is closed; what was on its way is lost and never read.
class Connection final : private Loop::Watcher {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void OnConnected() = 0;
    virtual void OnReply(Reply reply) = 0;
    virtual void OnBroken(std::string_view why) = 0;  // closed by the other side or by an error; not after Close
  };

  // `loop` and `listener` outlive the connection.
  Connection(Loop& loop, Listener& listener) : loop_(loop), listener_(listener) {}
  ~Connection() override { Close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Starts to connect; the outcome is OnConnected or OnBroken, the latter possibly from within Open.
  void Open(const Address& address);
  void Close();
  bool is_open() const { return fd_ >= 0; }

  // Bytes wait until Flush, so that many commands go out in one write; what the socket does not take goes out when it
  // can.
  void Send(std::string_view bytes) { output_.append(bytes); }
  void Flush();

 private:
  void OnEvents(uint32_t epoll_events) override;
  void FinishConnect();
  void Read();
  bool DeliverReplies();
  void ExpectWritable(bool expect);
  void Break(std::string_view why);

  Loop& loop_;
  Listener& listener_;
  int fd_ = -1;
  Loop::WatchId watch_ = 0;
  bool connected_ = false;
  bool expects_writable_ = false;
  std::string output_;
  size_t sent_ = 0;  // leading bytes of output_ that the socket has taken
  std::unique_ptr<ReplyReader> reader_;
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_CONNECTION_H_
