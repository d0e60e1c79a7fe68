#ifndef CARELOOP_COMMON_REDIS_FUNCTION_CHECK_H_
#define CARELOOP_COMMON_REDIS_FUNCTION_CHECK_H_

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "common/redis/address.h"
#include "common/redis/connection.h"
#include "common/redis/function_library.h"
#include "common/redis/handshake.h"
#include "common/redis/loop.h"

namespace careloop::redis {

// Looks, as the loader and over a connection of its own that is closed after, whether the functions in Redis are still
// those that were loaded. Belongs to the loop thread.
class FunctionCheck final : private Connection::Listener {
 public:
  // Told, on the loop thread, when they are not: as CompareFunctions has it. `library` and `loop` outlive this.
  using Changed = std::function<void(const absl::Status& why)>;
  FunctionCheck(const Address& address, Credentials loader, const FunctionLibrary& library, Loop& loop,
                Changed changed);

  // One that is still under way when the next starts has failed, which is logged like any that fails.
  void Start();
  void Stop() { connection_.Close(); }

 private:
  void OnConnected() override;
  void OnReply(Reply reply) override;
  void OnBroken(std::string_view why) override;

  const Address address_;
  const Credentials loader_;
  const FunctionLibrary& library_;
  const Changed changed_;
  bool authenticated_ = false;
  Connection connection_;
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_FUNCTION_CHECK_H_
