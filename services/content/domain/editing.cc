#include "services/content/domain/editing.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/content/domain/manuscript.h"

namespace careloop::content {

Task<absl::StatusOr<ShownPublication>> Editing::Import(const Call& call, std::string markdown) {
  CO_ASSIGN_OR_RETURN(Manuscript manuscript, ReadManuscript(markdown, site_));
  CO_ASSIGN_OR_RETURN(Disclaimer disclaimer, site_.disclaimers.Required(manuscript.text.language));
  CO_ASSIGN_OR_RETURN(const int number, co_await store_.AddDraft(call, manuscript));
  co_return ShownDraft(std::move(manuscript), number, std::move(disclaimer));
}

Task<absl::StatusOr<ShownPublication>> Editing::TryImport(const Call& call, std::string markdown) {
  CO_ASSIGN_OR_RETURN(Manuscript manuscript, ReadManuscript(markdown, site_));
  CO_ASSIGN_OR_RETURN(Disclaimer disclaimer, site_.disclaimers.Required(manuscript.text.language));
  CO_ASSIGN_OR_RETURN(const int latest, co_await store_.LatestRevision(manuscript.text.id, call.deadline));
  co_return ShownDraft(std::move(manuscript), latest + 1, std::move(disclaimer));
}

Task<absl::StatusOr<ShownPublication>> Editing::Publish(const Call& call, std::string id, int revision) {
  CO_ASSIGN_OR_RETURN(Revision stored, co_await store_.Read(id, revision, call.deadline));
  CO_ASSIGN_OR_RETURN(Disclaimer disclaimer, site_.disclaimers.Required(stored.manuscript.text.language));
  Imprint wanted{.time = clock_.Now(), .disclaimer = std::move(disclaimer)};
  CO_ASSIGN_OR_RETURN(Imprint imprint, co_await store_.Publish(call, std::move(id), revision, std::move(wanted)));
  const absl::Status refreshed = co_await library_.Refresh(call.deadline);
  refreshed.IgnoreError();  // it is published whatever came of this: the poll makes up for it
  co_return ShownPublished(std::move(stored.manuscript), revision, std::move(imprint), State::kPublished);
}

}  // namespace careloop::content
