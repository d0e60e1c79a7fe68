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

// What editors do: bring in drafts, publish and withdraw them, and publish disclaimers. The caller's role has been
// checked. What a change brought is in this instance's library when its answer comes. Thread-safe.
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

  // Makes a revision the current one; as it was then. Errors as PublicationStore::Publish says.
  Task<absl::StatusOr<ShownPublication>> Publish(const Call& call, std::string id, int revision, std::string etag);

  // Withdraws a publication: what was its current revision, as it was then. Errors as PublicationStore::Withdraw says.
  Task<absl::StatusOr<ShownPublication>> Withdraw(const Call& call, std::string id, std::string reason,
                                                  std::string etag);

  // Errors as PublicationStore::PublishDisclaimer says.
  Task<absl::StatusOr<Disclaimer>> PublishDisclaimer(const Call& call, Disclaimer disclaimer);

  // What happened to the revisions of a publication. Errors as PublicationStore::ReadHistory says.
  Task<absl::StatusOr<History>> Revisions(const Call& call, std::string id, int before, int most) const;

 private:
  // A revision as this instance has it once it knows of what was changed just now, in the standing of that moment.
  Task<absl::StatusOr<ShownPublication>> Changed(std::string id, int revision, Standing standing, Deadline deadline);

  PublicationStore& store_;
  LiveLibrary& library_;
  const Site& site_;
  const Clock& clock_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_EDITING_H_
