#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_PUBLICATION_STORE_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_PUBLICATION_STORE_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/content/domain/publication.h"

namespace careloop::content {

// The publication whose current revision was `number` was withdrawn: with it all revisions that had been published.
struct PublicationWithdrawn {
  std::string id;
  int number = 0;
  Withdrawal withdrawal;
};

// One step of the library: a disclaimer that became current in its language, a revision that became current (it has an
// imprint), or a withdrawal.
using Change = std::variant<Disclaimer, Revision, PublicationWithdrawn>;

// Changes in the order in which they happened, each of which counts the library's version up by one.
struct Changes {
  int64_t version = 0;  // after the last of `changes`
  std::vector<Change> changes;
  bool complete = false;  // there is nothing after `version`
};

// Where a publication's row of revisions ends, and what readers are shown of it.
struct Row {
  int latest = 0;  // the number of its latest revision; 0 if it has none
  Standing standing;
};

// A revision as an editor reads it back, and how its publication stands.
struct StoredRevision {
  Revision revision;
  Standing standing;
};

// What happened to one revision, without its text.
struct RevisionHistory {
  int number = 0;
  Act imported;
  std::optional<Imprint> imprint;
  std::optional<Withdrawal> withdrawal;
};

// Where it stands in a publication of that standing.
State StateOf(const RevisionHistory& revision, const Standing& standing);

struct History {
  Row row;
  std::vector<RevisionHistory> revisions;  // latest first
};

// Where publications and disclaimers are kept. Every method is one atomic step; thread-safe. Its tasks resume on the
// store's own thread.
//
// Errors are those of the store (UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL) and those said below. A
// method that changes something, called again for the same request, has the outcome of the first time; with another
// request under its request id it fails with REQUEST_ID_REUSED.
class PublicationStore {
 public:
  virtual ~PublicationStore() = default;

  // Keeps `manuscript` as the next draft revision of its publication: the latest of the row that is answered.
  virtual Task<absl::StatusOr<Row>> AddDraft(const Call& call, Manuscript manuscript, Act act) = 0;

  // The row of a publication; an empty one if there is none.
  virtual Task<absl::StatusOr<Row>> ReadRow(std::string id, Deadline deadline) = 0;

  // NOT_FOUND if there is no such revision.
  virtual Task<absl::StatusOr<StoredRevision>> Read(std::string id, int number, Deadline deadline) = 0;

  // At most `most` revisions with numbers below `before` (0: all). NOT_FOUND if there is no such publication.
  virtual Task<absl::StatusOr<History>> ReadHistory(std::string id, int before, int most, Deadline deadline) = 0;

  // Makes a revision the current one, with the disclaimer that is then current in its language; nothing changes if it
  // is current already. NOT_FOUND if there is no such revision; FAILED_PRECONDITION (FAILED_STATE) if a later one is or
  // was current, if it was withdrawn, or without such a disclaimer; ABORTED (VERSION_CONFLICT) if `etag` is not empty
  // and not that of the publication.
  virtual Task<absl::Status> Publish(const Call& call, std::string id, int number, std::string etag, Act act) = 0;

  // Withdraws a publication: the revision that was current. NOT_FOUND if there is no such publication;
  // FAILED_PRECONDITION (FAILED_STATE) if it has no current revision; ABORTED as Publish.
  virtual Task<absl::StatusOr<int>> Withdraw(const Call& call, std::string id, std::string etag,
                                             Withdrawal withdrawal) = 0;

  // Makes a disclaimer the current one in its language; nothing changes if it has been published, with this text. A
  // version that is not above the current one, or was published with another text, is ABORTED (VERSION_CONFLICT).
  virtual Task<absl::Status> PublishDisclaimer(const Call& call, Disclaimer disclaimer, Act act) = 0;

  // The same of a disclaimer that came with the site's data, at any time and by anybody; a version that is behind the
  // current one and unknown is passed over. FAILED_PRECONDITION (FAILED_STATE) if it was published with another text.
  virtual Task<absl::Status> OfferDisclaimer(Disclaimer disclaimer, absl::Time now, Deadline deadline) = 0;

  // Some of what changed after `version`. If the store's own version is lower (it was set back to an older state), the
  // answer starts from the beginning: its version is then less than `version`.
  virtual Task<absl::StatusOr<Changes>> ChangesAfter(int64_t version, Deadline deadline) = 0;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_PUBLICATION_STORE_H_
