#ifndef CARELOOP_TESTS_SUPPORT_PRIVATE_REDIS_H_
#define CARELOOP_TESTS_SUPPORT_PRIVATE_REDIS_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/redis/handshake.h"
#include "common/redis/reply.h"

namespace careloop::testing {

// A real redis-server of the test's own: the profile and the users of deploy/redis, an empty directory under /tmp, a
// unix socket. It accepts commands when the constructor returns and is gone, with its data, after the destructor.
// Anything that goes wrong ends the test process with a message. Not thread-safe.
//
// Every user's password is the user's name. Besides the users of deploy/redis there is "admin", who may do everything.
class PrivateRedis {
 public:
  explicit PrivateRedis(std::vector<std::string> extra_arguments = {});  // e.g. {"--appendfsync", "everysec"}
  ~PrivateRedis();
  PrivateRedis(const PrivateRedis&) = delete;
  PrivateRedis& operator=(const PrivateRedis&) = delete;

  std::string address() const { return "unix:" + socket_path_; }
  static redis::Credentials UserOf(std::string_view user) { return {std::string(user), std::string(user)}; }

  void Kill();       // SIGKILL, and waits until it is gone
  void Terminate();  // SIGTERM, and waits until it is gone
  void Restart();    // on the same data; kills it first if it runs
  void Suspend();    // SIGSTOP
  void Continue();   // SIGCONT
  // From now until its end none of its files can grow, as if its disk were full: it cannot write its log any more.
  void FillDisk();
  // The folder of its data, which a test may change while it does not run.
  std::string data() const { return directory_ + "/appendonlydir"; }

  // One command over a connection of its own, as `user`; an error reply is returned as such.
  redis::Reply Command(const std::vector<std::string>& arguments, std::string_view user = "admin") const;

 private:
  void Launch();
  void End(int signal);
  void WaitUntilItAnswers() const;

  const std::vector<std::string> extra_arguments_;
  const std::string directory_;
  const std::string socket_path_;
  pid_t pid_ = -1;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_PRIVATE_REDIS_H_
