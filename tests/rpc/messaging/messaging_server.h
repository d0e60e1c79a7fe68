#ifndef CARELOOP_TESTS_RPC_MESSAGING_MESSAGING_SERVER_H_
#define CARELOOP_TESTS_RPC_MESSAGING_MESSAGING_SERVER_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "common/audit/access_log.h"
#include "services/messaging/domain/watch_hub.h"
#include "tests/support/service_redis.h"

namespace careloop::messaging {

// All of messaging but main.cc in this process, on a Redis of its own and with the content service at `content`.
class MessagingServer {
 public:
  explicit MessagingServer(const std::string& content);
  // As the runtime does it: streams say goodbye, calls end, then nothing runs any more.
  ~MessagingServer();

  const std::shared_ptr<grpc::Channel>& channel() const;
  const std::string& address() const;
  testing::ServiceRedis& redis();

  // As an instance that has just started: it knows of the log what a tail begins with. Returns when it does, and has
  // its inbox.
  void FollowLogAnew();
  WatchHub& hub();
  audit::AccessLog& access_log();

 private:
  struct Parts;  // the services are long to compile: once, and not in each test
  const std::unique_ptr<Parts> parts_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_RPC_MESSAGING_MESSAGING_SERVER_H_
