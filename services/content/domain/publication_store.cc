#include "services/content/domain/publication_store.h"

namespace careloop::content {

State StateOf(const RevisionHistory& revision, const Standing& standing) {
  if (!revision.imprint) return State::kDraft;
  if (revision.withdrawal) return State::kWithdrawn;
  return revision.number == standing.current() ? State::kPublished : State::kSuperseded;
}

}  // namespace careloop::content
