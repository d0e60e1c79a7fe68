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

  Task<absl::StatusOr<int>> AddDraft(const Call& call, Manuscript manuscript) override;
  Task<absl::StatusOr<int>> LatestRevision(std::string id, Deadline deadline) override;
  Task<absl::StatusOr<Revision>> Read(std::string id, int number, Deadline deadline) override;
  Task<absl::StatusOr<Imprint>> Publish(const Call& call, std::string id, int number, Imprint imprint) override;
  Task<absl::StatusOr<Published>> PublishedAfter(int64_t version, Deadline deadline) override;

 private:
  redis::Client& redis_;
  const store::Idempotency& idempotency_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_STORE_REDIS_PUBLICATION_STORE_H_
