#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_EDITING_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_EDITING_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/content/domain/live_library.h"
#include "services/content/domain/publication_store.h"
#include "services/content/domain/site.h"

namespace careloop::content {

// What editors do: bring in drafts and publish them. The caller's role has been checked. Thread-safe.
class Editing {
 public:
  // All outlive this.
  Editing(PublicationStore& store, LiveLibrary& library, const Site& site, const Clock& clock)
      : store_(store), library_(library), site_(site), clock_(clock) {}

  // Stores `markdown` as the next draft revision of its publication. INVALID_ARGUMENT with every fault that it has;
  // FAILED_PRECONDITION (FAILED_STATE) if there is no disclaimer in its language.
  Task<absl::StatusOr<ShownPublication>> Import(const Call& call, std::string markdown);

  // What Import would answer. Stores nothing.
  Task<absl::StatusOr<ShownPublication>> TryImport(const Call& call, std::string markdown);

  // Makes a revision the current one, with the disclaimer that is current in its language; this instance's library has
  // it when the answer comes. Errors as PublicationStore::Publish says, and FAILED_PRECONDITION without such a
  // disclaimer.
  Task<absl::StatusOr<ShownPublication>> Publish(const Call& call, std::string id, int revision);

 private:
  PublicationStore& store_;
  LiveLibrary& library_;
  const Site& site_;
  const Clock& clock_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_EDITING_H_
