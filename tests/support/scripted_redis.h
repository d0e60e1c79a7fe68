#ifndef CARELOOP_TESTS_SUPPORT_SCRIPTED_REDIS_H_
#define CARELOOP_TESTS_SUPPORT_SCRIPTED_REDIS_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/redis/protocol.h"

namespace careloop::testing {

// A server on a unix socket that answers with whatever bytes a test wants, at the pace that it wants. It plays a sound,
// durable Redis during a client's handshake and asks the script about every other command.
class ScriptedRedis {
 public:
  using Command = std::vector<std::string>;
  struct Answer {
    std::string bytes;   // sent as they are; none: silence
    bool close = false;  // after the bytes
  };
  // Called on the server's thread.
  using Script = std::function<Answer(const Command& command)>;

  explicit ScriptedRedis(Script script);
  ~ScriptedRedis();
  ScriptedRedis(const ScriptedRedis&) = delete;
  ScriptedRedis& operator=(const ScriptedRedis&) = delete;

  std::string address() const { return "unix:" + socket_path_; }
  int connections() const { return connections_; }  // accepted so far

 private:
  void Serve();
  void Accept();
  bool ServeConnection(int fd, redis::ReplyReader& reader);  // false: close it
  Answer AnswerTo(const Command& command);

  const Script script_;
  const std::string directory_;
  const std::string socket_path_;
  const int listen_fd_;
  const int stop_fd_;
  std::atomic<int> connections_ = 0;
  std::string library_;  // loaded last
  std::map<int, std::unique_ptr<redis::ReplyReader>> open_;
  std::thread thread_;
};

// A reply in Redis' wire format: an array of bulk strings.
std::string BulkArray(const std::vector<std::string>& elements);

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_SCRIPTED_REDIS_H_
