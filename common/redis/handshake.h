#ifndef CARELOOP_COMMON_REDIS_HANDSHAKE_H_
#define CARELOOP_COMMON_REDIS_HANDSHAKE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/redis/function_library.h"
#include "common/redis/reply.h"

namespace careloop::redis {

// One of the users of deploy/redis/users.acl.in.
struct Credentials {
  std::string user;
  std::string password;
};

// What a service keeps outside Redis and what it keeps there belong together when both have the same id: store_id.lua.
struct StoreTie {
  std::string kept;     // what that is, for messages: "the key folder /keys"
  std::string id;       // empty: nothing is kept, and no Redis is another's
  bool is_new = false;  // nothing has been kept yet: a Redis that has no id takes this one
  // Told at each connection, on the loop thread, whether it is so; FAILED_PRECONDITION says why it is not.
  std::function<void(const absl::Status&)> told;
};

// What a client asks of Redis before its connection serves calls: the durable profile, its function library, and that
// it is the right store. As the loader it checks the settings, loads, and looks whether what is loaded is its own text:
// whoever has the loader's password can replace a library. It goes on as the service's own user, who may do neither,
// and calls no function before it knows whose it is.
class Handshake {
 public:
  // `tag` and `address`: those of the client.
  struct Redis {
    std::string address;
    std::string tag;
  };
  Handshake(Credentials loader, Credentials service, const FunctionLibrary& library, Redis redis, StoreTie tie);

  // What is to be sent on a new connection; replies are then judged from the first again.
  std::string Begin();

  // Judges the next reply. An error says what must be changed (a setting and its value, a user, the library); Redis'
  // own text is in it only for the library, which holds nobody's data. DATA_LOSS if the functions are not ours.
  absl::Status OnReply(const Reply& reply);
  // What is to be sent after that reply; mostly nothing.
  std::string TakeCommands() { return std::exchange(commands_, {}); }
  bool done() const { return step_ == (tie_.id.empty() ? kSteps : kSteps + 1); }

 private:
  static constexpr size_t kSteps = 5;

  absl::Status CheckFunctions(const Reply& reply);
  absl::Status CheckTie(const Reply& reply);
  absl::Status CompareIds(const std::string& found) const;

  const Credentials loader_;
  const Credentials service_;
  const FunctionLibrary& library_;
  const Redis redis_;
  StoreTie tie_;
  std::string commands_;
  size_t step_ = 0;
};

// What is sent to be told which text is loaded under the library's name, and what to make of the answer: DATA_LOSS if
// it is another text.
std::string AskForFunctions(const FunctionLibrary& library);
absl::Status CompareFunctions(const FunctionLibrary& library, const Reply& reply);

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_HANDSHAKE_H_
