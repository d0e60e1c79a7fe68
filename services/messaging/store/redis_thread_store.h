#ifndef CARELOOP_SERVICES_MESSAGING_STORE_REDIS_THREAD_STORE_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_REDIS_THREAD_STORE_H_

#include <string>
#include <vector>

#include "common/crypto/patient_keys.h"
#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/messaging/domain/thread_store.h"

namespace careloop::messaging {

// ThreadStore on Redis: append.lua, thread.lua, thread_list.lua, delivery.lua, deliver_alert.lua. Thread-safe.
class RedisThreadStore final : public ThreadStore {
 public:
  RedisThreadStore(redis::Client& redis, const store::Idempotency& idempotency, PatientKeys& keys)
      : redis_(redis), idempotency_(idempotency), keys_(keys) {}

  Task<absl::StatusOr<Started>> Start(const Call& call, Thread thread, Message first,
                                      std::optional<Reception> reception) override;
  Task<absl::StatusOr<std::optional<Started>>> StartedBefore(const Call& call) override;
  Task<absl::StatusOr<std::optional<Sent>>> Appended(const Call& call) override;
  Task<absl::Status> RecordRepetition(const Call& call) override { return idempotency_.RecordRepetition(redis_, call); }
  Task<absl::StatusOr<Sent>> Append(const Call& call, ThreadRef thread, Message message,
                                    std::optional<Reception> reception) override;
  Task<absl::StatusOr<ReadMark>> Mark(const Call& call, ThreadRef thread, Person reader, int64_t up_to,
                                      absl::Time now) override;
  Task<absl::Status> Retract(const Call& call, ThreadRef thread, int64_t number, Retraction retraction) override;
  Task<absl::StatusOr<std::vector<ReadReceipt>>> Receipts(const Call& call, ThreadRef thread, int64_t above,
                                                          int most) override;
  Task<absl::StatusOr<Delivered>> DeliverShare(const Call& call, Thread thread, Message message,
                                               Reception reception) override;
  Task<absl::StatusOr<absl::Time>> RevokeShare(const Call& call, std::string patient, std::string share,
                                               absl::Time revoked) override;
  Task<absl::StatusOr<std::string>> TeamOfAlert(const Call& call, std::string patient, std::string alert) override;
  Task<absl::StatusOr<Delivered>> DeliverAlert(const Call& call, Thread thread, Message message,
                                               Reception reception) override;
  Task<absl::StatusOr<std::string>> TeamOf(const Call& call, ThreadRef thread) override;
  Task<absl::StatusOr<ThreadSnapshot>> Get(const Call& call, ThreadRef thread, std::string reader) override;
  Task<absl::StatusOr<ThreadPage>> List(const Call& call, ThreadQuery query) override;
  Task<absl::StatusOr<ThreadsById>> ListById(const Call& call, std::string patient, std::string after,
                                             int most) override;
  Task<absl::StatusOr<MessagePage>> Messages(const Call& call, MessageQuery query) override;

 private:
  // The words of the outcome of a write function, which are `count` many.
  Task<absl::StatusOr<std::vector<std::string>>> Write(const Call& call, std::string_view function, size_t count,
                                                       std::vector<std::string> args);

  redis::Client& redis_;
  const store::Idempotency& idempotency_;
  PatientKeys& keys_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_REDIS_THREAD_STORE_H_
