#ifndef CARELOOP_SERVICES_CONTENT_RPC_KEPT_PUBLICATIONS_H_
#define CARELOOP_SERVICES_CONTENT_RPC_KEPT_PUBLICATIONS_H_

#include <cstddef>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "careloop/content/v1/content_service.pb.h"
#include "common/base/mutex.h"
#include "common/base/recently_used.h"
#include "common/rpc/kept_reply.h"
#include "services/content/domain/publication.h"

namespace careloop::content {

// The answers of GetPublication that were given last, as they are sent. Most readers read what others have just read.
// Thread-safe.
class KeptPublications {
 public:
  using Reply = rpc::KeptReply<v1::GetPublicationResponse>;

  static constexpr size_t kMostBytes = size_t{64} << 20;

  explicit KeptPublications(size_t most_bytes = kMostBytes) : kept_(most_bytes) {}

  // What ToPublication makes of it; drafts are not kept. Errors as KeptReply::Of.
  absl::StatusOr<Reply> ReplyFor(const ShownPublication& shown, absl::Time now);

 private:
  // With all that the reply was made of and that may change.
  struct Kept {
    Publication publication;
    bool overdue = false;
    Reply reply;
  };

  std::optional<Reply> Find(const Publication& publication, bool overdue);

  Mutex mutex_;
  // By the text, which is one object for as long as the revision is in the library, and has one disclaimer. What is
  // kept holds it, so that no other text comes to its place.
  RecentlyUsed<const PublicationText*, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RPC_KEPT_PUBLICATIONS_H_
