#ifndef CARELOOP_COMMON_SERVICE_KEY_TIE_H_
#define CARELOOP_COMMON_SERVICE_KEY_TIE_H_

#include <atomic>
#include <future>

#include "absl/status/statusor.h"
#include "common/crypto/key_store.h"
#include "common/redis/handshake.h"

namespace careloop::service {

// A key folder and a Redis belong together: of a Redis without its keys nothing can be read, and keys that are made for
// patients who have others would make of that a loss for ever. Outlives the Redis client that it is given to.
class KeyTie {
 public:
  explicit KeyTie(KeyStore& keys) : keys_(keys) {}

  // For the client. Blocks. Errors name the folder.
  absl::StatusOr<redis::StoreTie> ForRedis();

  // The first connection to Redis has failed, or was made: on its thread.
  void OnFirstOutcome();

  // Waits, a few seconds at most, for that outcome. FAILED_PRECONDITION if the Redis is another's.
  absl::Status Await();

  // Notes in the folder that the Redis has its id, once that is so. Blocks; to be called now and then.
  void Poll();

 private:
  void Tell(const absl::Status& tied);

  KeyStore& keys_;
  std::promise<absl::Status> first_;
  bool told_ = false;  // of the client's thread
  std::atomic<bool> to_confirm_ = false;
  bool failed_ = false;  // which was logged
};

}  // namespace careloop::service

#endif  // CARELOOP_COMMON_SERVICE_KEY_TIE_H_
