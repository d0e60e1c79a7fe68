#ifndef CARELOOP_SERVICES_CONTENT_STORE_REDIS_PUBLICATION_STORE_H_
#define CARELOOP_SERVICES_CONTENT_STORE_REDIS_PUBLICATION_STORE_H_

#include "common/redis/client.h"
#include "common/store/idempotency.h"
#include "services/content/domain/publication_store.h"

namespace careloop::content {

// Publications in Redis; functions.lua lists the keys.
class RedisPublicationStore final : public PublicationStore {
 public:
  // Both outlive this.
  RedisPublicationStore(redis::Client& redis, const store::Idempotency& idempotency)
      : redis_(redis), idempotency_(idempotency) {}

  Task<absl::StatusOr<Row>> AddDraft(const Call& call, Manuscript manuscript, Act act) override;
  Task<absl::StatusOr<Row>> ReadRow(std::string id, Deadline deadline) override;
  Task<absl::StatusOr<StoredRevision>> Read(std::string id, int number, Deadline deadline) override;
  Task<absl::StatusOr<History>> ReadHistory(std::string id, int before, int most, Deadline deadline) override;
  Task<absl::Status> Publish(const Call& call, std::string id, int number, std::string etag, Act act) override;
  Task<absl::StatusOr<int>> Withdraw(const Call& call, std::string id, std::string etag,
                                     Withdrawal withdrawal) override;
  Task<absl::Status> PublishDisclaimer(const Call& call, Disclaimer disclaimer, Act act) override;
  Task<absl::Status> OfferDisclaimer(Disclaimer disclaimer, absl::Time now, Deadline deadline) override;
  Task<absl::StatusOr<Changes>> ChangesAfter(int64_t version, Deadline deadline) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_STORE_REDIS_PUBLICATION_STORE_H_
