#include "services/content/rpc/kept_publications.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/content/rpc/convert.h"

namespace careloop::content {
namespace {

constexpr size_t kOverhead = 400;  // of a publication and its entry, about

// Whether the same is shown of one text.
bool Same(const Publication& a, const Publication& b) {
  return a.revision == b.revision && a.state == b.state && a.published == b.published && a.withdrawal == b.withdrawal &&
         a.standing == b.standing;
}

}  // namespace

std::optional<KeptPublications::Reply> KeptPublications::Find(const Publication& publication, bool overdue) {
  const MutexLock lock(mutex_);
  const Kept* kept = kept_.Find(publication.text.get());
  if (kept == nullptr || kept->overdue != overdue || !Same(kept->publication, publication)) return std::nullopt;
  return kept->reply;
}

absl::StatusOr<KeptPublications::Reply> KeptPublications::ReplyFor(const ShownPublication& shown, absl::Time now) {
  const Publication& publication = shown.content();
  const bool overdue = ReviewOverdue(*publication.text, now);
  if (auto kept = Find(publication, overdue)) return *std::move(kept);
  v1::GetPublicationResponse response;
  *response.mutable_publication() = ToPublication(shown, now);
  ASSIGN_OR_RETURN(Reply reply, Reply::Of(response));
  if (publication.state == State::kDraft) return reply;
  const MutexLock lock(mutex_);
  kept_.Put(publication.text.get(), {.publication = publication, .overdue = overdue, .reply = reply},
            reply.size() + kOverhead);
  return reply;
}

}  // namespace careloop::content
